import { MessageChannel } from 'node:worker_threads';

import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { eventIterator, oc, type ContractRouterClient } from '@orpc/contract';
import { implement } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { guardPort, type ContractPort } from '#main/electron/guarded-port.ts';

const contract = {
  echo: oc.input(z.object({ text: z.string() })).output(z.string()),
  count: oc.output(eventIterator(z.number())),
};
const server = implement(contract);

let refused: number;
let ended: Promise<void>;
let page: ReturnType<typeof openPort>;

/** Node's MessagePort passes the data itself to `on`; Electron's passes an event with it. */
function likeElectron(port: MessageChannel['port1']): ContractPort {
  return {
    on(event: 'message' | 'close', listener: (event?: { data: unknown }) => void): void {
      port.on(event, (data: unknown) => listener({ data }));
    },
    postMessage: (message) => port.postMessage(message),
  };
}

function openPort() {
  const { port1, port2 } = new MessageChannel();
  const end = Promise.withResolvers<void>();
  ended = end.promise;
  const router = server.router({
    echo: server.echo.handler(({ input }) => input.text),
    count: server.count.handler(async function* ({ signal }) {
      try {
        yield* [1, 2, 3];
        await new Promise((resolve) => signal?.addEventListener('abort', resolve));
      } finally {
        end.resolve();
      }
    }),
  });
  const guarded = guardPort(likeElectron(port1), () => {
    refused += 1;
  });
  new RPCHandler(router).upgrade(guarded, { context: {} });
  const client: ContractRouterClient<typeof contract> = createORPCClient(
    // Node's port has the methods that are used of the browser's.
    new RPCLink({ port: port2 as never }),
  );
  return { client, port: port2 };
}

beforeEach(() => {
  refused = 0;
  page = openPort();
});
afterEach(() => page.port.close());

describe('a guarded port', () => {
  it('lets calls and their answers through', async () => {
    expect(await page.client.echo({ text: 'hello' })).toBe('hello');
    expect(refused).toBe(0);
  });

  it('lets a stream through, and its end', async () => {
    const seen: number[] = [];
    for await (const number of await page.client.count()) {
      seen.push(number);
      if (seen.length === 3) break;
    }
    await ended;
    expect({ seen, refused }).toEqual({ seen: [1, 2, 3], refused: 0 });
  });

  const request = { u: '/echo', b: { json: { text: 'x' } } };
  it.each([
    ['text that is not JSON', 'hello'],
    ['nothing', undefined],
    ['a number', 7],
    ['bytes', new Uint8Array([1, 2, 3])],
    ['an object', { i: '1', p: request }],
    ['null', 'null'],
    ['no request', '{"i":"1"}'],
    ['no address', '{"i":"1","p":{}}'],
    ['an address elsewhere', JSON.stringify({ i: '1', p: { ...request, u: 'http://[' } })],
    ['an id that is an object', JSON.stringify({ i: {}, p: request })],
    ['an unknown kind', JSON.stringify({ i: '1', t: 9, p: request })],
    [
      'headers of a form',
      JSON.stringify({ i: '1', p: { ...request, h: { 'content-type': 'multipart/form-data' } } }),
    ],
    ['headers of a file', JSON.stringify({ i: '1', p: { ...request, h: { 'content-disposition': 'x' } } })],
    ['a message too large', JSON.stringify({ i: '1', p: { ...request, b: 'x'.repeat(5_000_000) } })],
    ['deep nesting', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ])('refuses %s and goes on', async (_what, message) => {
    page.port.postMessage(message);
    expect(await page.client.echo({ text: 'still here' })).toBe('still here');
    expect(refused).toBe(1);
  });

  it('answers a call of a procedure that is not there with an error', async () => {
    const stray = page.client as unknown as { nothing: () => Promise<unknown> };
    await expect(stray.nothing()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
