import type { AccountForecast, PlanView } from '#shared/model/planning.ts';
import type { AccountView, FarmSnapshot } from '#shared/model/snapshot.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { overviewMessages as m } from './messages.ts';
import { finishOf } from './overview-view.ts';

/** Finishes nearer than this are told to the second. */
const NEAR_MS = 600_000;

/** `18:40 (18:22–19:05)`; without the range where it is not known or too narrow to be seen. */
export function rangeText(
  { finishMs, earliestMs, latestMs }: Pick<AccountForecast, 'finishMs' | 'earliestMs' | 'latestMs'>,
  nowMs: number,
): string {
  if (finishMs === null) return fmt.time(null);
  const withSeconds = finishMs - nowMs < NEAR_MS;
  const timeText = (atMs: number) => fmt.time(atMs, { withSeconds, nowMs });
  const time = timeText(finishMs);
  if (earliestMs === null || latestMs === null) return time;
  const [from, to] = [timeText(Math.max(earliestMs, nowMs)), timeText(latestMs)];
  return from === to ? time : t(m.timeRange, { time, from, to });
}

/** The account's finish in words: from its forecast, or from the snapshot until there is one. */
export function finishText(
  account: AccountView,
  forecast: AccountForecast | undefined,
  { nowMs, roundEndsAtMs }: { nowMs: number; roundEndsAtMs: number | null },
): string {
  const finish = finishOf(account, nowMs, roundEndsAtMs);
  if (finish.kind === 'reached') {
    return t(m.reachedAt, { time: fmt.time(finish.atMs, { withSeconds: true, nowMs }) });
  }
  if (forecast && !forecast.isFeasible) return missText(forecast.shortfallHashrate);
  if (forecast && forecast.finishMs !== null) {
    const left = t(m.toTarget, { duration: fmt.duration(Math.max(forecast.finishMs - nowMs, 0)) });
    return `${left} · ${t(m.finish, { time: rangeText(forecast, nowMs) })}`;
  }
  if (finish.kind === 'unknown') return t(m.waiting);
  if (!finish.isInTime) return missText(0);
  const left = t(m.toTarget, { duration: fmt.duration(finish.leftMs) });
  const time = fmt.time(finish.atMs, { withSeconds: finish.leftMs < NEAR_MS, nowMs });
  return `${left} · ${t(m.finish, { time })}`;
}

function missText(shortfallHashrate: number): string {
  if (shortfallHashrate <= 0) return t(m.willMiss);
  return t(m.willMissBy, { hashrate: fmt.hashrate(shortfallHashrate) });
}

/** One thing that the plan expects. */
export interface NextLine {
  key: string;
  time: string;
  /** Who goes where. */
  text: string;
  cause: string;
}

/** What comes next, soonest first, in sentences. */
export function nextLines(next: PlanView['next'], snapshot: FarmSnapshot, nowMs: number): NextLine[] {
  const nameOf = (id: string | null) =>
    id === null ? t(m.nobody) : (snapshot.accounts.find((account) => account.id === id)?.name ?? id);
  return next
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ atMs, fromAccountId, toAccountId, miners, cause }, index) => ({
      key: `${index} ${fromAccountId} ${toAccountId}`,
      time: fmt.time(atMs, { withSeconds: atMs - nowMs < NEAR_MS, nowMs }),
      text: t(m.nextMove, {
        count: miners,
        n: fmt.count(miners),
        from: nameOf(fromAccountId),
        to: nameOf(toAccountId),
      }),
      cause,
    }));
}
