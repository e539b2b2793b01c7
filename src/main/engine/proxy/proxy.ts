import type { Socket } from 'node:net';

import { WorkMeters } from '#engine/history/work-meter.ts';
import type { Ledger } from '#engine/ledger/ledger.ts';
import type { Clock } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import type { Log } from '#engine/lib/log.ts';
import type { Registry } from '#engine/registry/registry.ts';
import type { RawId } from '#engine/stratum/codec.ts';
import { downstreamSizes, type ExtranonceSizes } from '#engine/stratum/extranonce.ts';
import { Vardiff } from '#engine/stratum/vardiff.ts';
import type { DifficultySettings } from '#shared/model/farm-file.ts';

import { Binder } from './binder.ts';
import type { SessionSizes } from './extranonce-layout.ts';
import { MinerSession, type SessionHost } from './miner-session.ts';
import { ShareDesk } from './share-desk.ts';
import { Twins } from './twins.ts';
import type { UpstreamSet } from './upstream-set.ts';

/** A parked miner's socket is closed after this, so that its own backup pools act. */
const PARKED_CLOSE_MS = 60_000;
/** A connection that has not said who it is, or asked for work, by then is closed. */
const LOGIN_LIMIT_MS = 120_000;
/** How long an address keeps the smaller extranonce2 it was reconnected for. */
const REDUCED_KEPT_MS = 3_600_000;
const MAX_REDUCED = 10_000;

/**
 * The miners' side: sessions, who they are, and which job each has. Carries out the scheduler's orders
 * (`assign`); does not decide them.
 */
export class Proxy implements SessionHost {
  readonly sessionOpened = new Emitter<[minerId: string]>();
  /** The session is about to be forgotten; its meter can still be read. */
  readonly closing = new Emitter<[minerId: string]>();
  readonly sessionClosed = new Emitter<[minerId: string]>();
  readonly minersMerged = new Emitter<[fromId: string, intoId: string]>();
  readonly binder: Binder;
  readonly desk: ShareDesk;
  readonly minerMeters = new WorkMeters();
  /** Set by the scheduler: whether a parked miner that comes back would get work. */
  wouldServe: (minerId: string) => boolean = () => true;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #ledger: Ledger;
  readonly #registry: Registry;
  readonly #upstreams: UpstreamSet;
  readonly #sessions = new Map<number, MinerSession>();
  readonly #byMiner = new Map<string, MinerSession>();
  readonly #twins = new Twins();
  /** Miners whose socket was closed because they were parked. */
  readonly #turnedAway = new Set<string>();
  readonly #reduced = new Map<string, { sizes: ExtranonceSizes; untilMonotonicMs: number }>();
  #lowestFree = 0;
  #isDemandStale = true;
  #isClosing = false;

