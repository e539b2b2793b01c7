import { silentLog } from '#engine/lib/log.ts';
import { PoolClient } from '#engine/stratum/pool-client.ts';
import type { PoolClientOptions, PoolClosed } from '#engine/stratum/pool-types.ts';

import { FakeClock } from './fake-clock.ts';
import { ordinaryPool, ScriptedPool, type PoolScript } from './scripted-pool.ts';

const cleanups: (() => void | Promise<void>)[] = [];

/** Closes what the test opened; for `afterEach`. */
export async function closeAll(): Promise<void> {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
}

/** A pool client at a scripted pool, and what it told. */
export interface PoolClientSetup {
  pool: ScriptedPool;
  client: PoolClient;
  clock: FakeClock;
  closed: PoolClosed[];
  /** Everything that happened, in order. */
  events: string[];
}

export async function startPool(
  script: PoolScript,
  tls?: { key: string; cert: string },
): Promise<{ pool: ScriptedPool; port: number }> {
  const pool = new ScriptedPool(script, tls);
  const port = await pool.listen();
  cleanups.push(() => pool.close());
  return { pool, port };
}

export async function connect(
  script: PoolScript,
  options: Partial<PoolClientOptions> = {},
): Promise<PoolClientSetup> {
  const { pool, port } = await startPool(script);
  const setup = newClient(port, options);
  setup.client.start();
  return { pool, ...setup };
}

/** A client that has not begun to connect. */
export function newClient(
  port: number,
  options: Partial<PoolClientOptions> = {},
): Omit<PoolClientSetup, 'pool'> {
  const clock = new FakeClock();
  const client = new PoolClient(
    { clock, log: silentLog },
    {
      worker: 'alice.farm1',
      password: 'd=512',
      userAgent: 'hashquota/0.1.0',
      ...options,
      endpoint: { scheme: 'tcp', host: '127.0.0.1', port, ...options.endpoint },
    },
  );
  cleanups.push(() => client.close('the test is over'));
  const closed: PoolClosed[] = [];
  const events: string[] = [];
  client.closed.on((reason) => closed.push(reason));
  client.closed.on((reason) => events.push(`closed ${reason.code}`));
  client.ready.on(() => events.push('ready'));
  client.job.on((job, difficulty) => events.push(`job ${job.jobId} at ${difficulty}`));
  client.difficultyChanged.on((difficulty) => events.push(`difficulty ${difficulty}`));
  client.extranonceChanged.on(({ extranonce1, extranonce2Size }) =>
    events.push(`extranonce ${extranonce1.toString('hex')}/${extranonce2Size}`),
  );
  client.maskChanged.on((mask) => events.push(`mask ${mask.toString(16)}`));
  client.refused.on(({ message }) => events.push(`refused ${message}`));
  client.messageShown.on((text) => events.push(`message ${text}`));
  client.reconnectRequested.on(({ host, port: to, waitMs }) =>
    events.push(`reconnect ${host}:${to} ${waitMs}`),
  );
  return { client, clock, closed, events };
}

/** Waits for a condition over real sockets, 10 s at most. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > deadlineMs) throw new Error(`not within 10 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** A client that is logged in, has a job and has sent all it sends by itself. */
export async function ready(
  script: PoolScript = ordinaryPool(),
  options: Partial<PoolClientOptions> = {},
): Promise<PoolClientSetup> {
  const setup = await connect(script, options);
  await until('ready with a job', () => setup.client.phase === 'ready' && setup.client.currentJob !== null);
  await until('extras sent', () => setup.pool.methods().includes('mining.extranonce.subscribe'));
  return setup;
}

/** Waits until the client has answered a question: by then it has sent all it was going to send. */
export async function roundTrip(pool: ScriptedPool, id: number): Promise<void> {
  pool.send({ id, method: 'mining.ping', params: [] });
  await until(`the answer to ping ${id}`, () =>
    pool.answers.some((answer) => (answer as { id: number }).id === id),
  );
}

/** Answers nothing. */
export const silent: PoolScript = () => {};
