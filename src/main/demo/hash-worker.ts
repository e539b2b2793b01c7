import { parentPort } from 'node:worker_threads';
import { searchNonces } from './hash-search.ts';

/** Orders to the thread. A `unit` replaces the client's last one. */
export type ToHashWorker =
  | { kind: 'rate'; clientId: number; hashesPerSecond: number }
  | { kind: 'unit'; clientId: number; unitId: number; header: Uint8Array; target: bigint; count: number }
  | { kind: 'gone'; clientId: number };

/** `done` = all nonces of the unit are tried. */
export type FromHashWorker =
  | { kind: 'found'; clientId: number; unitId: number; nonce: number }
  | { kind: 'hashed'; clientId: number; unitId: number; count: number; done: boolean };

interface Client {
  hashesPerSecond: number;
  /** Hashes that the time passed allows, not yet spent. */
  budget: number;
  unit: { id: number; header: Buffer; target: bigint; tried: number; count: number } | null;
}

/** Short enough that shares come evenly, long enough that waking up costs nothing. */
const STEP_MS = 50;
/** A thread that was held up does not make up for more than this. */
const MAX_BUDGET_S = 0.25;

const clients = new Map<number, Client>();

function take(order: ToHashWorker): void {
  if (order.kind === 'gone') {
    clients.delete(order.clientId);
    return;
  }
  if (order.kind === 'rate') {
    clients.set(order.clientId, { hashesPerSecond: order.hashesPerSecond, budget: 0, unit: null });
    return;
  }
  const client = clients.get(order.clientId);
  if (!client) return;
  const header = Buffer.from(order.header);
  client.unit = { id: order.unitId, header, target: order.target, tried: 0, count: order.count };
}

function work(clientId: number, client: Client, seconds: number): void {
  const { hashesPerSecond, unit } = client;
  client.budget = Math.min(client.budget + hashesPerSecond * seconds, hashesPerSecond * MAX_BUDGET_S);
  if (!unit) return;
  const count = Math.min(Math.floor(client.budget), unit.count - unit.tried);
  if (count <= 0) return;
  const found = searchNonces(unit.header, unit.target, unit.tried, count);
  client.budget -= count;
  unit.tried += count;
  const done = unit.tried >= unit.count;
  if (done) client.unit = null;
  for (const nonce of found) tell({ kind: 'found', clientId, unitId: unit.id, nonce });
  tell({ kind: 'hashed', clientId, unitId: unit.id, count, done });
}

function tell(message: FromHashWorker): void {
  parentPort?.postMessage(message);
}

if (parentPort) {
  let lastMs = performance.now();
  parentPort.on('message', take);
  setInterval(() => {
    const nowMs = performance.now();
    const seconds = (nowMs - lastMs) / 1000;
    lastMs = nowMs;
    for (const [clientId, client] of clients) work(clientId, client, seconds);
  }, STEP_MS);
}
