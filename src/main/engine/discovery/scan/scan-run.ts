import { setMaxListeners } from 'node:events';

import type { MinerFamily } from '#engine/discovery/families.ts';
import type { Evidence } from '#engine/discovery/identify.ts';
import type { Clock } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';
import type { MinerPorts } from '#engine/miner-api/miner-host.ts';
import type { ScanView } from '#shared/model/machine.ts';

import type { AddressSet } from './address-set.ts';
import { ConnectGate } from './connect-gate.ts';
import { identifyHost } from './identify-host.ts';
import type { Finding, HostToVisit, PortName } from './identify-host.ts';
import { formatIpv4 } from './ipv4.ts';
import type { OtherDevices } from './other-devices.ts';
import { probePort } from './probe-port.ts';
import type { PortAnswer } from './probe-port.ts';
import { ScanProgress } from './scan-progress.ts';
import type { ScanLimits } from './scan-limits.ts';
import { SubnetWatch } from './subnet-watch.ts';

/** A miner that a scan found, by its own words. */
export interface Sighting {
  address: string;
  family: MinerFamily;
  model: string | null;
  firmware: string | null;
  openPorts: PortName[];
  /** It was known and is what it was; only one question was asked. */
  isConfirmation: boolean;
  /** Its answers, each cut at 64 KiB. */
  evidence: Evidence[];
  atMs: number;
}

export interface ScanRunDeps {
  clock: Clock;
  log: Log;
  ports: MinerPorts;
  /** Family of a machine that is known at an address, null for a stranger. */
  known: (address: string) => MinerFamily | null;
  others: OtherDevices;
  onSighted: (sighting: Sighting) => void;
  /** `isNow`: a new state or phase, not only new counts. */
  onChanged: (isNow: boolean) => void;
}

/** What to scan and how. */
export interface ScanPlan {
  ranges: string;
  addresses: AddressSet;
  limits: ScanLimits;
  rescanAll: boolean;
  seed: number;
}

const PORT_NAMES: readonly PortName[] = ['http', 'cgminer', 'whatsminerV3'];
/** Hosts that wait for identification before the sweep waits for them. */
const MOST_PENDING = 512;
/** Skipped addresses after which the event loop gets its turn. */
const SKIPS_A_TURN = 512;
const EXHAUSTED_TRIES = 4;
const EXHAUSTED_WAIT_MS = 250;
const SLOW_DOWN_EVERY_MS = 1000;

type Pass = 'sweep' | 'second';

/** A host on its way to identification. */
interface Pending {
  index: number;
  host: HostToVisit;
  isLastTry: boolean;
}

/** One scan from its start to its end. */
export class ScanRun {
  readonly #deps: ScanRunDeps;
  readonly #plan: ScanPlan;
  readonly #gate: ConnectGate;
  readonly #watch = new SubnetWatch();
  readonly #progress: ScanProgress;
  readonly #stop = new AbortController();
  /** A bit for each address that needs no second pass. */
  readonly #settled: Uint8Array;
  readonly #pending: Pending[] = [];
  /** Hosts that took a connection and gave no answer that decides; asked again in the second pass. */
  readonly #undecided = new Set<number>();
  #visiting = 0;
  #isPaused = false;
  #waiting: (() => void)[] = [];
  #slowedAtMs: number | null = null;

