import { once } from 'node:events';
import { connect, createServer } from 'node:net';

import { emptyReading } from '#engine/discovery/miner-reading.ts';
import type { MinerDriver, MinerLink, PoolEntry } from '#engine/drivers/driver.ts';
import { realClock, type Clock } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import { silentLog } from '#engine/lib/log.ts';
import { KeyFileSecretBox } from '#engine/lib/secret-box.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import type { AcceptedShare } from '#engine/pointing/pointing-deps.ts';
import { Pointing } from '#engine/pointing/pointing.ts';
import { AuditStore } from '#engine/store/audit-store.ts';
import { Database } from '#engine/store/database.ts';
import { PointingStore } from '#engine/store/pointing-store.ts';
import type { ChangeLine } from '#shared/model/machine.ts';
import { serve } from '#test/bench/child.ts';

import type { SimpleRequest } from './simple-machine.ts';

/** A minute of the program is a second of the test's. */
const HASTE = 60;
const ANSWER_LIMIT_MS = 5000;

const hastyClock: Clock = {
  nowMs: () => realClock.nowMs(),
  monotonicMs: () => realClock.monotonicMs() * HASTE,
  after: (delayMs, run) => realClock.after(delayMs / HASTE, run),
};

export interface ChildSetup {
  file: string;
  keyFile: string;
  proxyPort: number;
  machines: { id: string; port: number }[];
}

async function ask(link: MinerLink, request: SimpleRequest): Promise<PoolEntry[]> {
  const socket = connect(link.host.ports.cgminer, link.host.address).setEncoding('utf8');
  let heard = '';
  socket.on('data', (text: string) => (heard += text));
  socket.write(`${JSON.stringify(request)}\n`);
  try {
    await once(socket, 'end', { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
    return JSON.parse(heard) as PoolEntry[];
  } catch (error) {
    throw new MinerError('timeout', 'It did not answer.', { cause: error });
  } finally {
    socket.destroy();
  }
}

async function write(link: MinerLink, pools: PoolEntry[]): Promise<void> {
  for (const [place, pool] of pools.entries()) await ask(link, { op: 'set', place, pool });
  await ask(link, { op: 'cut', length: pools.length });
}

const unsupported = (): Promise<never> =>
  Promise.reject(new MinerError('unsupported', 'It has no such control.'));

const driver: MinerDriver = {
  families: ['cgminer-unknown'],
  controls: () => ({
    pools: true,
    blink: false,
    restart: false,
    sleep: false,
    page: false,
    needsCredential: 'never',
  }),
  read: async ({ family }) => emptyReading(family),
  snapshot: async (link) => ({
    family: link.family,
    model: link.model,
    firmware: link.firmware,
    takenAtMs: link.host.clock.nowMs(),
    pools: await ask(link, { op: 'get' }),
    promise: 'exact',
    raw: {},
  }),
  point: (link, pool, before) => write(link, [pool, ...before.pools].slice(0, 3)),
  isPointed: async (link, pool) => {
    const [first] = await ask(link, { op: 'get' });
    return first?.url === pool.url && first.user === pool.user;
  },
  restore: (link, before) => write(link, before.pools),
  isRestored: async (link, before) =>
    JSON.stringify(await ask(link, { op: 'get' })) === JSON.stringify(before.pools),
  blink: unsupported,
  restart: unsupported,
  sleep: unsupported,
  wake: unsupported,
};

function build(
  { file, keyFile, proxyPort, machines }: ChildSetup,
  shares: Emitter<[AcceptedShare]>,
): Pointing {
  const database = Database.open({ clock: realClock, log: silentLog }, { file });
  const ports = new Map(machines.map(({ id, port }) => [id, port]));
  const about = { family: 'cgminer-unknown' as const, model: 'Simple', firmware: null };
  return new Pointing({
    machine: (id) => {
      const known = { ...about, id, address: '127.0.0.1', mac: null, minerId: null, worker: null };
      return ports.has(id) ? { ...known, algorithm: 'sha256d' } : undefined;
    },
    withCredential: (id, action) => {
      const port = ports.get(id) ?? 0;
      const host = { address: '127.0.0.1', ports: { http: port, cgminer: port, whatsminerV3: port } };
      return action({ ...about, host: { ...host, clock: hastyClock }, credential: null });
    },
    drivers: () => driver,
    hold: () => undefined,
    release: () => undefined,
    proxyAddressFor: () => `127.0.0.1:${proxyPort}`,
    workerTaken: () => false,
    shareAccepted: shares,
    isOurs: (url) => url === `stratum+tcp://127.0.0.1:${proxyPort}`,
    store: new PointingStore(database),
    secretBox: new KeyFileSecretBox(keyFile),
    clock: hastyClock,
    log: silentLog,
    audit: new AuditStore(database),
  });
}

let pointing: Pointing;
let ids: string[] = [];

const handlers = {
  /** As the program's start: what a killed one left half way goes on. */
  async start(setup: ChildSetup): Promise<void> {
    const shares = new Emitter<[AcceptedShare]>();
    const proxy = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.setEncoding('utf8').on('data', (text: string) => {
        for (const worker of text.split('\n').filter((name) => name !== ''))
          shares.emit({ minerId: worker, worker, sessionMs: hastyClock.monotonicMs() });
      });
    });
    proxy.listen(setup.proxyPort, '127.0.0.1');
    await once(proxy, 'listening');
    pointing = build(setup, shares);
    ids = setup.machines.map(({ id }) => id);
    pointing.resume();
  },
  change(kind: 'point' | 'restore'): void {
    const machineIds = kind === 'point' ? ids : ids.filter((id) => pointing.canRestore(id));
    pointing[kind]({ machineIds, acceptsUnseen: true, atATime: 8 }, 'test');
  },
  isRunning: (): boolean => pointing.runs().some(({ state }) => state === 'running'),
  journal: (): ChangeLine[] => pointing.journal(),
};
export type PointingChild = typeof handlers;

serve(handlers);
