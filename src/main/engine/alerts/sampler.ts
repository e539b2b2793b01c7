import type { StoredAccount } from '#engine/accounts/account-book.ts';
import { machineName, type MachineRecord } from '#engine/machines/machine-record.ts';
import type { Machines } from '#engine/machines/machines.ts';
import { isExpected } from '#engine/machines/tamper.ts';
import type { Endpoint } from '#engine/proxy/endpoint.ts';
import type { MinerRecord } from '#engine/registry/registry.ts';
import type { EndpointState } from '#shared/model/snapshot.ts';

import type { FarmParts } from '../farm-parts.ts';
import { AnswerWindow } from './answer-window.ts';
import type { FarmSample, SampledAccount, SampledMachine, SampledMiner } from './farm-sample.ts';

/** The miners' meters look so far back. */
const SETTLED_MS = 600_000;
const HOUR_MS = 3_600_000;
/** Without a sample for so long the program was away; no silence is counted over that. */
const AWAY_MS = 60_000;
const FORECAST_PERIOD_MS = 60_000;
const DISK_PERIOD_MS = 30_000;
const MAX_GAPS = 20;
/** New machines named; a first scan of a large farm finds thousands. */
const MAX_NEW_MACHINES = 5_000;

export interface SamplerDeps {
  parts: Pick<
    FarmParts,
    'clock' | 'log' | 'rounds' | 'ledger' | 'book' | 'verdicts' | 'registry' | 'marks' | 'health'
  > &
    Pick<FarmParts, 'upstreams' | 'proxy'> & {
      accountMeters: Pick<FarmParts['accountMeters'], 'hashrate'>;
      workCount: Pick<FarmParts['workCount'], 'of'>;
    };
  machines: Pick<Machines, 'book' | 'poller' | 'tamper'>;
  /** Work that accounts are expected to miss at the round's end. */
  shortfall: () => ReadonlyMap<string, number>;
  /** Bytes left for the data folder. */
  freeBytes: () => Promise<number>;
}

/** One that failed before is up again only when a connection has lasted so long. */
const STEADY_MS = 30_000;

/** What the farm's own parts tell. */
export type ReadFarm = Omit<FarmSample, 'update'>;

/** Reads the parts into plain samples, and remembers what a single look does not tell. */
export class FarmSampler {
  readonly #deps: SamplerDeps;
  readonly #windows = new Map<string, AnswerWindow>();
  readonly #quietSince = new Map<string, number>();
  readonly #workingSince = new Map<string, number>();
  readonly #changed = new Set<string>();
  #gaps: { gap: FarmSample['gaps'][number]; monotonicMs: number }[] = [];
  #databaseError: string | null = null;
  #shortfall: ReadonlyMap<string, number> = new Map();
  #forecastMs = Number.NEGATIVE_INFINITY;
  #freeBytes: number | null = null;
  #diskAskedMs = Number.NEGATIVE_INFINITY;
  #isAskingDisk = false;
  #sampledMs: number | null = null;
  readonly #stop: (() => void)[];