  constructor(deps: ScanRunDeps, plan: ScanPlan) {
    this.#deps = deps;
    this.#plan = plan;
    this.#gate = new ConnectGate(deps.clock, plan.limits.sweep);
    this.#progress = new ScanProgress(deps.clock, plan.addresses.size, plan.limits);
    this.#settled = new Uint8Array(Math.ceil(plan.addresses.size / 8));
    setMaxListeners(0, this.#stop.signal);
  }

  /** Resolves when it is over and every socket is closed. Never throws. */
  async run(): Promise<void> {
    const progress = this.#progress;
    try {
      await this.#pass('sweep');
      await this.#identifyRest();
      progress.startSecondPass(this.#watch.silentNearMiners() + this.#undecided.size);
      if (!this.isOver && progress.candidates > 0) {
        this.#deps.onChanged(true);
        this.#gate.narrow(this.#plan.limits.second);
        await this.#pass('second');
        await this.#identifyRest();
      }
      if (!this.isOver) this.#end(this.#watch.isAllStopped() ? 'failed' : 'done');
    } catch (error) {
      this.#deps.log.error({ err: error }, 'scan failed');
      progress.fault = 'The scan stopped because of a fault of this program; the log has it.';
      this.#end('failed');
    }
    while (this.#visiting > 0) await this.#nextWake();
  }

  get isOver(): boolean {
    return this.#progress.endedAtMs !== null;
  }

  pause(): void {
    if (this.isOver || this.#isPaused) return;
    this.#isPaused = true;
    this.#progress.pause();
    this.#deps.onChanged(true);
  }

  resume(): void {
    if (this.isOver || !this.#isPaused) return;
    this.#isPaused = false;
    this.#progress.resume();
    this.#wake();
    this.#pump();
    this.#deps.onChanged(true);
  }

  cancel(): void {
    if (!this.isOver) this.#end('cancelled');
  }

  view(): ScanView {
    const slowed =
      this.#slowedAtMs === null ? [] : ['This PC ran short of sockets or routes: the scan goes more slowly.'];
    return this.#progress.view({
      ranges: this.#plan.ranges,
      socketsNow: this.#gate.socketsNow,
      socketsMost: this.#gate.socketsMost,
      toVisit: this.#pending.length + this.#visiting,
      notes: [...this.#watch.notes(), ...slowed],
    });
  }

  #end(state: 'done' | 'failed' | 'cancelled'): void {
    this.#progress.end(state, this.#undecided.size);
    this.#stop.abort();
    this.#gate.close();
    this.#pending.length = 0;
    this.#wake();
    this.#deps.onChanged(true);
  }

  async #pass(pass: Pass): Promise<void> {
    const { limits, addresses, seed } = this.#plan;
    const order = addresses.shuffled(pass === 'sweep' ? seed : seed + 1);
    const hosts = Math.max(1, Math.ceil(limits[pass].sockets / PORT_NAMES.length));
    await Promise.all(Array.from({ length: hosts }, () => this.#sweepSome(order, pass)));
  }

  async #sweepSome(order: Generator<number>, pass: Pass): Promise<void> {
    let skipped = 0;
    for (;;) {
      await this.#until(() => !this.#isPaused && this.#pending.length < MOST_PENDING);
      const next = order.next();
      if (next.done === true || this.isOver) return;
      const index = next.value;
      if (this.#isSkipped(index, pass)) {
        skipped += 1;
        if (skipped % SKIPS_A_TURN === 0) await new Promise((resolve) => void setImmediate(resolve));
        continue;
      }
      await this.#sweepOne(index, pass);
    }
  }

  #isSkipped(index: number, pass: Pass): boolean {
    const address = this.#plan.addresses.at(index);
    const isStopped = this.#watch.isStopped(address);
    if (pass === 'second') return isStopped || this.#isSettled(index) || !this.#isWorthAnotherTry(address);
    const isOther = !isStopped && this.#isKnownOther(address);
    if (!isStopped && !isOther) return false;
    this.#settle(index, true);
    this.#progress.swept += 1;
    if (isOther) this.#progress.otherDevices += 1;
    return true;
  }

  #isKnownOther(address: number): boolean {
    if (this.#plan.rescanAll || !this.#deps.others.has(address)) return false;
    return this.#deps.known(formatIpv4(address)) === null;
  }

  #isWorthAnotherTry(address: number): boolean {
    return this.#undecided.has(address) || this.#watch.hasMiner(address);
  }

  async #sweepOne(index: number, pass: Pass): Promise<void> {
    const address = this.#plan.addresses.at(index);
    const { connectMs } = this.#plan.limits[pass];
    const answers = await Promise.all(
      PORT_NAMES.map(async (name) => ({ name, answer: await this.#probe(address, name, connectMs) })),
    );
    if (this.isOver) return;
    const withAnswer = (wanted: PortAnswer): PortName[] =>
      answers.filter(({ answer }) => answer === wanted).map(({ name }) => name);
    const open = withAnswer('open');
    this.#progress.noteSwept(pass);
    if (open.length > 0) this.#found(index, pass, { open, silent: withAnswer('silent') });
    else if (withAnswer('refused').length === PORT_NAMES.length) this.#settle(index, true);
    else if (pass === 'sweep') this.#watch.noteSilent(address);
    this.#deps.onChanged(false);
  }

  async #probe(address: number, name: PortName, limitMs: number): Promise<PortAnswer> {
    const { clock, ports } = this.#deps;
    const { signal } = this.#stop;
    const target = { address: formatIpv4(address), port: ports[name], limitMs, clock, signal };
    for (let attempt = 0; attempt < EXHAUSTED_TRIES; attempt += 1) {
      if (this.#watch.isStopped(address)) return 'no-route';
      if (!(await this.#gate.enter(false))) return 'cancelled';
      const answer = await probePort(target);
      this.#gate.leave();
      if (answer === 'cancelled') return answer;
      if (this.#watch.noteAnswer(address, answer)) this.#slowDown();
      if (answer !== 'exhausted') return answer;
      await this.#sleep(EXHAUSTED_WAIT_MS * 2 ** attempt);
    }
    return 'silent';
  }

  #slowDown(): void {
    const nowMs = this.#deps.clock.monotonicMs();
    if (this.#slowedAtMs !== null && nowMs - this.#slowedAtMs < SLOW_DOWN_EVERY_MS) return;
    this.#slowedAtMs = nowMs;
    this.#gate.slowDown();
  }

  #found(index: number, pass: Pass, { open, silent }: Pick<HostToVisit, 'open' | 'silent'>): void {
    const number = this.#plan.addresses.at(index);
    const address = formatIpv4(number);
    this.#settle(index, true);
    if (!this.#undecided.has(number)) this.#progress.open += 1;
    const host = { address, open, silent, known: this.#deps.known(address) };
    // What stays open after the first pass is visited again in the second one; after that, here.
    this.#pending.push({ index, host, isLastTry: pass === 'sweep' });
    this.#pump();
  }

  #pump(): void {
    while (!this.#isPaused && !this.isOver && this.#visiting < this.#plan.limits.hostsAtOnce) {
      const next = this.#pending.shift();
      if (next === undefined) return;
      this.#visiting += 1;
      void this.#visit(next);
    }
  }

  async #visit(pending: Pending): Promise<void> {
    const { host } = pending;
    const { clock, ports, log } = this.#deps;
    const startedMs = clock.monotonicMs();
    try {
      const deps = { clock, ports, gate: this.#gate, limits: this.#plan.limits.visit };
      const finding = await identifyHost(host, deps, this.#stop.signal);
      if (!this.isOver) this.#decide(pending, finding);
    } catch (error) {
      log.error({ err: error, address: host.address }, 'identification failed');
    }
    this.#progress.noteVisit(clock.monotonicMs() - startedMs);
    this.#visiting -= 1;
    this.#pump();
    this.#wake();
    if (!this.isOver) this.#deps.onChanged(false);
  }

  #decide(pending: Pending, finding: Finding): void {
    const { index, host } = pending;
    const { address, open } = host;
    if (finding.isUndecided && !pending.isLastTry) {
      this.#pending.push({ ...pending, isLastTry: true });
      return;
    }
    const number = this.#plan.addresses.at(index);
    const wasUndecided = this.#undecided.delete(number);
    if (!wasUndecided) this.#progress.identified += 1;
    if (finding.isUndecided) {
      this.#undecided.add(number);
      this.#settle(index, false);
      const isMute = finding.evidence.length === 0 && open.length === PORT_NAMES.length;
      if (isMute && !wasUndecided) this.#watch.noteMute(number);
      return;
    }
    const { family, model, firmware } = finding.identity;
    if (family === 'unknown') {
      this.#progress.otherDevices += 1;
      this.#deps.others.remember(number);
      return;
    }
    this.#progress.miners += 1;
    this.#watch.noteMiner(number);
    this.#deps.others.forget(number);
    const { openPorts, isConfirmation, evidence } = finding;
    const atMs = this.#deps.clock.nowMs();
    this.#deps.onSighted({ address, family, model, firmware, openPorts, isConfirmation, evidence, atMs });
  }

  #isSettled(index: number): boolean {
    return ((this.#settled[index >> 3] ?? 0) & (1 << (index & 7))) !== 0;
  }

  #settle(index: number, isSettled: boolean): void {
    const byte = this.#settled[index >> 3] ?? 0;
    const bit = 1 << (index & 7);
    this.#settled[index >> 3] = isSettled ? byte | bit : byte & ~bit;
  }

  #identifyRest(): Promise<void> {
    if (!this.isOver) this.#progress.phase = 'identify';
    this.#deps.onChanged(true);
    return this.#until(() => this.#pending.length === 0 && this.#visiting === 0);
  }

  /** Waits for a condition that changes with `#wake`, or for the scan's end. */
  async #until(isTrue: () => boolean): Promise<void> {
    while (!isTrue() && !this.isOver) await this.#nextWake();
  }

  #nextWake(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#deps.clock.after(ms, done);
      const { signal } = this.#stop;
      signal.addEventListener('abort', done, { once: true });
      function done(): void {
        cancel();
        signal.removeEventListener('abort', done);
        resolve();
      }
    });
  }
}
