import { RPCHandler } from '@orpc/server/message-port';
import { afterEach, describe, expect, it } from 'vitest';

import { errorText } from '#renderer/api/error-text.ts';
import { openMessagePort } from '#renderer/api/message-port.ts';
import { AppError } from '#shared/errors.ts';
import type { FarmEvent } from '#shared/model/snapshot.ts';
import { ScriptedFarm } from '#test/support/scripted-farm.ts';
import { asTypedErrors, scriptedRouter } from '#test/support/scripted-router.ts';

import { NOON_MS } from '../make.ts';

const ports: MessagePort[] = [];

function connect() {
  const farm = new ScriptedFarm({
    miners: 2,
    accounts: 2,
    hashrate: 1e6,
    quotaSpanMs: 30_000,
    nowMs: NOON_MS,
  });
  const channel = new MessageChannel();
  new RPCHandler(scriptedRouter(farm), { clientInterceptors: [asTypedErrors] }).upgrade(channel.port1, {
    context: { by: 'desktop' },
  });
  channel.port1.start();
  ports.push(channel.port1, channel.port2);
  return { farm, ...openMessagePort(channel.port2) };
}

afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

describe('the client over a message port', () => {
  it('gets the farm as the engine has it', async () => {
    const { farm, client, connection } = connect();
    expect(await client.farm.get()).toEqual(farm.snapshot());
    expect(connection.status().state).toBe('open');
  });

  it('hears of a mark as an event', async () => {
    const { client } = connect();
    const seen: FarmEvent[] = [];
    for await (const event of await client.farm.events()) {
      seen.push(event);
      if (seen.length === 2) break;
      await client.miners.markFailed({ id: 'rack1-01', failed: true, note: 'fan' });
    }
    const [first, second] = seen;
    expect(first?.type).toBe('snapshot');
    const changed = second?.type === 'delta' ? second.miners : [];
    expect(changed.find(({ id }) => id === 'rack1-01')?.markedFailed?.note).toBe('fan');
  });

  it("brings the engine's own sentence about a failure", async () => {
    const { client } = connect();
    const error: unknown = await client.miners
      .markFailed({ id: 'nobody', failed: true })
      .catch((caught) => caught);
    expect(errorText(error)).toBe('No miner with this id.');
  });

  it('names the field that the contract refuses', async () => {
    const { client } = connect();
    const error: unknown = await client.pools
      .markFailed({ id: 'no spaces!', failed: true })
      .catch((caught) => caught);
    expect(errorText(error)).toMatch(/^Hashquota did not accept this: id: /);
  });
});

describe('sentences about failures', () => {
  it('keep bugs and unknown things to the log', () => {
    expect(errorText(new Error('undefined is not a function'))).toMatch(/log has the details/);
    expect(errorText('what')).toMatch(/log has the details/);
    expect(errorText(new AppError('INTERNAL', 'secret'))).toMatch(/log has the details/);
  });

  it('tell a lost line and a late answer apart', () => {
    expect(errorText(new Error('Cannot send message, WebSocket is not open.'))).toMatch(
      /connection .* is lost/,
    );
    expect(errorText(new DOMException('', 'TimeoutError'))).toMatch(/in time/);
  });
});
