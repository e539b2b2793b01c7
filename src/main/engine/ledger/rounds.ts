import { DEFAULT_ROUND, type RoundSettings } from '#shared/model/farm-file.ts';

import type { Clock } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import type { Log } from '#engine/lib/log.ts';
import type { Database } from '#engine/store/database.ts';
import { RoundStore } from '#engine/store/round-store.ts';
import { SettingsStore } from '#engine/store/settings-store.ts';

import {
  NEVER_ROUND_ID,
  parseRoundSettings,
  type Round,
  roundAt,
  type RoundRule,
  roundsBetween,
} from './round-rule.ts';

const SETTINGS_KEY = 'round';
/** A wall clock set back by less than this stays in the round it was in, so that NTP cannot flap rounds. */
const BACKWARD_TOLERANCE_MS = 60_000;
/** Looks at the wall clock at least this often, since it may jump. */
const MAX_WAIT_MS = 1000;
/** With a look every second, less than this is a busy machine or a clock being set right. */
const GAP_MS = 60_000;
/** Rounds that passed without the program are owed for so long back, and so many of them, at most. */
const MAX_MISSED_MS = 31 * 86_400_000;
const MAX_MISSED_ROUNDS = 400;

export interface RoundClockDeps {
  database: Database;
  clock: Clock;
  log: Log;
}

/** Time that passed, or that the wall clock says has passed, without the program looking at it. */
export interface TimeGap {
  /** `jump`: the wall clock alone moved. `pause`: both clocks went on and nothing ran, as in sleep. */
  kind: 'jump' | 'pause';
  /** Length of the jump (negative: back) or pause. */
  byMs: number;
  /** The wall clock at the last look before it. */
  fromMs: number;
  /** The round of then, where another one is current now. */
  left: Round | null;
  /** Whole rounds that passed in a pause. */
  missedRounds: number;
}

/** Knows the current round, keeps every round that was entered, and says when one follows another. */
export class RoundClock {
  /** (the new round, the one it follows, rounds that passed between them while the program stood still) */
  readonly roundChanged = new Emitter<[Round, Round, readonly Round[]]>();
  /** After the change of round that it may have brought. */
  readonly gapNoticed = new Emitter<[TimeGap]>();
  readonly #deps: RoundClockDeps;
  readonly #rounds: RoundStore;
  readonly #stored: SettingsStore;
  #settings: RoundSettings;
  #rule: RoundRule;
  #current: Round;
  /** Both clocks at the last look. */
  #seen: { wallMs: number; monotonicMs: number };
  #cancelTimer: () => void = () => {};

  constructor(deps: RoundClockDeps) {
    this.#deps = deps;
    this.#rounds = new RoundStore(deps.database);
    this.#stored = new SettingsStore(deps.database);
    this.#settings = (this.#stored.get(SETTINGS_KEY) as RoundSettings | undefined) ?? DEFAULT_ROUND;
    this.#rule = parseRoundSettings(this.#settings);
    this.#seen = { wallMs: deps.clock.nowMs(), monotonicMs: deps.clock.monotonicMs() };
    this.#current = this.#roundNow(this.#rule);
    this.#save(this.#current);
    this.#schedule();
  }

  settings(): RoundSettings {
    return this.#settings;
  }

  /** The round of this very moment; emits `roundChanged` first when it is a new one. */
  current(): Round {
    const { nowMs, passedMs, gap } = this.#look();
    const previous = this.#current;
    const { startedAtMs, endsAtMs } = previous;
    const isWithin = nowMs > startedAtMs - BACKWARD_TOLERANCE_MS && (endsAtMs === null || nowMs < endsAtMs);
    if (!isWithin) {
      const next = this.#roundNow(this.#rule);
      // Where the monotonic clock does not agree that so much time has passed, no round was missed.
      const isPassed = endsAtMs !== null && passedMs >= next.startedAtMs - endsAtMs;
      const missed = isPassed ? this.missed(previous, next) : [];
      this.#enter(next, previous, missed);
      if (gap)
        this.#tell(() => this.gapNoticed.emit({ ...gap, left: previous, missedRounds: missed.length }));
    } else if (gap) this.#tell(() => this.gapNoticed.emit({ ...gap, left: null, missedRounds: 0 }));
    return this.#current;
  }

  /**
   * Whole rounds between two, by the present rule, in which the program did not run; kept like all others.
   * Those longer than a month ago are left out, and all but the last few hundred.
   */
  missed(after: Round, before: Round): Round[] {
    if (after.endsAtMs === null) return [];
    const fromMs = Math.max(after.endsAtMs, before.startedAtMs - MAX_MISSED_MS);
    const missed = roundsBetween(this.#rule, fromMs, before.startedAtMs, MAX_MISSED_ROUNDS);
    try {
      this.#deps.database.transaction(() => {
        for (const round of missed) this.#rounds.save(round);
      });
    } catch (error) {
      this.#deps.log.error({ err: error }, 'rounds that passed could not be stored');
    }
    return missed;
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
    this.#enter(next, closed, []);
  }

  close(): void {
    this.#cancelTimer();
  }

  #look(): { nowMs: number; passedMs: number; gap: Omit<TimeGap, 'left' | 'missedRounds'> | null } {
    const { clock } = this.#deps;
    const fromMs = this.#seen.wallMs;
    const nowMs = clock.nowMs();
    const monotonicMs = clock.monotonicMs();
    const passedMs = monotonicMs - this.#seen.monotonicMs;
    const jumpedMs = nowMs - fromMs - passedMs;
    this.#seen = { wallMs: nowMs, monotonicMs };
    if (Math.abs(jumpedMs) >= GAP_MS)
      return { nowMs, passedMs, gap: { kind: 'jump', byMs: jumpedMs, fromMs } };
    if (passedMs >= GAP_MS) return { nowMs, passedMs, gap: { kind: 'pause', byMs: passedMs, fromMs } };
    return { nowMs, passedMs, gap: null };
  }

  #enter(next: Round, previous: Round, missed: readonly Round[]): void {
    this.#current = next;
    this.#save(next);
    this.#schedule();
    this.#tell(() => this.roundChanged.emit(next, previous, missed));
  }

  /** Whoever asked for the round must get it all the same: it may be a share on its way into the ledger. */
  #tell(emit: () => void): void {
    try {
      emit();
    } catch (error) {
      this.#deps.log.error(
        { err: error, roundId: this.#current.id },
        'what follows a change of round failed',
      );
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
