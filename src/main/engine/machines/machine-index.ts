import type { MachineRecord } from './machine-record.ts';

type Key = 'mac' | 'serial' | 'address' | 'miner' | 'worker';

/** Finds machines by what they are known by, without looking at all of them. */
export class MachineIndex {
  readonly #ids: Record<Key, Map<string, Set<string>>> = {
    mac: new Map(),
    serial: new Map(),
    address: new Map(),
    miner: new Map(),
    worker: new Map(),
  };
  readonly #keysOf = new Map<string, [Key, string][]>();

  /** Takes a machine in, or what has changed of it. */
  put(record: MachineRecord): void {
    this.remove(record.id);
    const keys: [Key, string][] = [];
    const add = (key: Key, value: string | null): void => {
      if (value !== null) keys.push([key, value]);
    };
    add('mac', record.mac);
    add('serial', record.serial);
    if (record.mergedInto === null) {
      add('address', record.isAtAddress ? record.address : null);
      add('miner', record.minerId);
      add('worker', record.worker === null ? null : bareWorker(record.worker));
    }
    for (const [key, value] of keys) {
      const ids = this.#ids[key].get(value) ?? new Set();
      ids.add(record.id);
      this.#ids[key].set(value, ids);
    }
    this.#keysOf.set(record.id, keys);
  }

  remove(id: string): void {
    for (const [key, value] of this.#keysOf.get(id) ?? []) {
      const ids = this.#ids[key].get(value);
      ids?.delete(id);
      if (ids?.size === 0) this.#ids[key].delete(value);
    }
    this.#keysOf.delete(id);
  }

  find(key: Key, value: string | null): string[] {
    return value === null ? [] : [...(this.#ids[key].get(value) ?? [])];
  }
}

/** The part of a worker name by which the proxy tells miners apart: what is behind the last dot. */
export function bareWorker(worker: string): string {
  return worker.slice(worker.lastIndexOf('.') + 1).trim();
}
