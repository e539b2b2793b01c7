import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { FromHashWorker, ToHashWorker } from './hash-worker.ts';
import type { WorkUnit } from './miner-job.ts';

/** A miner as the thread sees it. */
export interface ThreadClient {
  hashesPerSecond: number;
  hashesPerUnit: number;
  /** The next unit; null = nothing to do now. */
  next(): WorkUnit | null;
  found(unit: WorkUnit, nonce: number): void;
  hashed(count: number): void;
}

/** A miner's place in the thread. */
export interface ThreadSeat {
  /** Drops the present unit and asks for the next one. */
  refresh(): void;
  leave(): void;
}

interface Seat {
  client: ThreadClient;
  unitId: number;
  unit: WorkUnit | null;
}

/** A worker thread that hashes for several miners, each at its own pace. */
export class HashThread {
  readonly #worker: Worker;
  readonly #seats = new Map<number, Seat>();
  #nextClientId = 1;
  #nextUnitId = 1;

  /** `failed` is told when the thread dies; its miners stand still from then on. */
  constructor(failed: (error: unknown) => void) {
    this.#worker = new Worker(workerUrl());
    this.#worker.on('message', (message: FromHashWorker) => this.#take(message));
    this.#worker.on('error', failed);
  }

  add(client: ThreadClient): ThreadSeat {
    const clientId = this.#nextClientId++;
    const seat: Seat = { client, unitId: 0, unit: null };
    this.#seats.set(clientId, seat);
    this.#post({ kind: 'rate', clientId, hashesPerSecond: client.hashesPerSecond });
    this.#feed(clientId, seat);
    return {
      refresh: () => this.#feed(clientId, seat),
      leave: () => {
        this.#seats.delete(clientId);
        this.#post({ kind: 'gone', clientId });
      },
    };
  }

  async stop(): Promise<void> {
    this.#seats.clear();
    await this.#worker.terminate();
  }

  #feed(clientId: number, seat: Seat): void {
    seat.unit = seat.client.next();
    if (!seat.unit) return;
    seat.unitId = this.#nextUnitId++;
    const { header, target } = seat.unit;
    this.#post({
      kind: 'unit',
      clientId,
      unitId: seat.unitId,
      header,
      target,
      count: seat.client.hashesPerUnit,
    });
  }

  #take(message: FromHashWorker): void {
    const seat = this.#seats.get(message.clientId);
    if (!seat) return;
    if (message.kind === 'hashed') seat.client.hashed(message.count);
    // What the thread finds in a unit that was replaced meanwhile is dropped, as a flushed ASIC drops it.
    if (message.unitId !== seat.unitId || !seat.unit) return;
    if (message.kind === 'found') seat.client.found(seat.unit, message.nonce);
    else if (message.done) this.#feed(message.clientId, seat);
  }

  #post(order: ToHashWorker): void {
    this.#worker.postMessage(order);
  }
}

/** Built, the worker's file stands next to this bundle or above its chunks; from source it is the .ts file. */
function workerUrl(): URL {
  const candidates = ['./hash-worker.js', '../hash-worker.js', './hash-worker.ts'];
  const urls = candidates.map((path) => new URL(path, import.meta.url));
  const url = urls.find((candidate) => existsSync(candidate));
  if (!url) throw new Error(`hash-worker not found next to ${import.meta.url}`);
  return url;
}