  constructor(
    deps: { clock: Clock; log: Log; ledger: Ledger; registry: Registry; upstreams: UpstreamSet },
    difficulty: DifficultySettings,
  ) {
    this.#clock = deps.clock;
    this.#log = deps.log;
    this.#ledger = deps.ledger;
    this.#registry = deps.registry;
    this.#upstreams = deps.upstreams;
    this.desk = new ShareDesk(deps);
    this.binder = new Binder({ ...deps, minerMeters: this.minerMeters }, difficulty);
    this.binder.reconnectNeeded.on((session, size) => this.#reconnectSmaller(session, size));
    this.desk.verified.on((share) => {
      this.minerMeters.add(share.minerId, this.#clock.monotonicMs(), share.difficulty);
      const session = this.#byMiner.get(share.minerId);
      if (session) this.binder.refreshDifficulty(session);
    });
  }

  /** Takes a miner's socket; the listener has checked the address. */
  open(socket: Socket, address: string): void {
    if (this.#isClosing) {
      socket.destroy();
      return;
    }
    const session = new MinerSession(
      { socket, clock: this.#clock, log: this.#log, host: this },
      {
        index: this.#takeIndex(),
        address,
        vardiff: new Vardiff(this.binder.difficulty, this.#clock.monotonicMs()),
      },
    );
    this.#sessions.set(session.index, session);
  }

  /** The plan's order: the miner's next job is this account's; null parks it. Unknown miners are ignored. */
  assign(minerId: string, accountId: string | null, cause: string): void {
    const session = this.#byMiner.get(minerId);
    if (!session) return;
    if (accountId !== null) this.#turnedAway.delete(minerId);
    this.binder.assign(session, accountId, cause);
  }

  sessionOf(minerId: string): MinerSession | undefined {
    return this.#byMiner.get(minerId);
  }

  /** The account of the miner's current job; null when it has none or is not connected. */
  workingFor(minerId: string): string | null {
    const session = this.#byMiner.get(minerId);
    return session ? this.binder.workingFor(session) : null;
  }

  /** The id that this miner may turn out to have, while an older session of its name is still open. */
  twinOf(minerId: string): string | null {
    const session = this.#byMiner.get(minerId);
    return session ? (this.#twins.olderOf(session)?.minerId ?? null) : null;
  }

  /** Ids of the miners that are connected and have said who they are. */
  liveMiners(): IterableIterator<string> {
    return this.#byMiner.keys();
  }

  get sessionCount(): number {
    return this.#sessions.size;
  }

  tick(): void {
    const nowMs = this.#clock.monotonicMs();
    this.#tellDemand();
    this.#upstreams.tick();
    this.binder.tick();
    this.#twins.tick(nowMs);
    for (const session of this.#sessions.values()) {
      if (session.minerId === null || !session.isSubscribed) {
        if (nowMs - session.openedMonotonicMs >= LOGIN_LIMIT_MS) session.close('did not log in');
      } else if (
        session.parkedSinceMonotonicMs !== null &&
        nowMs - session.parkedSinceMonotonicMs >= PARKED_CLOSE_MS
      ) {
        this.#turnedAway.add(session.minerId);
        session.close('parked');
      }
    }
  }

  /** Stops taking connections and shares; what is recorded is still answered. */
  beginClosing(): void {
    this.#isClosing = true;
  }

  versionMask(): number {
    return this.#upstreams.versionMask();
  }

  sizesFor(session: MinerSession): SessionSizes {
    const usual = downstreamSizes(session.userAgent);
    const reduced = this.#reduced.get(reducedKey(session));
    const isReduced = reduced !== undefined && reduced.untilMonotonicMs > this.#clock.monotonicMs();
    const { k, m } = isReduced ? reduced.sizes : usual;
    const extranonce1 = Buffer.alloc(k);
    extranonce1[0] = session.slot;
    return { extranonce1, extranonce2Size: Math.min(m, usual.m) };
  }

  named(session: MinerSession, workerName: string): boolean {
    if (this.#isClosing) return false;
    if (session.minerId !== null) return true;
    const record = this.#registry.identify(
      { workerName, address: session.address, userAgent: session.userAgent },
      (id) => this.#byMiner.has(id),
    );
    if (!record) {
      this.#log.warn({ address: session.address }, 'too many different miners; the new one is turned away');
      return false;
    }
    if (this.#turnedAway.has(record.id) && !this.wouldServe(record.id)) return false;
    const older = this.#olderTwin(record.id);
    if (older) this.#twins.add(older, session, this.#clock.monotonicMs());
    session.minerId = record.id;
    this.#byMiner.set(record.id, session);
    return true;
  }

  authorized(session: MinerSession): void {
    if (session.minerId === null || this.binder.has(session)) return;
    this.#isDemandStale = true;
    this.minerMeters.start(session.minerId, this.#clock.monotonicMs());
    this.binder.add(session);
    this.sessionOpened.emit(session.minerId);
  }

  configured(session: MinerSession): void {
    const mask = session.currentJob?.upstream.versionMask;
    if (mask !== undefined) session.tellMask(mask);
  }

  submitted(session: MinerSession, id: RawId, params: unknown[]): void {
    if (this.#isClosing) return;
    this.desk.submit(session, id, params);
  }

  closed(session: MinerSession): void {
    this.#sessions.delete(session.index);
    this.#lowestFree = Math.min(this.#lowestFree, session.index);
    this.binder.remove(session);
    this.#isDemandStale = true;
    const { minerId } = session;
    if (minerId === null) return;
    this.closing.emit(minerId);
    if (this.#byMiner.get(minerId) === session) this.#byMiner.delete(minerId);
    this.minerMeters.stop(minerId);
    this.#registry.noteSeen(minerId);
    const successor = this.#twins.successorOf(session);
    this.sessionClosed.emit(minerId);
    if (successor) this.#merge(successor, minerId);
  }

  /** The newer session's miner is the older one's: it takes back its id, and its counts are joined. */
  #merge(successor: MinerSession, intoId: string): void {
    const fromId = successor.minerId;
    if (fromId === null || fromId === intoId) return;
    this.#byMiner.delete(fromId);
    this.minerMeters.stop(fromId);
    this.sessionClosed.emit(fromId);
    successor.minerId = intoId;
    this.#byMiner.set(intoId, successor);
    this.#ledger.mergeMiner(fromId, intoId);
    this.#registry.merge(fromId, intoId);
    this.minerMeters.start(intoId, this.#clock.monotonicMs());
    this.minersMerged.emit(fromId, intoId);
    this.sessionOpened.emit(intoId);
  }

  #olderTwin(id: string): MinerSession | null {
    const match = /^(.*)~\d+$/.exec(id);
    return match ? (this.#byMiner.get(match[1] ?? '') ?? null) : null;
  }

  #reconnectSmaller(session: MinerSession, extranonce2Size: number): void {
    if (this.#reduced.size >= MAX_REDUCED) this.#reduced.clear();
    const untilMonotonicMs = this.#clock.monotonicMs() + REDUCED_KEPT_MS;
    this.#reduced.set(reducedKey(session), { sizes: { k: 1, m: extranonce2Size }, untilMonotonicMs });
    this.#log.info(
      { minerId: session.minerId, extranonce2Size },
      'miner is reconnected once for a smaller extranonce2',
    );
    session.close('reconnect for a smaller extranonce2');
  }

  #takeIndex(): number {
    let index = this.#lowestFree;
    while (this.#sessions.has(index)) index += 1;
    this.#lowestFree = index + 1;
    return index;
  }

  #tellDemand(): void {
    if (!this.#isDemandStale) return;
    this.#isDemandStale = false;
    let highest = 0;
    for (const index of this.#sessions.keys()) highest = Math.max(highest, index);
    this.#upstreams.setDemand([...this.#byMiner.keys()], Math.floor(highest / 256) + 1);
  }
}

/** At subscribe only the address and the user agent are known. */
function reducedKey(session: MinerSession): string {
  return `${session.address} ${session.userAgent ?? ''}`;
}
