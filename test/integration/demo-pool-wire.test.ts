import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { CpuMiner } from '#main/demo/cpu-miner.ts';
import type { ValidatingPoolOptions } from '#main/demo/pool-options.ts';
import { ValidatingPool } from '#main/demo/validating-pool.ts';
import { FakeClock } from '#test/support/fake-clock.ts';

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

async function startPool(options: Partial<ValidatingPoolOptions> = {}): Promise<ValidatingPool> {
  const pool = new ValidatingPool({ clock: new FakeClock(), difficulty: 1e-7, seed: 'wire', ...options });
  await pool.start();
  opened.push(() => pool.stop());
  return pool;
}

/** Sends lines and reads the answers one by one. */
class Wire {
  readonly socket: Socket;
  readonly #lines: AsyncIterator<string>;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => undefined);
    this.#lines = createInterface({ input: socket })[Symbol.asyncIterator]();
    opened.push(() => socket.destroy());
  }

  send(message: unknown): void {
    this.socket.write(`${typeof message === 'string' ? message : JSON.stringify(message)}\n`);
  }

  async ask(message: unknown): Promise<unknown> {
    this.send(message);
    return this.next();
  }

  async next(): Promise<unknown> {
    const { value, done } = await this.#lines.next();
    return done === true ? 'closed' : JSON.parse(value);
  }
}

function wireTo(pool: ValidatingPool): Wire {
  return new Wire(connect(pool.port, pool.settings.host));
}

