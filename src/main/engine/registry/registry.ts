import type { Clock } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import type { MinerStore, StoredMiner } from '#engine/store/miner-store.ts';
import type { FarmFileMiner } from '#shared/model/farm-file.ts';
import type { MinerRole } from '#shared/model/snapshot.ts';

import { minerNameOf, numberedId, toStableId } from './miner-name.ts';

/** Miners remembered at most; a farm of 5,000 that was renamed ten times still fits. */
const MAX_MINERS = 50_000;

export type MinerRecord = StoredMiner;

/** The list of miners and who is who; the only writer of miner records. */
export class Registry {
  readonly changed = new Emitter<[minerId: string]>();
  readonly #clock: Clock;
  readonly #store: MinerStore;
  readonly #miners = new Map<string, MinerRecord>();
  readonly #unsaved = new Set<string>();
  /** H/s that machines state of themselves; what the farm file or the owner says wins. */
  readonly #stated = new Map<string, number>();
  /** Since the program started; the first account after that is no switch. */
  readonly #lastAccount = new Map<string, string>();

  constructor(deps: { clock: Clock; store: MinerStore }) {
    this.#clock = deps.clock;
    this.#store = deps.store;
    for (const record of this.#store.loadAll()) this.#miners.set(record.id, record);
  }

  all(): IterableIterator<MinerRecord> {
    return this.#miners.values();
  }

  get(id: string): MinerRecord | undefined {
    return this.#miners.get(id);
  }

  /**
   * The record of a miner that has just given its user name, made at first sight. A name that is in use
   * by a live session gets the next free `name~2`, `name~3` …
   */
  identify(
    seen: { workerName: string; address: string; userAgent: string | null },
    isLive: (id: string) => boolean,
  ): MinerRecord | null {
    const name = minerNameOf(seen.workerName, seen.address);
    const base = toStableId(name);
    let id = base;
    let ownName = name;
    // Two names may come to one id, since it has fewer characters: the id is whose it was first.
    for (let copy = 2; ; copy += 1) {
      const known = this.#miners.get(id)?.name;
      const isOwn = known === undefined || known === name || known === numberedId(name, copy - 1);
      if (isOwn && !isLive(id)) break;
      if (isOwn) ownName = numberedId(name, copy);
      id = numberedId(base, copy);
    }
    const nowMs = this.#clock.nowMs();
    let record = this.#miners.get(id);
    if (!record) {
      if (this.#miners.size >= MAX_MINERS) return null;
      record = this.#create(id, ownName);
    }
    record.address = seen.address;
    record.userAgent = seen.userAgent;
    record.lastSeenAtMs = nowMs;
    this.#save(record);
    return record;
  }

  /** Roles and nominal hashrates of a farm file; listed miners are known before they connect. */
  applyFile(miners: readonly FarmFileMiner[]): void {
    for (const listed of miners) {
      const name = minerNameOf(listed.worker, '');
      const id = toStableId(name);
      const record = this.#miners.get(id) ?? this.#create(id, name);
      if (listed.role !== undefined) record.role = listed.role;
      if (listed.nominalHashrate !== undefined) record.nominalHashrate = listed.nominalHashrate;
      this.#save(record);
    }
  }

  /** What the owner has said of miners, by their ids; those not known yet are known from now on. */
  takeOver(miners: readonly Pick<MinerRecord, 'id' | 'name' | 'role' | 'nominalHashrate'>[]): void {
    for (const { id, name, role, nominalHashrate } of miners) {
      const record = this.#miners.get(id) ?? this.#create(id, name);
      record.role = role;
      record.nominalHashrate = nominalHashrate;
      this.#save(record);
    }
  }

  setRole(id: string, role: MinerRole): void {
    const record = this.#miners.get(id);
    if (!record || record.role === role) return;
    record.role = role;
    this.#save(record);
  }

  /** H/s that the miner is meant to make: by the owner's word, or else by its own; null = not known. */
  nominalOf(id: string): number | null {
    return this.#miners.get(id)?.nominalHashrate ?? this.#stated.get(id) ?? null;
  }

  /** What the machine states as its nominal hashrate, H/s; null = it does not. */
  noteStatedNominal(id: string, hashrate: number | null): void {
    if (!this.#miners.has(id) || (this.#stated.get(id) ?? null) === hashrate) return;
    if (hashrate === null) this.#stated.delete(id);
    else this.#stated.set(id, hashrate);
    this.changed.emit(id);
  }

  /** The miner has got a job of this account; another one than last time is a switch. */
  noteAccount(id: string, accountId: string): void {
    const record = this.#miners.get(id);
    if (!record) return;
    const last = this.#lastAccount.get(id);
    this.#lastAccount.set(id, accountId);
    if (last === undefined || last === accountId) return;
    record.switches += 1;
    this.#unsaved.add(id);
  }

  noteSeen(id: string): void {
    const record = this.#miners.get(id);
    if (!record) return;
    record.lastSeenAtMs = this.#clock.nowMs();
    this.#unsaved.add(id);
  }

  /** The newer of two records turned out to be the older one's miner. */
  merge(fromId: string, intoId: string): void {
    const from = this.#miners.get(fromId);
    const into = this.#miners.get(intoId);
    if (!from || !into) return;
    into.address = from.address;
    into.userAgent = from.userAgent;
    into.lastSeenAtMs = from.lastSeenAtMs;
    into.switches += from.switches;
    this.#miners.delete(fromId);
    this.#stated.delete(fromId);
    this.#unsaved.delete(fromId);
    this.#store.remove(fromId);
    this.#save(into);
  }

  /** Writes what changes often (last seen, switches); called every few seconds and at the end. */
  flush(): void {
    for (const id of this.#unsaved) {
      const record = this.#miners.get(id);
      if (record) this.#store.save(record);
    }
    this.#unsaved.clear();
  }

  #create(id: string, name: string): MinerRecord {
    const record: MinerRecord = {
      id,
      name,
      address: null,
      userAgent: null,
      role: 'active',
      nominalHashrate: null,
      firstSeenAtMs: this.#clock.nowMs(),
      lastSeenAtMs: null,
      switches: 0,
    };
    this.#miners.set(id, record);
    return record;
  }

  #save(record: MinerRecord): void {
    this.#unsaved.delete(record.id);
    this.#store.save(record);
    this.changed.emit(record.id);
  }
}
