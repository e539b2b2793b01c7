import type { AccountView } from '#shared/model/snapshot.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t, translateSentence } from '../../i18n/t.ts';
import { allocationMessages as m } from './messages.ts';
import type { PlannedBand } from './planned-bands.ts';
import { sharesOfBand, type SharesByMiner } from './share-buckets.ts';
import { mixAt, type TimelineGroup, type TimelineLine } from './timeline-groups.ts';
import { bandAt, type TimelineRow } from './timeline-view.ts';

/** More accounts than this are not listed beside the cursor. */
const MAX_MIX = 6;

/** What the note beside the cursor is made of. */
export interface DescribeDeps {
  accounts: readonly Pick<AccountView, 'id' | 'name'>[];
  knownFromMs: number;
  nowMs: number;
  planned?: ReadonlyMap<string, readonly PlannedBand[]>;
  shares?: SharesByMiner;
}

/** A place of the timeline in sentences: who, for whom, from when to when, how much and why. */
export function describePlace(deps: DescribeDeps, line: TimelineLine, atMs: number): string[] {
  if (line.kind === 'group') return groupLines(deps, line.group, atMs);
  return atMs > deps.nowMs ? plannedLines(deps, line.row, atMs) : bandLines(deps, line.row, atMs);
}

/** An account's name. */
export function accountName(accounts: DescribeDeps['accounts'], id: string | null): string {
  if (id === null) return t(m.parked);
  return accounts.find((account) => account.id === id)?.name ?? id;
}

function clock(atMs: number, nowMs: number): string {
  return fmt.time(atMs, { withSeconds: true, nowMs });
}

function bandLines(deps: DescribeDeps, row: TimelineRow, atMs: number): string[] {
  const { nowMs, knownFromMs, accounts, shares } = deps;
  const band = bandAt(row, atMs, knownFromMs, nowMs);
  const place = band.isGap ? t(m.notConnected) : accountName(accounts, band.accountId);
  const span = t(m.span, {
    from: clock(band.fromMs, nowMs),
    to: band.toMs === null ? t(m.ongoing) : clock(band.toMs, nowMs),
    duration: fmt.duration((band.toMs ?? nowMs) - band.fromMs),
  });
  const done = band.accountId === null ? [] : workLines(shares?.get(row.minerId), band, nowMs);
  const why = band.cause === '' ? [] : [t(m.why, { cause: translateSentence(band.cause) })];
  return [t(m.nameAndPlace, { name: row.name, place }), span, ...done, ...why];
}

function workLines(
  buckets: Parameters<typeof sharesOfBand>[0] | undefined,
  band: Parameters<typeof sharesOfBand>[1],
  nowMs: number,
): string[] {
  if (!buckets) return [];
  const { work, rejected } = sharesOfBand(buckets, band, nowMs);
  return [
    ...(work > 0 ? [t(m.bandWork, { work: fmt.work(work) })] : []),
    ...(rejected > 0 ? [t(m.bandRejected, { count: rejected })] : []),
  ];
}

function plannedLines({ planned, accounts, nowMs }: DescribeDeps, row: TimelineRow, atMs: number): string[] {
  const present = row.bands.at(-1);
  const isPresent = present?.toMs === null && present.accountId !== null;
  const bands = (isPresent && present.accountId !== null && planned?.get(present.accountId)) || [];
  const band = bands.find(({ fromMs, toMs }) => fromMs <= atMs && atMs < (toMs ?? Number.POSITIVE_INFINITY));
  if (!band) return [t(m.plannedUnknown, { name: row.name })];
  const account = accountName(accounts, band.accountId);
  if (band.cause === '' && band.toMs === null) return [t(m.plannedStay, { name: row.name, account })];
  const from = clock(Math.max(band.fromMs, nowMs), nowMs);
  const span =
    band.toMs === null
      ? t(m.plannedFrom, { from })
      : t(m.span, {
          from,
          to: clock(band.toMs, nowMs),
          duration: fmt.duration(band.toMs - Math.max(band.fromMs, nowMs)),
        });
  const why = band.cause === '' ? [] : [t(m.why, { cause: translateSentence(band.cause) })];
  return [t(m.plannedMove, { name: row.name, account }), span, ...why];
}

function groupLines({ accounts, nowMs }: DescribeDeps, group: TimelineGroup, atMs: number): string[] {
  const count = group.rows.length;
  const title = t(m.groupNow, { name: group.label, count });
  if (atMs > nowMs) return [title];
  const mix = mixAt(group.rows, atMs, nowMs);
  const idle = count - mix.reduce((sum, { miners }) => sum + miners, 0);
  const lines = mix.slice(0, MAX_MIX).map(({ accountId, miners }) =>
    t(m.groupMix, {
      account: accountName(accounts, accountId),
      miners: fmt.count(miners),
      percent: fmt.percent(miners / count),
    }),
  );
  const rest = idle > 0 ? [t(m.groupIdle, { miners: fmt.count(idle) })] : [];
  return [title, t(m.at, { time: clock(atMs, nowMs) }), ...lines, ...rest];
}
