import { DEFAULT_ROUND, type RoundSettings } from '#shared/model/farm-file.ts';

import type { Clock } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import type { Log } from '#engine/lib/log.ts';
import type { Database } from '#engine/store/database.ts';
import { RoundStore } from '#engine/store/round-store.ts';
import { SettingsStore } from '#engine/store/settings-store.ts';

import { NEVER_ROUND_ID, parseRoundSettings, type Round, roundAt, type RoundRule } from './round-rule.ts';

const SETTINGS_KEY = 'round';
/** A wall clock set back by less than this stays in the round it was in, so that NTP cannot flap rounds. */
const BACKWARD_TOLERANCE_MS = 60_000;
/** Looks at the wall clock at least this often, since it may jump. */
const MAX_WAIT_MS = 1000;

export interface RoundClockDeps {
  database: Database;
  clock: Clock;
  log: Log;
}

/** Knows the current round, keeps every round that was entered, and says when one follows another. */
export class RoundClock {
  /** (the new round, the one it follows) */
  readonly roundChanged = new Emitter<[Round, Round]>();
  readonly #deps: RoundClockDeps;
  readonly #rounds: RoundStore;
  readonly #stored: SettingsStore;
  #settings: RoundSettings;
  #rule: RoundRule;
  #current: Round;
  #cancelTimer: () => void = () => {};

  constructor(deps: RoundClockDeps) {
    this.#deps = deps;
    this.#rounds = new RoundStore(deps.database);
    this.#stored = new SettingsStore(deps.database);
    this.#settings = (this.#stored.get(SETTINGS_KEY) as RoundSettings | undefined) ?? DEFAULT_ROUND;
    this.#rule = parseRoundSettings(this.#settings);
    this.#current = this.#roundNow(this.#rule);
    this.#save(this.#current);
    this.#schedule();
  }

  settings(): RoundSettings {
    return this.#settings;
  }

  /** The round of this very moment; emits `roundChanged` first when it is a new one. */
  current(): Round {
    const nowMs = this.#deps.clock.nowMs();
    const { startedAtMs, endsAtMs } = this.#current;
    const isWithin = nowMs > startedAtMs - BACKWARD_TOLERANCE_MS && (endsAtMs === null || nowMs < endsAtMs);
    if (!isWithin) this.#enter(this.#roundNow(this.#rule), this.#current);
    return this.#current;
  }

  find(id: string): Round | undefined {
    return id === this.#current.id ? this.#current : this.#rounds.find(id);
  }

  /**
   * Cuts time by other settings from now on. The current round is closed at this moment unless the new
   * rule has one of the same start, which then takes its place. Throws `AppError` on settings that are wrong.
   */
  change(settings: RoundSettings): void {
    const rule = parseRoundSettings(settings);
    const { every, anchor, timeZone } = this.#settings;
    if (settings.every === every && settings.anchor === anchor && settings.timeZone === timeZone) return;
    const nowMs = this.#deps.clock.nowMs();
    const previous = this.current();
    const next = this.#roundNow(rule);
    const isSame = next.id === previous.id;
    const closed = isSame ? previous : { ...previous, endsAtMs: nowMs };
    const kept = { every: settings.every, anchor: settings.anchor, timeZone: settings.timeZone };
    this.#deps.database.transaction(() => {
      this.#stored.set(SETTINGS_KEY, kept);
      this.#rounds.save(closed);
      this.#rounds.save(next);
    });
    this.#rule = rule;
    this.#settings = kept;
    this.#enter(next, closed);
  }

  close(): void {
    this.#cancelTimer();
  }

  #enter(next: Round, previous: Round): void {
    this.#current = next;
    this.#save(next);
    this.#schedule();
    try {
      this.roundChanged.emit(next, previous);
    } catch (error) {
      // Whoever asked for the round must get it all the same: it may be a share on its way into the ledger.
      this.#deps.log.error({ err: error, roundId: next.id }, 'what follows a change of round failed');
    }
  }

  #roundNow(rule: RoundRule): Round {
    const round = roundAt(rule, this.#deps.clock.nowMs());
    if (round.id !== NEVER_ROUND_ID) return round;
    const startedAtMs = this.#rounds.find(NEVER_ROUND_ID)?.startedAtMs ?? round.startedAtMs;
    return { ...round, startedAtMs };
  }

  #save(round: Round): void {
    try {
      this.#rounds.save(round);
    } catch (error) {
      // The ledger saves the round again with the first work in it.
      this.#deps.log.error({ err: error, roundId: round.id }, 'the round could not be stored');
    }
  }

  #schedule(): void {
    this.#cancelTimer();
    const { endsAtMs } = this.#current;
    const leftMs = endsAtMs === null ? MAX_WAIT_MS : endsAtMs - this.#deps.clock.nowMs();
    this.#cancelTimer = this.#deps.clock.after(Math.min(Math.max(leftMs, 1), MAX_WAIT_MS), () => {
      this.#schedule();
      this.current();
    });
  }
}
