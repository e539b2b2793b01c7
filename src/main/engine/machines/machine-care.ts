import type { MachineRules } from '#shared/model/machine.ts';

import type { MinerFamily } from '#engine/discovery/families.ts';
import type { MinerDriver } from '#engine/drivers/driver.ts';
import type { Clock } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import type { Log } from '#engine/lib/log.ts';
import { MinerError, type MinerTrouble } from '#engine/miner-api/miner-host.ts';

import { restartsDue, type RestartFacts } from './automatic-restart.ts';
import { type StandbyFacts, standbyOrders } from './cold-standby.ts';
import type { MachineAccess } from './machine-access.ts';
import type { MachineBook } from './machine-book.ts';
import { leftAloneUntil, machineName, type MachineRecord } from './machine-record.ts';
import { isSilent, type Poller } from './poller.ts';
import { toHealth } from './telemetry-health.ts';

/** What is observed of a miner by its shares. */
export interface Sickness {
  /** Wall clock, ms. */
  sinceMs: number;
  /** Evidence in words. */
  text: string;
}

export interface MachineCareDeps {
  book: MachineBook;
  access: MachineAccess;
  poller: Poller;
  clock: Clock;
  log: Log;
  drivers: (family: MinerFamily) => MinerDriver;
  rules: () => MachineRules;
  /** A run changes its pools, or waits for its first share still. */
  isChanging: (machineId: string) => boolean;
  /** Null = it is well, or nobody can tell. */
  sickness: (minerId: string) => Sickness | null;
  /** Null = the miner is not known. */
  standby: (minerId: string) => { isStandby: boolean; isNeeded: boolean } | null;
  /** It works for other pools and is not connected here: what it delivers here says nothing of it. */
  isAway: (machine: MachineRecord) => boolean;
}

/** Something that the program did to a machine by itself. */
export interface CareAct {
  machineId: string;
  action: 'restart' | 'sleep' | 'wake';
  /** Why, one sentence. */
  why: string;
  /** Why it did not work; null = it did. */
  error: string | null;
}

/** Orders begun in one look: many machines that wake at once are a load on the fuses. */
const MAX_PER_LOOK = 8;
/** A reading older than this says nothing about now. */
const STALE_MS = 5 * 60_000;
/** A machine that says it is awake so long after it was put to sleep was woken by somebody else. */
const FELL_ASLEEP_MS = 5 * 60_000;

/** After these a machine may have done what it was told, though it did not say so. */
const UNCERTAIN: ReadonlySet<MinerTrouble> = new Set([
  'timeout',
  'closed',
  'too-long',
  'bad-reply',
  'cancelled',
]);

/** Restarts and cold standby: carries out the owner's rules, one order a machine at a time. */
export class MachineCare {
  readonly acted = new Emitter<[act: CareAct]>();
  readonly #deps: MachineCareDeps;
  readonly #active = new Map<string, Promise<void>>();
  readonly #idleSince = new Map<string, number>();
  readonly #orderedAt = new Map<string, number>();

  constructor(deps: MachineCareDeps) {
    this.#deps = deps;
    deps.book.removed.on((id) => {
      this.#idleSince.delete(id);
      this.#orderedAt.delete(id);
    });
  }

