import type { Outcome, RoundAway, Verdicts } from '#engine/accounts/verdicts.ts';
import { localFrom } from '#engine/ledger/civil-time.ts';
import type { Round } from '#engine/ledger/round-rule.ts';
import type { RoundClock, TimeGap } from '#engine/ledger/rounds.ts';
import type { RoundSettings } from '#shared/model/farm-file.ts';
import type { Notice } from '#shared/model/snapshot.ts';

/** Accounts named in one sentence; those that fell short come first. */
const MAX_NAMED = 6;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** What the sentences are made of. */
export interface TimeParts {
  clock: { nowMs(): number };
  rounds: Pick<RoundClock, 'settings'>;
  verdicts: Pick<Verdicts, 'outcomesOf'>;
  book: { get(accountId: string): { name: string } | undefined };
}

/** A round ended while the program was not running. */
export function awayNotice(parts: TimeParts, { round, missedRounds }: RoundAway): Notice {
  const outcomes = parts.verdicts.outcomesOf(round.id);
  const text = `The round ${roundName(round, parts.rounds.settings())} ended while the program was not running${outcome(parts, outcomes)}${missed(missedRounds)}.`;
  const sinceMs = parts.clock.nowMs();
  return { id: `away-${round.id}`, severity: severityOf(outcomes), text, sinceMs, subject: null };
}

/** The clock jumped, or the program stood still as in sleep. */
export function gapNotice(parts: TimeParts, gap: TimeGap, current: Round): Notice {
  const settings = parts.rounds.settings();
  const { left } = gap;
  const outcomes = left === null || gap.byMs < 0 ? [] : parts.verdicts.outcomesOf(left.id);
  const after =
    outcomes.length > 0 && left !== null
      ? `the round ${roundName(left, settings)} ended with what was delivered by then${outcome(parts, outcomes)}${missed(gap.missedRounds)}`
      : `the round ${roundName(current, settings)} goes on`;
  return {
    id: `gap-${Math.floor(gap.fromMs)}`,
    severity: outcomes.length > 0 ? severityOf(outcomes) : 'info',
    text: `${whatHappened(gap)}; ${after}.`,
    sinceMs: parts.clock.nowMs(),
    subject: null,
  };
}

function whatHappened({ kind, byMs }: TimeGap): string {
  const span = duration(Math.abs(byMs));
  if (kind === 'pause') return `The program stood still for ${span}, as when the PC sleeps`;
  return byMs < 0 ? `The PC's clock jumped back by ${span}` : `The PC's clock jumped by ${span}`;
}

function missed(rounds: number): string {
  if (rounds === 0) return '';
  return rounds === 1
    ? '; the round after it passed without work'
    : `; ${rounds} more rounds passed without work`;
}

/** `: alice got 61.2 % of its quota, bob 0 %`; empty where no account had one. */
function outcome(parts: TimeParts, outcomes: readonly Outcome[]): string {
  const parted = outcomes.flatMap(({ accountId, targetWork, creditedWork }) => {
    if (targetWork === null || targetWork <= 0) return [];
    return [{ name: parts.book.get(accountId)?.name ?? accountId, part: creditedWork / targetWork }];
  });
  if (parted.length === 0) return '';
  const short = parted.filter(({ part }) => part < 1);
  const named = [...short, ...parted.filter(({ part }) => part >= 1)].slice(0, MAX_NAMED);
  const clauses = named.map(({ name, part }, index) =>
    index === 0 ? `${name} got ${percent(part)} of its quota` : `${name} ${percent(part)}`,
  );
  const others = parted.length - named.length;
  const more =
    others === 0
      ? ''
      : `, and ${others} others, ${Math.max(short.length - named.length, 0)} of them too little`;
  return `: ${clauses.join(', ')}${more}`;
}

/** Rounded down, so that 100 % is never said of less. */
function percent(part: number): string {
  return `${Math.floor(part * 1000) / 10} %`;
}

function severityOf(outcomes: readonly Outcome[]): Notice['severity'] {
  const isShort = outcomes.some(({ targetWork, upToStandard }) => targetWork !== null && !upToStandard);
  return isShort ? 'warning' : 'info';
}

/** By its civil start: `2026-11-18` for days, `2026-11-18 12:00` for hours. */
function roundName({ startedAtMs, endsAtMs }: Round, { timeZone }: RoundSettings): string {
  if (endsAtMs === null) return 'without an end';
  const local = new Date(localFrom(timeZone, startedAtMs)).toISOString();
  const day = local.slice(0, 10);
  // A civil day has 23 hours where clocks go forward.
  if (endsAtMs - startedAtMs >= DAY_MS - HOUR_MS) return day;
  const seconds = local.slice(17, 19);
  return `${day} ${local.slice(11, 16)}${seconds === '00' ? '' : `:${seconds}`}`;
}

/** `90 s`, `12 min`, `2 h 5 min`, `3 days 4 h`. */
function duration(ms: number): string {
  if (ms < 2 * MINUTE_MS) return `${Math.round(ms / 1000)} s`;
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? `${days} days` : `${days} days ${hours % 24} h`;
}
