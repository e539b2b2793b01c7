import type { Clock } from '#engine/lib/clock.ts';

import { cleanAddress } from './identity.ts';
import type { MachineBook } from './machine-book.ts';
import { isPlaceholder, type LinkedBy, type MachineRecord } from './machine-record.ts';

/** A miner's connection to the proxy. */
export interface MinerSession {
  minerId: string;
  address: string;
  /** The user name it gave, with or without the account's part before the dot. */
  worker: string;
}

interface Live extends MinerSession {
  openedMs: number;
}

/** An address with several miners behind it is taken for a router's for so long. */
const SHARED_MS = 60 * 60_000;
const MAX_SHARED = 10_000;

/**
 * Which machine a connected miner is. Joined by, in this order: the owner's word; a machine that was seen at
 * the session's address under its own MAC since the session began; the worker name that we wrote; the only
 * machine at the address; the link there was. A router has many miners behind one address: no join by it then.
 */
export class SessionLinks {
  readonly #book: MachineBook;
  readonly #clock: Clock;
  readonly #live = new Map<string, Live>();
  readonly #atAddress = new Map<string, Set<string>>();
  /** Addresses seen with several miners, and until when that counts (monotonic). */
  readonly #sharedUntil = new Map<string, number>();

  constructor(deps: { book: MachineBook; clock: Clock }) {
    this.#book = deps.book;
    this.#clock = deps.clock;
    this.#book.sighted.on((id) => this.#joinAt(this.#book.get(id)?.address ?? ''));
  }

  isLive(minerId: string): boolean {
    return this.#live.has(minerId);
  }

  noteSession(session: MinerSession): void {
    const address = cleanAddress(session.address) ?? session.address;
    this.#drop(session.minerId);
    this.#live.set(session.minerId, { ...session, address, openedMs: this.#clock.monotonicMs() });
    const there = this.#atAddress.get(address) ?? new Set();
    there.add(session.minerId);
    this.#atAddress.set(address, there);
    this.#noteShared(address, there);
    this.#join(session.minerId);
    this.#askWho(session.minerId);
  }

  noteSessionClosed(minerId: string): void {
    this.#drop(minerId);
  }

  /** The registry found that two of its miners are one. */
  minersMerged(fromId: string, intoId: string): void {
    const session = this.#live.get(fromId);
    this.#drop(fromId);
    const from = this.#book.byMiner(fromId);
    const hasOwn = this.#book.byMiner(intoId) !== undefined;
    if (from && !hasOwn) this.#book.link(from.id, intoId, from.linkedBy ?? 'address');
    else if (from) this.#book.unlink(from.id);
    if (session) this.noteSession({ ...session, minerId: intoId });
  }

  #drop(minerId: string): void {
    const session = this.#live.get(minerId);
    if (!session) return;
    this.#live.delete(minerId);
    const there = this.#atAddress.get(session.address);
    there?.delete(minerId);
    if (there?.size === 0) this.#atAddress.delete(session.address);
  }

  #joinAt(address: string): void {
    for (const minerId of [...(this.#atAddress.get(address) ?? [])]) this.#join(minerId);
  }

  #join(minerId: string): void {
    const session = this.#live.get(minerId);
    if (!session) return;
    const linked = this.#book.byMiner(minerId);
    if (linked?.linkedBy === 'hand') return this.#follow(linked, session);
    const here = this.#aloneAt(session);
    const confirmedMs = here ? this.#book.confirmedMs(here.id) : null;
    if (here && confirmedMs !== null && confirmedMs >= session.openedMs) {
      return this.#link(here, session, 'address');
    }
    const pointed = this.#byWorker(session);
    if (pointed) return this.#link(pointed, session, 'worker');
    if (here) return this.#link(here, session, 'address');
    if (linked) return this.#follow(linked, session);
    this.#addPeer(session);
  }

  #link(machine: MachineRecord, session: Live, by: LinkedBy): void {
    const isSame = machine.minerId === session.minerId;
    // A link by the worker name stays one when the address confirms it.
    this.#book.link(machine.id, session.minerId, isSame ? (machine.linkedBy ?? by) : by);
    this.#follow(machine, session);
  }

  /** The machine is where its miner connects from; its MAC has to confirm that. */
  #follow(machine: MachineRecord, session: Live): void {
    this.#book.noteSeen(machine.id);
    const isHere = machine.isAtAddress && machine.address === session.address;
    if (this.#isShared(session.address) || cleanAddress(session.address) === null) return;
    if (!isHere && !this.#book.at(session.address)) this.#book.movePeer(machine.id, session.address);
  }

  /** A machine that is not where it was, or of which only the session tells, is to be looked at. */
  #askWho(minerId: string): void {
    const session = this.#live.get(minerId);
    const machine = this.#book.byMiner(minerId);
    if (!session || !machine || this.#isShared(session.address)) return;
    const isHere = machine.isAtAddress && machine.address === session.address;
    if (!isHere || machine.family === 'unknown') this.#book.askWhoIsAt(session.address);
  }

  #byWorker(session: Live): MachineRecord | null {
    const machines = this.#book.byWorker(session.worker).filter((machine) => this.#mayBe(machine, session));
    return machines.find(({ address }) => address === session.address) ?? machines[0] ?? null;
  }

  #aloneAt(session: Live): MachineRecord | null {
    if (this.#isShared(session.address) || (this.#atAddress.get(session.address)?.size ?? 0) > 1) return null;
    const machine = this.#book.at(session.address);
    return machine && this.#mayBe(machine, session) ? machine : null;
  }

  /** Nothing speaks against it: not the owner, and no other connection of the same machine. */
  #mayBe({ keptApart, minerId, linkedBy }: MachineRecord, session: Live): boolean {
    if (keptApart.includes(session.minerId)) return false;
    if (minerId === null || minerId === session.minerId) return true;
    return linkedBy !== 'hand' && !this.#live.has(minerId);
  }

  /** Discovered for free: who connects to a proxy for miners is one. */
  #addPeer(session: Live): void {
    const { address, minerId } = session;
    const isAlone = (this.#atAddress.get(address)?.size ?? 0) === 1 && !this.#isShared(address);
    if (!isAlone || cleanAddress(address) === null || this.#book.at(address)) return;
    const peer = this.#book.addPeer(address);
    if (peer) this.#book.link(peer.id, minerId, 'address');
  }

  #isShared(address: string): boolean {
    return (this.#sharedUntil.get(address) ?? -Infinity) > this.#clock.monotonicMs();
  }

  /** A miner that reconnects has two sessions for a moment, `rack1-03` and `rack1-03~2`; a router has others. */
  #noteShared(address: string, there: ReadonlySet<string>): void {
    const names = new Set([...there].map((minerId) => minerId.replace(/~\d+$/, '')));
    if (names.size < 2 && there.size < 3) return;
    if (this.#sharedUntil.size >= MAX_SHARED) this.#sharedUntil.clear();
    this.#sharedUntil.set(address, this.#clock.monotonicMs() + SHARED_MS);
    const peer = this.#book.at(address);
    if (peer && isPlaceholder(peer) && peer.linkedBy === 'address') this.#book.forget(peer.id);
  }
}
