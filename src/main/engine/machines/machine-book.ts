import { AppError } from '#shared/errors.ts';

import type { Clock } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import type { Log } from '#engine/lib/log.ts';
import type { MachineRow, MachineStore } from '#engine/store/machine-store.ts';

import {
  type Candidate,
  cleanAddress,
  cleanMac,
  cleanSerial,
  matchSighting,
  type Sighting,
} from './identity.ts';
import { bareWorker, MachineIndex } from './machine-index.ts';
import {
  isNameless,
  isPlaceholder,
  isSame,
  learn,
  type LinkedBy,
  type MachineRecord,
  newMachineId,
  newRecord,
} from './machine-record.ts';

/** Machines remembered at most. */
const MAX_MACHINES = 10_000;
/** A machine that answered at its old address within this may still be there: then it is two machines. */
const RECENT_MS = 10 * 60_000;
const ASK_AGAIN_MS = 60_000;

/** The records of machines: who is who on the LAN. Their only writer; the rest of the room asks it to. */
export class MachineBook {
  /** A record is another one now. */
  readonly changed = new Emitter<[machineId: string]>();
  /** A record is gone: forgotten, or part of `intoId` from now on. */
  readonly removed = new Emitter<[machineId: string, intoId: string | null]>();
  /** One machine was seen at `address`, and nobody else is there any more. */
  readonly sighted = new Emitter<[machineId: string]>();
  /** Several machines claim one MAC. */
  readonly duplicateFound = new Emitter<[machineIds: string[], mac: string]>();
  /** Somebody should look what is at this address. */
  readonly wantsIdentifying = new Emitter<[address: string]>();
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #store: MachineStore;
  readonly #records = new Map<string, MachineRecord>();
  readonly #index = new MachineIndex();
  readonly #unsaved = new Set<string>();
  readonly #previous = new Map<string, NonNullable<Candidate['previous']>>();
  /** Monotonic time at which a machine was last seen at its address under its own MAC or serial number. */
  readonly #confirmedMs = new Map<string, number>();
  /** Ids that are gone because the machine proved to be another; somebody may still hold them. */
  readonly #provedToBe = new Map<string, string>();
  /** When somebody was last asked to look at an address, monotonic ms. */
  readonly #askedMs = new Map<string, number>();

  constructor(deps: { clock: Clock; log: Log; store: MachineStore }) {
    this.#clock = deps.clock;
    this.#log = deps.log;
    this.#store = deps.store;
    for (const row of this.#store.loadAll()) {
      const record = row as MachineRow as MachineRecord;
      this.#records.set(record.id, record);
      this.#index.put(record);
    }
  }