  constructor(deps: SamplerDeps) {
    this.#deps = deps;
    const { rounds, ledger, clock } = deps.parts;
    const { tamper } = deps.machines;
    this.#stop = [
      rounds.gapNoticed.on(({ kind, byMs }) => {
        const gap = { kind, byMs, atMs: clock.nowMs() };
        this.#gaps = [...this.#gaps, { gap, monotonicMs: clock.monotonicMs() }].slice(-MAX_GAPS);
      }),
      ledger.failed.on((error) => (this.#databaseError = error.message)),
      ledger.committed.on(() => (this.#databaseError = null)),
      tamper.poolsChanged.on((id) => this.#changed.add(id)),
      tamper.poolsSettled.on((id) => this.#changed.delete(id)),
    ];
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }

  /** The farm as it is now. */
  sample(): ReadFarm {
    const { clock, book, registry, health } = this.#deps.parts;
    const monotonicMs = clock.monotonicMs();
    this.#noteTime(monotonicMs);
    this.#askDisk(monotonicMs);
    this.#forecast(monotonicMs);
    const { outage } = health;
    const machineOf = this.#machineFinder();
    return {
      atMs: clock.nowMs(),
      monotonicMs,
      accounts: book.list().map((account) => this.#account(account, monotonicMs)),
      miners: [...registry.all()].map((record) => this.#miner(record, machineOf)),
      outage: outage && { evidence: outage.evidence, miners: outage.miners },
      gaps: this.#gaps.map(({ gap }) => gap),
      freeBytes: this.#freeBytes,
      databaseError: this.#databaseError,
      changedMachines: [...this.#changed].map((id) => this.#machine(id)),
      newMachines: this.#newMachines(),
    };
  }

  #noteTime(nowMs: number): void {
    const isAway = this.#sampledMs !== null && nowMs - this.#sampledMs > AWAY_MS;
    this.#sampledMs = nowMs;
    this.#gaps = this.#gaps.filter(({ monotonicMs }) => nowMs - monotonicMs < HOUR_MS);
    if (!isAway) return;
    this.#quietSince.clear();
    this.#workingSince.clear();
  }

  #account(account: StoredAccount, nowMs: number): SampledAccount {
    const { upstreams, workCount, accountMeters, ledger } = this.#deps.parts;
    const { id, name } = account;
    const upstream = upstreams.get(id);
    const totals = ledger.accountTotals(id);
    const window = this.#windows.get(id) ?? new AnswerWindow();
    this.#windows.set(id, window);
    const accepted = window.note(nowMs, {
      accepted: totals.acceptedShares,
      rejected: totals.rejectedShares,
      stale: totals.staleShares,
    });
    const workingMiners = workCount.of(id);
    const isServable = upstream?.isServable ?? false;
    if (!isServable || workingMiners === 0) this.#quietSince.delete(id);
    else if (accepted > 0 || !this.#quietSince.has(id)) this.#quietSince.set(id, nowMs);
    const { active = null, endpoints = [] } = upstream ?? {};
    return {
      id,
      name,
      isServable,
      servedBy: isServable ? (active?.settings.url ?? null) : null,
      endpoints: endpoints.map((endpoint) => ({
        url: endpoint.settings.url,
        state: steadyState(upstream?.stateOf(endpoint) ?? 'connecting', endpoint, nowMs),
        trouble: endpoint.refusal ?? endpoint.lastError,
      })),
      workingMiners,
      hashrate: accountMeters.hashrate(id, nowMs),
      shareDifficulty: active ? (upstream?.difficultyOf(active) ?? null) : null,
      quietSinceMs: this.#quietSince.get(id) ?? null,
      answers: window.counts(),
      missing: this.#missing(id),
    };
  }

  #missing(accountId: string): SampledAccount['missing'] {
    const work = this.#shortfall.get(accountId);
    const target = this.#deps.parts.verdicts.standing(accountId).targetWork;
    if (work === undefined || target === null || target <= 0) return null;
    return { fraction: work / target, work };
  }

  #miner(record: MinerRecord, machineOf: (minerId: string) => MachineRecord | undefined): SampledMiner {
    const { proxy, health, marks, registry, clock } = this.#deps.parts;
    const { id, name, lastSeenAtMs, firstSeenAtMs } = record;
    const nowMs = clock.monotonicMs();
    const session = proxy.sessionOf(id);
    const verdict = health.verdictOf(id);
    const fault = !session ? 'offline' : verdict?.state === 'silent' ? 'silent' : null;
    if (!session || proxy.workingFor(id) === null) this.#workingSince.delete(id);
    else if (!this.#workingSince.has(id)) this.#workingSince.set(id, nowMs);
    return {
      id,
      name,
      isMarked: marks.get('miner', id) !== null,
      isExpected: lastSeenAtMs !== null && (fault === null || this.#isAwaited(machineOf(id))),
      fault,
      lastSeenAtMs,
      firstSeenAtMs,
      isSettled: nowMs - (this.#workingSince.get(id) ?? nowMs) >= SETTLED_MS,
      hashrate: session ? proxy.minerMeters.hashrate(id, nowMs) : null,
      expectedHashrate: registry.nominalOf(id) ?? verdict?.expectedHashrate ?? null,
      difficulty: session?.currentJob?.difficulty ?? null,
    };
  }

  /** Not where its machine sleeps, is being changed, or has pools that are not ours. */
  #isAwaited(machine: MachineRecord | undefined): boolean {
    if (!machine) return true;
    const { poller, tamper } = this.#deps.machines;
    const isAsleep =
      poller.stateOf(machine.id)?.reading?.isAsleep === true || machine.putToSleepAtMs !== null;
    return isExpected({ point: tamper.pointState(machine), hasMiner: true, isConnected: false, isAsleep });
  }

  /** Finds a miner's machine; the index is made when it is first asked for. */
  #machineFinder(): (minerId: string) => MachineRecord | undefined {
    let index: Map<string, MachineRecord> | null = null;
    return (minerId) => {
      if (!index) {
        index = new Map();
        for (const machine of this.#deps.machines.book.all()) {
          if (machine.minerId !== null) index.set(machine.minerId, machine);
        }
      }
      return index.get(minerId);
    };
  }

  #machine(id: string): SampledMachine {
    const machine = this.#deps.machines.book.get(id);
    return { id, name: machine ? machineName(machine) : id };
  }

  #newMachines(): SampledMachine[] {
    const { clock } = this.#deps.parts;
    const nowMs = clock.nowMs();
    const found: SampledMachine[] = [];
    for (const machine of this.#deps.machines.book.all()) {
      const { minerId, family, firstSeenAtMs, id } = machine;
      const isNew = firstSeenAtMs <= nowMs && nowMs - firstSeenAtMs < HOUR_MS;
      if (minerId !== null || family === 'unknown' || !isNew) continue;
      found.push({ id, name: machineName(machine) });
      if (found.length >= MAX_NEW_MACHINES) break;
    }
    return found;
  }

  #forecast(nowMs: number): void {
    if (nowMs - this.#forecastMs < FORECAST_PERIOD_MS) return;
    this.#forecastMs = nowMs;
    this.#shortfall = this.#deps.shortfall();
  }

  #askDisk(nowMs: number): void {
    if (this.#isAskingDisk || nowMs - this.#diskAskedMs < DISK_PERIOD_MS) return;
    this.#diskAskedMs = nowMs;
    this.#isAskingDisk = true;
    this.#deps
      .freeBytes()
      .then(
        (bytes) => (this.#freeBytes = bytes),
        (error: unknown) => {
          this.#freeBytes = null;
          this.#deps.parts.log.warn({ err: error }, 'the space left on the disk cannot be read');
        },
      )
      .finally(() => (this.#isAskingDisk = false));
  }
}

/** A pool that takes the login and hangs up, again and again, is down all the while. */
function steadyState(state: EndpointState, endpoint: Endpoint, nowMs: number): EndpointState {
  const upForMs = nowMs - (endpoint.readySinceMonotonicMs ?? Number.NEGATIVE_INFINITY);
  return state === 'up' && endpoint.hasFailed && upForMs < STEADY_MS ? 'down' : state;
}