describe('the validating pool on the wire', () => {
  it('answers the handshake in the field’s forms', async () => {
    const pool = await startPool();
    const wire = wireTo(pool);
    const configure = {
      id: 'one',
      method: 'mining.configure',
      params: [['version-rolling', 'minimum-difficulty'], { 'version-rolling.mask': '00c00000' }],
    };
    expect(await wire.ask(configure)).toEqual({
      id: 'one',
      result: { 'version-rolling': true, 'version-rolling.mask': '00c00000', 'minimum-difficulty': false },
      error: null,
    });
    expect(await wire.ask({ id: 2, method: 'mining.subscribe', params: ['test'] })).toMatchObject({
      id: 2,
      result: [expect.any(Array), expect.stringMatching(/^[0-9a-f]{8}$/), 8],
    });
    expect(await wire.ask({ id: 3, method: 'mining.authorize', params: ['alice', 'x'] })).toEqual({
      id: 3,
      result: true,
      error: null,
    });
    expect(await wire.next()).toEqual({ id: null, method: 'mining.set_difficulty', params: [1e-7] });
    expect(await wire.next()).toMatchObject({ id: null, method: 'mining.notify' });
  });

  it('refuses what comes in the wrong order', async () => {
    const pool = await startPool();
    const wire = wireTo(pool);
    const share = ['alice', '1', '0000000000000000', '00000000', '00000000'];
    expect(await wire.ask({ id: 1, method: 'mining.submit', params: share })).toMatchObject({
      error: [25, 'Not subscribed', null],
    });
    expect(await wire.ask({ id: 2, method: 'mining.authorize', params: ['alice', 'x'] })).toMatchObject({
      error: [25, 'Not subscribed', null],
    });
    await wire.ask({ id: 3, method: 'mining.subscribe', params: [] });
    expect(await wire.ask({ id: 4, method: 'mining.submit', params: share })).toMatchObject({
      error: [24, 'Unauthorized worker', null],
    });
    expect(await wire.ask({ id: 5, method: 'mining.nonsense' })).toMatchObject({
      error: [20, 'Unknown method', null],
    });
    expect(await wire.ask({ id: 6, method: 'mining.ping', params: [] })).toMatchObject({ result: 'pong' });
  });

  it.each(['not json', '[]', '{"id":', '\u0000\u0001'])('drops a peer that sends %j', async (line) => {
    const pool = await startPool();
    const wire = wireTo(pool);
    expect(await wire.ask(line)).toBe('closed');
  });

  it.each([
    null,
    {},
    [],
    ['alice'],
    [1, 2, 3, 4, 5],
    ['alice', '1', 'zz', '00000000', '00000000'],
    ['alice', '1', '00', '0', '00000000'],
    ['alice', '1', '00'.repeat(4000), '00000000', '00000000'],
    ['alice', '1', '00', '00000000', '00000000', 7],
  ])('counts submit parameters %j as malformed and goes on', async (params) => {
    const pool = await startPool();
    const wire = wireTo(pool);
    await wire.ask({ id: 1, method: 'mining.subscribe', params: [] });
    await wire.ask({ id: 2, method: 'mining.authorize', params: ['alice', 'x'] });
    await wire.next();
    await wire.next();
    expect(await wire.ask({ id: 3, method: 'mining.submit', params })).toEqual({
      id: 3,
      result: null,
      error: [20, 'Invalid params', null],
    });
  });

  it('ignores a second login where it takes one, and takes it where it takes many', async () => {
    for (const logins of ['one', 'many'] as const) {
      const pool = await startPool({ logins, firstJobAfter: 'subscribe' });
      const wire = wireTo(pool);
      wire.send({ id: 1, method: 'mining.subscribe', params: [] });
      wire.send({ id: 2, method: 'mining.authorize', params: ['alice', 'x'] });
      wire.send({ id: 3, method: 'mining.authorize', params: ['bob', 'x'] });
      wire.send({ id: 4, method: 'mining.ping' });
      const answered: unknown[] = [];
      while (answered.at(-1) !== 4) {
        const { id } = (await wire.next()) as { id: unknown };
        if (id !== null) answered.push(id);
      }
      expect(answered).toEqual(logins === 'one' ? [1, 2, 4] : [1, 2, 3, 4]);
    }
  });

  it('says nothing while muted, with the socket open', async () => {
    const pool = await startPool();
    const wire = wireTo(pool);
    await wire.ask({ id: 1, method: 'mining.ping' });
    pool.mute();
    const judged = new Promise((resolve) => pool.shareJudged.on(resolve));
    wire.send({ id: 2, method: 'mining.submit', params: [] });
    await judged;
    pool.unmute();
    expect(await wire.ask({ id: 3, method: 'mining.ping' })).toMatchObject({ id: 3 });
  });

  it('narrows the version mask from the next job on', async () => {
    const pool = await startPool();
    const miner = new CpuMiner({
      host: pool.settings.host,
      port: pool.port,
      worker: 'alice',
      profile: 'bitaxe',
      hashesPerUnit: 256,
    });
    opened.push(() => miner.close());
    await miner.connect();
    await miner.whenJob();
    pool.setVersionMask(0x00c00000);
    const next = pool.newBlock();
    await miner.whenJob(({ id }) => id === next);
    expect(miner.job?.versionMask).toBe(0x00c00000);
    await miner.mine({ shares: 20 });
    expect(pool.countsOf('alice')).toMatchObject({ acceptedShares: 20, rejectedShares: 0 });
  });

  it('speaks TLS where it has a certificate', async () => {
    const [cert, key] = ['cert', 'key'].map((part) =>
      readFileSync(new URL(`../fixtures/tls/localhost-${part}.pem`, import.meta.url), 'utf8'),
    ) as [string, string];
    const pool = await startPool({ tls: { cert, key } });
    const wire = new Wire(connectTls({ port: pool.port, host: pool.settings.host, ca: cert }));
    expect(await wire.ask({ id: 1, method: 'mining.ping' })).toMatchObject({ result: 'pong' });
    expect(pool.url).toBe(`stratum+ssl://127.0.0.1:${pool.port}`);
  });

  it('refuses connections above its limit', async () => {
    const pool = await startPool({ maxConnections: 1 });
    const first = wireTo(pool);
    await first.ask({ id: 1, method: 'mining.ping' });
    expect(await wireTo(pool).next()).toBe('closed');
    expect(await first.ask({ id: 2, method: 'mining.ping' })).toMatchObject({ id: 2 });
  });
});