  /** All machines; those merged into others are not among them. */
  *all(): IterableIterator<MachineRecord> {
    for (const record of this.#records.values()) if (record.mergedInto === null) yield record;
  }

  /** A machine; the id of one that was merged, or proved to be another, leads to the one it is. */
  get(id: string): MachineRecord | undefined {
    const record = this.#records.get(id) ?? this.#records.get(this.#provedToBe.get(id) ?? '');
    return record?.mergedInto == null ? record : this.#records.get(record.mergedInto);
  }

  /** The machine, or `AppError`. */
  need(id: string): MachineRecord {
    const record = this.get(id);
    if (!record) throw new AppError('NOT_FOUND', `There is no machine ${id}.`);
    return record;
  }

  at(address: string): MachineRecord | undefined {
    return this.#firstOf(this.#index.find('address', address));
  }

  /** A machine with this MAC is known, and at this address none with it. */
  isElsewhere(mac: string | null, address: string): boolean {
    const known = this.#index.find('mac', cleanMac(mac)).flatMap((id) => this.get(id) ?? []);
    const place = cleanAddress(address);
    return known.length > 0 && !known.some((one) => one.isAtAddress && one.address === place);
  }

  byMiner(minerId: string): MachineRecord | undefined {
    return this.#firstOf(this.#index.find('miner', minerId));
  }

  byWorker(worker: string): MachineRecord[] {
    return this.#index.find('worker', bareWorker(worker)).flatMap((id) => this.get(id) ?? []);
  }

  /** When it was last seen under its own MAC or serial number, monotonic ms; null = not in this run. */
  confirmedMs(id: string): number | null {
    return this.#confirmedMs.get(id) ?? null;
  }

  /**
   * A machine answered at an address. Returns whose record that is, made at first sight; null where the
   * address is no IPv4 address or there are too many machines.
   */
  sight(raw: Sighting): string | null {
    const address = cleanAddress(raw.address);
    if (address === null) return null;
    const seen: Sighting = { ...raw, address, mac: cleanMac(raw.mac), serial: cleanSerial(raw.serial) };
    const match = matchSighting(seen, this.#candidates(seen), this.#clock.nowMs());
    const known = match.id === null ? undefined : this.get(match.id);
    const record = known ?? this.#create(seen);
    if (!record) return null;
    const before = known ? { ...known } : null;
    this.#clearAddress(record, address);
    const left = this.#moveTo(record, address);
    learn(record, seen);
    if (seen.mac !== null || seen.serial !== null) {
      this.#confirmedMs.set(record.id, this.#clock.monotonicMs());
    }
    if (before && isSame(before, record)) this.noteSeen(record.id);
    else {
      record.lastSeenAtMs = this.#clock.nowMs();
      this.#save(record);
    }
    if (left !== null) this.askWhoIsAt(left);
    if (match.duplicateOf.length > 0 && seen.mac !== null) {
      this.#log.warn({ machineId: record.id, others: match.duplicateOf }, 'several machines claim one MAC');
      this.duplicateFound.emit([...match.duplicateOf, record.id], seen.mac);
    }
    this.sighted.emit(record.id);
    return record.id;
  }

  /** Asks for somebody to look at an address, at most once a minute. */
  askWhoIsAt(address: string): void {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - (this.#askedMs.get(address) ?? -Infinity) < ASK_AGAIN_MS) return;
    if (this.#askedMs.size >= MAX_MACHINES) this.#askedMs.clear();
    this.#askedMs.set(address, nowMs);
    this.wantsIdentifying.emit(address);
  }

  /** A miner connected from an address that no machine has. Null where there are too many machines. */
  addPeer(address: string): MachineRecord | null {
    const record = this.#create({ address, mac: null, serial: null });
    if (record) this.#save(record);
    return record;
  }

  /** A machine without MAC and serial number is where its miner connects from. */
  movePeer(id: string, address: string): void {
    const record = this.get(id);
    if (!record || record.mac !== null || record.serial !== null) return;
    this.#moveTo(record, address);
    this.#save(record);
  }

  /** Joins it with a miner; whichever machine had that miner has it no longer. */
  link(id: string, minerId: string, by: LinkedBy): void {
    const record = this.need(id);
    if (record.minerId === minerId && record.linkedBy === by) return;
    const former = this.byMiner(minerId);
    if (former && former.id !== record.id) this.unlink(former.id);
    record.minerId = minerId;
    record.linkedBy = by;
    if (by === 'hand') record.keptApart = record.keptApart.filter((other) => other !== minerId);
    this.#save(record);
  }

  unlink(id: string): void {
    const record = this.get(id);
    if (!record || record.minerId === null) return;
    record.minerId = null;
    record.linkedBy = null;
    this.#save(record);
  }

  /** The two are one machine, by the owner's word: `from` leads to `into` from now on. */
  merge(fromId: string, intoId: string): MachineRecord {
    const from = this.need(fromId);
    const into = this.need(intoId);
    if (from.id === into.id) throw new AppError('BAD_INPUT', 'A machine cannot be merged with itself.');
    const isFromNewer = from.lastSeenAtMs > into.lastSeenAtMs && from.isAtAddress;
    const { address, minerId, linkedBy } = from;
    into.serial ??= from.serial;
    into.mac ??= from.mac;
    if (into.family === 'unknown') learn(into, { ...from, mac: null, serial: null });
    into.worker ??= from.worker;
    into.pointedUrl ??= from.pointedUrl;
    into.pointedAtMs ??= from.pointedAtMs;
    into.firstSeenAtMs = Math.min(from.firstSeenAtMs, into.firstSeenAtMs);
    into.lastSeenAtMs = Math.max(from.lastSeenAtMs, into.lastSeenAtMs);
    into.keptApart = into.keptApart.filter((id) => id !== from.id && id !== minerId);
    for (const one of this.#records.values()) if (one.mergedInto === from.id) this.#retire(one, into.id);
    from.minerId = null;
    from.linkedBy = null;
    this.#retire(from, into.id);
    if (isFromNewer || !into.isAtAddress) this.#moveTo(into, address);
    if (into.minerId === null && minerId !== null) {
      into.minerId = minerId;
      into.linkedBy = linkedBy;
    }
    this.#save(into);
    this.removed.emit(from.id, into.id);
    return into;
  }

  /**
   * Takes the machine apart again from its miner and from machines merged into it, by the owner's word. They
   * are never joined again by themselves.
   */
  split(id: string): MachineRecord {
    const record = this.need(id);
    const apart = new Set(record.keptApart);
    if (record.minerId !== null) apart.add(record.minerId);
    for (const one of [...this.#records.values()]) {
      if (one.mergedInto !== record.id) continue;
      one.mergedInto = null;
      if (isPlaceholder(one)) {
        this.forget(one.id);
        continue;
      }
      one.isAtAddress = false;
      // What tells the two apart goes back to the one that brought it.
      if (one.mac !== null && one.mac === record.mac) record.mac = null;
      if (one.serial !== null && one.serial === record.serial) record.serial = null;
      this.#save(one);
    }
    record.keptApart = [...apart];
    record.minerId = null;
    record.linkedBy = null;
    this.#save(record);
    return record;
  }

  /** Removes a machine and those merged into it. */
  forget(id: string, intoId: string | null = null): void {
    const record = this.get(id);
    if (!record) return;
    for (const one of [...this.#records.values()]) {
      if (one.id !== record.id && one.mergedInto !== record.id) continue;
      this.#records.delete(one.id);
      this.#index.remove(one.id);
      this.#unsaved.delete(one.id);
      this.#previous.delete(one.id);
      this.#confirmedMs.delete(one.id);
      this.#store.remove(one.id);
    }
    this.removed.emit(record.id, intoId);
  }

  /** Changes that others in this room make: credentials, pointing, rules. */
  update(
    id: string,
    change: Partial<Omit<MachineRecord, 'id' | 'address' | 'isAtAddress' | 'mergedInto'>>,
  ): void {
    const record = this.get(id);
    if (!record) return;
    Object.assign(record, change);
    this.#save(record);
  }

  /** It was heard of; stored with the next `flush`. */
  noteSeen(id: string): void {
    const record = this.get(id);
    if (!record) return;
    record.lastSeenAtMs = this.#clock.nowMs();
    this.#unsaved.add(record.id);
  }

  flush(): void {
    for (const id of this.#unsaved) {
      const record = this.#records.get(id);
      if (record) this.#store.save(record);
    }
    this.#unsaved.clear();
  }

  #candidates(seen: Sighting): Candidate[] {
    const ids = new Set([
      ...this.#index.find('mac', seen.mac),
      ...this.#index.find('serial', seen.serial),
      ...this.#index.find('address', seen.address),
    ]);
    return [...ids].flatMap((id) => {
      const record = this.#records.get(id);
      const into = this.get(id);
      if (!record || !into) return [];
      const isMerged = record.id !== into.id;
      if (isMerged && record.mac === into.mac && record.serial === into.serial) return [];
      return { ...record, id: into.id, previous: this.#previous.get(id) ?? null, isMerged };
    });
  }

  #create(seen: Pick<Sighting, 'address' | 'mac' | 'serial'>): MachineRecord | null {
    if (this.#records.size >= MAX_MACHINES) {
      this.#log.warn({ address: seen.address }, 'too many machines; the new one is not remembered');
      return null;
    }
    const id = newMachineId(seen, (taken) => this.#records.has(taken));
    const record = newRecord(id, seen.address, this.#clock.nowMs());
    this.#records.set(id, record);
    return record;
  }

  /** Whoever had the address has it no longer; a record that was known by this address only is used up. */
  #clearAddress(record: MachineRecord, address: string): void {
    for (const id of this.#index.find('address', address)) {
      const other = this.#records.get(id);
      if (!other || other.id === record.id) continue;
      if (isNameless(other)) {
        const { minerId } = other;
        this.forget(other.id, record.id);
        if (this.#provedToBe.size >= MAX_MACHINES) this.#provedToBe.clear();
        this.#provedToBe.set(other.id, record.id);
        if (minerId !== null && record.linkedBy !== 'hand' && !record.keptApart.includes(minerId)) {
          record.minerId = minerId;
          record.linkedBy = 'address';
        }
      } else {
        other.isAtAddress = false;
        this.#save(other);
      }
    }
  }

  /** Returns the address that it has left, where it may still answer as well; else null. */
  #moveTo(record: MachineRecord, address: string): string | null {
    const left = record.address;
    const hasMoved = record.isAtAddress && left !== address;
    record.address = address;
    record.isAtAddress = true;
    if (!hasMoved) return null;
    const nowMs = this.#clock.nowMs();
    this.#previous.set(record.id, { address: left, leftAtMs: nowMs });
    return nowMs - record.lastSeenAtMs < RECENT_MS ? left : null;
  }

  #retire(record: MachineRecord, intoId: string): void {
    record.mergedInto = intoId;
    this.#save(record);
  }

  #firstOf(ids: readonly string[]): MachineRecord | undefined {
    const [id] = ids;
    return id === undefined ? undefined : this.get(id);
  }

  #save(record: MachineRecord): void {
    this.#unsaved.delete(record.id);
    this.#index.put(record);
    this.#store.save(record);
    if (record.mergedInto === null) this.changed.emit(record.id);
  }
}