  /** Looks what is to be done and begins it; called every few seconds. */
  tick(): void {
    const rules = this.#deps.rules();
    const machines = [...this.#deps.book.all()].filter(({ minerId }) => minerId !== null);
    const facts = machines
      .filter(({ putToSleepAtMs }) => rules.coldStandby || putToSleepAtMs !== null)
      .map((machine) => this.#standbyFacts(machine));
    const orders = standbyOrders(facts, rules.coldStandby, this.#deps.clock.monotonicMs());
    for (const { id, action } of orders.slice(0, MAX_PER_LOOK)) this.#order(id, action);
    if (!rules.automaticRestart) return;
    const farm = machines
      .filter((machine) => !this.#deps.isAway(machine))
      .map((machine) => this.#restartFacts(machine));
    for (const id of restartsDue(farm, rules, this.#deps.clock.nowMs()).slice(0, MAX_PER_LOOK)) {
      this.#order(id, 'restart');
    }
  }

  /** Resolves when the orders under way have ended. */
  async settle(): Promise<void> {
    await Promise.all(this.#active.values());
  }

  #restartFacts(machine: MachineRecord): RestartFacts {
    const { id, minerId, restartedAtMs } = machine;
    const state = this.#deps.poller.stateOf(id);
    const health = state?.reading ? toHealth(state.reading) : null;
    const isAsleep = machine.putToSleepAtMs !== null || health?.isAsleep === true;
    return {
      id,
      sickSinceMs: (minerId === null ? null : this.#deps.sickness(minerId))?.sinceMs ?? null,
      canRestart: this.#controls(machine).restart && this.#isFresh(machine),
      isBusy: !this.#isFree(machine) || isAsleep || health?.isTuning === true,
      uptimeSeconds: state?.reading?.uptimeSeconds ?? null,
      restartedAtMs,
    };
  }

  #standbyFacts(machine: MachineRecord): StandbyFacts {
    const { id, minerId } = machine;
    this.#noteWoken(machine);
    const standby = minerId === null ? null : this.#deps.standby(minerId);
    const isNeeded = standby === null || standby.isNeeded;
    const nowMs = this.#deps.clock.monotonicMs();
    if (isNeeded) this.#idleSince.delete(id);
    else if (!this.#idleSince.has(id)) this.#idleSince.set(id, nowMs);
    const reading = this.#deps.poller.stateOf(id)?.reading ?? null;
    return {
      id,
      // A miner that is not known says nothing; what sleeps goes on sleeping then.
      isStandby: standby?.isStandby ?? machine.putToSleepAtMs !== null,
      isNeeded: standby?.isNeeded ?? false,
      idleSinceMs: this.#idleSince.get(id) ?? null,
      canSleep: this.#controls(machine).sleep && !this.#deps.isAway(machine),
      isFree: this.#isFree(machine) && this.#isFresh(machine),
      isSettled: reading !== null && toHealth(reading).isSettled,
      wasPutToSleep: machine.putToSleepAtMs !== null && !this.#active.has(id),
      orderedAtMs: this.#orderedAt.get(id) ?? null,
    };
  }

  /** Somebody else has woken it: then it is not ours to wake. */
  #noteWoken({ id, putToSleepAtMs }: MachineRecord): void {
    const state = this.#deps.poller.stateOf(id);
    if (putToSleepAtMs === null || state?.reading?.isAsleep !== false || state.readAtMs === null) return;
    if (state.readAtMs - putToSleepAtMs < FELL_ASLEEP_MS || this.#active.has(id)) return;
    this.#deps.book.update(id, { putToSleepAtMs: null });
  }

  #controls(machine: MachineRecord): { restart: boolean; sleep: boolean } {
    return this.#deps.drivers(machine.family).controls(machine);
  }

  #isFree(machine: MachineRecord): boolean {
    const { id } = machine;
    const isLeftAlone = leftAloneUntil(machine, this.#deps.clock.nowMs()) !== null;
    const isTaken = this.#deps.poller.isHeld(id) || this.#deps.isChanging(id);
    return !isLeftAlone && !isTaken && !this.#active.has(id);
  }

  #isFresh({ id, isAtAddress }: MachineRecord): boolean {
    const state = this.#deps.poller.stateOf(id);
    if (!isAtAddress || !state || state.readAtMs === null || isSilent(state)) return false;
    return this.#deps.clock.nowMs() - state.readAtMs < STALE_MS;
  }

  #order(id: string, action: CareAct['action']): void {
    const machine = this.#deps.book.get(id);
    if (!machine || this.#active.has(id) || this.#deps.poller.isHeld(id)) return;
    if (this.#deps.isChanging(id)) return;
    this.#orderedAt.set(id, this.#deps.clock.monotonicMs());
    const why = this.#whyOf(machine, action);
    const run = this.#carryOut(machine, action).then((error) => {
      this.#active.delete(id);
      this.acted.emit({ machineId: id, action, why, error });
    });
    this.#active.set(id, run);
  }

  /** Noted before it is done: a program that dies in between must not do it again and again. */
  async #carryOut({ id }: MachineRecord, action: CareAct['action']): Promise<string | null> {
    const nowMs = this.#deps.clock.nowMs();
    try {
      if (action === 'restart') this.#deps.book.update(id, { restartedAtMs: nowMs });
      if (action === 'sleep') this.#deps.book.update(id, { putToSleepAtMs: nowMs });
      await this.#deps.access.withCredential(id, (link) => this.#deps.drivers(link.family)[action](link));
      if (action === 'wake') this.#deps.book.update(id, { putToSleepAtMs: null });
      return null;
    } catch (error) {
      if (action === 'sleep' && isUndone(error)) this.#deps.book.update(id, { putToSleepAtMs: null });
      this.#deps.log.warn({ err: error, machineId: id, action }, 'an order to a machine failed');
      return error instanceof Error ? error.message : 'It did not work.';
    }
  }

  #whyOf(machine: MachineRecord, action: CareAct['action']): string {
    const name = machineName(machine);
    if (action === 'sleep') return `${name} is on standby and was not needed for ten minutes.`;
    if (action === 'wake') return `${name} is needed, or is no sleeping standby machine any more.`;
    const sickness = machine.minerId === null ? null : this.#deps.sickness(machine.minerId);
    return `${name} was restarted: ${sickness?.text ?? 'it delivered too little'}.`;
  }
}

function isUndone(error: unknown): boolean {
  return error instanceof MinerError && !UNCERTAIN.has(error.trouble);
}
