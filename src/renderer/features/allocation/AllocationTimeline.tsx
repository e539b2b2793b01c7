import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import { useMemo, useState } from 'react';

import type { FarmSnapshot } from '#shared/model/snapshot.ts';

import { usePlan } from '../../api/queries.ts';
import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { useRemembered } from '../../ui/use-remembered.ts';
import { useEngineNow } from '../../ui/use-now.ts';
import { ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { accountName, describePlace } from './describe-place.ts';
import { Legend } from './Legend.tsx';
import { allocationMessages as m } from './messages.ts';
import { plannedByAccount, type PlannedBand } from './planned-bands.ts';
import { MAX_MINERS_WITH_SHARES } from './share-buckets.ts';
import { windowOf, type TimeWindow, type WindowChoice } from './time-window.ts';
import { groupRows, GROUPINGS, linesOf, minerLines, type Grouping } from './timeline-groups.ts';
import { accountsInSpan, earliestMs, MINUTE_MS } from './timeline-view.ts';
import { findingText } from './timeline-words.ts';
import { TimelineChart } from './TimelineChart.tsx';
import { TimelineTable } from './TimelineTable.tsx';
import { TimelineTools } from './TimelineTools.tsx';
import { HOUR_MS, useAllocation } from './use-allocation.ts';
import { useGroupLabel } from './use-group-label.ts';
import { useShares } from './use-shares.ts';
import { useTimelineRows } from './use-timeline-rows.ts';

const DAY_MS = 24 * HOUR_MS;
const MAX_HEIGHT = 460;
/** With more rows than this the chart begins with one row per rack. */
const MANY_MINERS = 60;

const NOTHING_PLANNED: ReadonlyMap<string, readonly PlannedBand[]> = new Map();

function acceptGrouping(stored: unknown): Grouping | undefined {
  return GROUPINGS.find((grouping) => grouping === stored);
}

/** The timeline with everything: groups, zoom, planned moves, rejected shares. */
export function AllocationTimeline({ snapshot }: { snapshot: FarmSnapshot }) {
  const nowMs = useEngineNow();
  const plan = usePlan().data;
  const [choice, setChoice] = useState<WindowChoice>({ kind: 'live', pastMs: HOUR_MS });
  const [isTable, setIsTable] = useState(false);
  const isLarge = snapshot.miners.length > MANY_MINERS;
  const [grouping, setGrouping] = useRemembered(
    'allocation.group',
    isLarge ? 'rack' : 'none',
    acceptGrouping,
  );
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const window = windowOf(choice, nowMs);
  const keptMs = nowMs - window.startMs > HOUR_MS + MINUTE_MS ? DAY_MS : HOUR_MS;
  const { data, error, refetch } = useAllocation(snapshot, keptMs);
  const rows = useTimelineRows(snapshot.miners, data?.intervals);
  const labelOf = useGroupLabel(grouping, snapshot);
  const groups = useMemo(() => (labelOf ? groupRows(rows, labelOf) : null), [rows, labelOf]);
  const lines = useMemo(() => (groups ? linesOf(groups, open) : minerLines(rows)), [groups, rows, open]);
  const shares = useShares(rows.length, keptMs, nowMs);
  const knownFromMs = Math.max(earliestMs(data?.intervals ?? []) ?? nowMs, nowMs - keptMs);
  const planned = useMemo(
    () => (plan ? plannedByAccount(plan, plan.map, plan.atMs) : NOTHING_PLANNED),
    [plan],
  );
  const startMinuteMs = Math.floor(window.startMs / MINUTE_MS) * MINUTE_MS;
  const present = useMemo(() => accountsInSpan(rows, startMinuteMs), [rows, startMinuteMs]);
  const { accounts } = snapshot;
  const limits = { startMs: nowMs - DAY_MS, endMs: nowMs + DAY_MS, minSpanMs: MINUTE_MS };
  const deps = { accounts, knownFromMs, nowMs, planned, shares };
  const onWindow = ({ startMs, endMs }: TimeWindow) => setChoice({ kind: 'fixed', startMs, endMs });
  const onToggle = (key: string) =>
    setOpen((known) => {
      const next = new Set(known);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  return (
    <Paper
      variant="outlined"
      component="section"
      aria-labelledby="timeline-title"
      sx={{ p: 1.5, minWidth: 0 }}
    >
      <Typography variant="h2" id="timeline-title" sx={{ mb: 1 }}>
        {t(m.title)}
      </Typography>
      <TimelineTools
        {...{ choice, window, limits, grouping, isTable }}
        onChoice={setChoice}
        onGrouping={(next) => {
          setGrouping(next);
          setOpen(new Set());
        }}
        onTable={setIsTable}
        onOpenAll={groups && (() => setOpen(new Set(groups.map(({ key }) => key))))}
        onCloseAll={groups && open.size > 0 ? () => setOpen(new Set()) : null}
      />
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <LoadingState rows={1} height={200} />}
      {data && isTable && (
        <TimelineTable rows={rows} window={window} nameOf={(id) => accountName(accounts, id)} />
      )}
      {data && !isTable && (
        <>
          <TimelineChart
            {...{ lines, window, knownFromMs, nowMs, planned, shares, onToggle }}
            zooming={{ limits, onWindow }}
            maxHeight={MAX_HEIGHT}
            describe={(line, atMs) => describePlace(deps, line, atMs)}
            label={t(m.wholeLabel, {
              miners: rows.length,
              from: fmt.time(window.startMs, { nowMs }),
              to: fmt.time(window.endMs, { nowMs }),
              finding: findingText(snapshot),
            })}
          />
          <Legend
            accounts={accounts.filter(({ id }) => present.has(id) || accounts.length < 8)}
            rows={lines.length}
            miners={rows.length}
            isWhole
          />
          <Box sx={{ display: 'flex', columnGap: 2, flexWrap: 'wrap' }}>
            <Typography variant="caption" color="textSecondary">
              {t(m.howTo)}
            </Typography>
            {rows.length > MAX_MINERS_WITH_SHARES && (
              <Typography variant="caption" color="textSecondary">
                {t(m.noShares, { count: fmt.count(MAX_MINERS_WITH_SHARES) })}
              </Typography>
            )}
          </Box>
        </>
      )}
    </Paper>
  );
}
