import { connect, type Socket } from 'node:net';

import { nowMs } from './farm-facts.ts';

/** What a load miner tells its host. */
export interface LoadEvents {
  answered(miner: LoadMiner, tookMs: number, refusal: string | null): void;
  notified(miner: LoadMiner, prevhash: string, atMs: number): void;
}

interface Message {
  id: number | null;
  method?: string;
  params?: unknown[];
  result?: unknown;
  error?: unknown;
}

const CONFIGURE_ID = 1;
const SUBSCRIBE_ID = 2;
const AUTHORIZE_ID = 3;

/**
 * A miner that does not search: at the bench's difficulty every hash is a share. Speaks the protocol as
 * an ASIC does, with version rolling, and takes a new extranonce2 for every share.
 */
export class LoadMiner {
  readonly index: number;
  readonly worker: string;
  waiting = 0;
  readonly #events: LoadEvents;
  readonly #sent = new Map<number, number>();
  #socket: Socket | null = null;
  #rest = '';
  #nextId = AUTHORIZE_ID + 1;
  #shares = 0;
  #extranonce2Size = 0;
  #job: { id: string; ntime: string } | null = null;
  #onFirstJob: (() => void) | null = null;

  constructor(index: number, events: LoadEvents) {
    this.index = index;
    this.worker = `farm.m${String(index).padStart(4, '0')}`;
    this.#events = events;
  }

  /** Resolves at the first job. */
  async open(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#onFirstJob = resolve;
      const socket = connect({ host: '127.0.0.1', port, noDelay: true });
      this.#socket = socket;
      socket.on('connect', () => {
        const rolling = { 'version-rolling.mask': '1fffe000' };
        this.#request(CONFIGURE_ID, 'mining.configure', [['version-rolling'], rolling]);
        this.#request(SUBSCRIBE_ID, 'mining.subscribe', ['bench/1.0']);
        this.#request(AUTHORIZE_ID, 'mining.authorize', [this.worker, 'x']);
      });
      socket.on('data', (chunk) => this.#read(chunk));
      socket.on('error', reject);
      socket.on('close', () => reject(new Error(`${this.worker} was disconnected`)));
    });
  }

  submit(): void {
    if (!this.#job || !this.#socket) throw new Error(`${this.worker} has no job`);
    this.#shares += 1;
    const id = this.#nextId++;
    const extranonce2 = hex(this.#shares, this.#extranonce2Size * 2);
    const nonce = hex(Math.imul(this.#shares, 0x9e3779b1) >>> 0, 8);
    const bits = hex(((this.#shares * 0x2000) & 0x1fffe000) >>> 0, 8);
    this.waiting += 1;
    this.#sent.set(id, nowMs());
    this.#request(id, 'mining.submit', [
      this.worker,
      this.#job.id,
      extranonce2,
      this.#job.ntime,
      nonce,
      bits,
    ]);
  }

  close(): void {
    this.#socket?.destroy();
  }

  #request(id: number, method: string, params: unknown[]): void {
    this.#socket?.write(`${JSON.stringify({ id, method, params })}\n`);
  }

  #read(chunk: Buffer): void {
    const atMs = nowMs();
    const lines = (this.#rest + chunk.toString()).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#take(JSON.parse(line) as Message, atMs);
  }

  #take({ id, method, params, result, error }: Message, atMs: number): void {
    if (method === 'mining.notify') {
      this.#job = { id: String(params?.[0]), ntime: String(params?.[7]) };
      this.#events.notified(this, String(params?.[1]), atMs);
      this.#onFirstJob?.();
      this.#onFirstJob = null;
    } else if (id === SUBSCRIBE_ID) {
      this.#extranonce2Size = Number((result as unknown[])[2]);
    } else if (id !== null) {
      const sentAtMs = this.#sent.get(id);
      if (sentAtMs === undefined) return;
      this.#sent.delete(id);
      this.waiting -= 1;
      this.#events.answered(this, atMs - sentAtMs, result === true ? null : JSON.stringify(error));
    }
  }
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0').slice(-digits);
}
