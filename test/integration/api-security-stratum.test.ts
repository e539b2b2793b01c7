import { afterEach, describe, expect, it } from 'vitest';

import { silentLog } from '#engine/lib/log.ts';
import { StratumListener } from '#engine/proxy/listener.ts';
import { hostileSession } from '#test/fuzz/stratum.ts';
import { RawPeer } from '#test/support/raw-peer.ts';
import { startPool, TestFarm } from '#test/support/test-farm.ts';

let cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.toReversed()) await cleanup();
  cleanups = [];
});

async function listening(
  ranges: string[],
  maxPerAddress?: number,
): Promise<{ port: number; taken: string[] }> {
  const taken: string[] = [];
  const listener = new StratumListener(
    {
      log: silentLog,
      onSocket: (socket, address) => {
        taken.push(address);
        socket.write('{}\n');
      },
    },
    maxPerAddress === undefined ? {} : { maxPerAddress },
  );
  listener.allow(ranges);
  const { port } = await listener.listen('127.0.0.1', 0);
  cleanups.push(() => listener.close());
  return { port, taken };
}

describe('the port for miners', () => {
  it.each([
    [['10.0.0.0/8', 'fd00::/8'], false],
    [['127.0.0.2'], false],
    [[], false],
    [['127.0.0.0/8'], true],
    [['10.0.0.0/8', '127.0.0.1'], true],
  ])('takes the addresses of %j and hangs up on others without a byte', async (ranges, isAllowed) => {
    const { port, taken } = await listening(ranges);
    const peer = await RawPeer.open(port);
    cleanups.push(async () => peer.destroy());
    if (isAllowed) await peer.line(() => true);
    else await peer.whenClosed();
    expect([taken, peer.lines]).toEqual(isAllowed ? [['127.0.0.1'], ['{}']] : [[], []]);
  });

  it('holds so many connections of one address and takes new ones when old ones go', async () => {
    const { port, taken } = await listening(['127.0.0.0/8'], 2);
    const peers = [await RawPeer.open(port), await RawPeer.open(port)];
    for (const peer of peers) await peer.line(() => true);
    const third = await RawPeer.open(port);
    await third.whenClosed();
    expect([taken.length, third.lines]).toEqual([2, []]);
    peers[0]?.destroy();
    let again = await RawPeer.open(port);
    while ((await again.line(() => true)) === null) again = await RawPeer.open(port);
    expect(taken.length).toBe(3);
    for (const peer of [...peers, again]) peer.destroy();
  });

  it.each([
    '{"method":"mining.subscribe"}',
    '{"id":1,"method":"mining.subscribe","params":[]}',
    '{"id":1,"method":"mining.configure","params":[["version-rolling"],{}]}',
    '{"id":1,"method":"mining.configure","params":[["minimum-difficulty","subscribe-extranonce","info"]]}',
    '{"method":"mining.ping"}',
    '{"method":"mining.get_transactions"}',
    '{"method":""}',
    '{"id":1,"method":"mining.suggest_difficulty","params":[1]}',
  ])('answers with less than six times the bytes before anybody has logged in: %s', (line) => {
    const { socket } = hostileSession();
    const sent = Buffer.from(`${line}\n`.repeat(200));
    socket.emit('data', sent);
    expect(socket.written.length).toBeGreaterThan(0);
    expect(socket.written.length / sent.length).toBeLessThan(6);
  });

  it('answers twenty senseless lines at most', () => {
    const { socket } = hostileSession();
    socket.emit('data', Buffer.from('{\n'.repeat(2000)));
    expect(socket.written.split('\n').length - 1).toBe(20);
    expect(socket.written.length).toBeLessThan(20 * 300);
  });

  it("tells no miner another's words, and shows them as plain text", async () => {
    const pool = await startPool({ extranonce2Size: 8 });
    cleanups.push(() => pool.stop());
    const farm = await TestFarm.start({
      accounts: [{ name: 'alice', pools: [{ url: pool.url }], quota: { work: 1 } }],
    });
    cleanups.push(() => farm.stop());
    const login = (agent: string, name: string): string =>
      `${JSON.stringify({ id: 1, method: 'mining.subscribe', params: [agent] })}\n` +
      `${JSON.stringify({ id: 2, method: 'mining.authorize', params: [name, 'marked-password'] })}\n`;
    const first = await RawPeer.open(farm.port);
    first.send(login('marked-agent\u001b[2J\u202e<b>', 'farm.marked-name\u001b]0;x\u0007\u202e\ud800<b>'));
    await first.line((message) => message['method'] === 'mining.notify');
    const second = await RawPeer.open(farm.port);
    second.send(login('cgminer/4.12', 'farm.plain'));
    await second.line((message) => message['method'] === 'mining.notify');
    for (const method of ['mining.get_transactions', 'mining.subscribe', 'client.show_message'])
      second.send(`${JSON.stringify({ id: method, method, params: [] })}\n`);
    await second.line((message) => message['id'] === 'client.show_message');
    expect(second.lines.join('\n')).not.toContain('marked');
    const seen = farm.engine.snapshot().miners.find(({ name }) => name.startsWith('marked-name'));
    expect(seen).toMatchObject({ name: 'marked-name ]0;x �<b>', userAgent: 'marked-agent?[2J?<b>' });
    expect(JSON.stringify(farm.engine.snapshot())).not.toContain('marked-password');
    for (const peer of [first, second]) peer.destroy();
  });
});
