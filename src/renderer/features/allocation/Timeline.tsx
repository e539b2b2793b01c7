import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Typography from '@mui/material/Typography';
import { useMemo, useState } from 'react';

import type { FarmSnapshot } from '#shared/model/snapshot.ts';

import { t } from '../../i18n/t.ts';
import { ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { useEngineNow } from '../../ui/use-now.ts';
import { accountName, describePlace } from './describe-place.ts';
import { Legend } from './Legend.tsx';
import { allocationMessages as m } from './messages.ts';
import { findingText, spanText } from './timeline-words.ts';
import { minerLines } from './timeline-groups.ts';
import { accountsInSpan, earliestMs, fittingSpanMs, MINUTE_MS, SPANS_MS } from './timeline-view.ts';
import { TimelineChart } from './TimelineChart.tsx';
import { TimelineTable } from './TimelineTable.tsx';
import { useAllocation } from './use-allocation.ts';
import { useTimelineRows } from './use-timeline-rows.ts';
import { ViewSwitch } from './ViewSwitch.tsx';

/** The choice of a span that fits what is known. */
const FIT = 0;

/** Who worked for whom in the last hour, one row per miner, live. */
export function Timeline({ snapshot }: { snapshot: FarmSnapshot }) {
  const nowMs = useEngineNow();
  const { data, error, refetch } = useAllocation(snapshot);
  const [chosenSpanMs, setChosenSpanMs] = useState<number | null>(null);
  const [isTable, setIsTable] = useState(false);
  const intervals = data?.intervals;
  const rows = useTimelineRows(snapshot.miners, intervals);
  const lines = useMemo(() => minerLines(rows), [rows]);

  const knownFromMs = earliestMs(intervals ?? []) ?? nowMs;
  const spanMs = chosenSpanMs ?? fittingSpanMs(knownFromMs, nowMs);
  const startMs = nowMs - spanMs;
  const window = { startMs, endMs: nowMs };
  const startMinuteMs = Math.floor(startMs / MINUTE_MS) * MINUTE_MS;
  const present = useMemo(() => accountsInSpan(rows, startMinuteMs), [rows, startMinuteMs]);
  const { accounts } = snapshot;
  return (
    <Paper
      variant="outlined"
      component="section"
      aria-labelledby="timeline-title"
      sx={{ p: 1.5, minWidth: 0 }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap', mb: 1 }}>
        <Typography variant="h2" id="timeline-title">
          {t(m.title)}
        </Typography>
        <Box sx={{ flex: 1 }} />
        <ToggleButtonGroup
          size="small"
          exclusive
          value={chosenSpanMs ?? FIT}
          aria-label={t(m.zoom)}
          onChange={(_event, value: number | null) =>
            value !== null && setChosenSpanMs(value === FIT ? null : value)
          }
        >
          <ToggleButton value={FIT} sx={{ py: 0.25 }}>
            {t(m.fit)}
          </ToggleButton>
          {SPANS_MS.map((span) => (
            <ToggleButton key={span} value={span} sx={{ py: 0.25 }}>
              {spanText(span)}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <ViewSwitch isTable={isTable} onTable={setIsTable} />
      </Box>
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <LoadingState rows={1} height={160} />}
      {data && isTable && (
        <TimelineTable rows={rows} window={window} nameOf={(id) => accountName(accounts, id)} />
      )}
      {data && !isTable && (
        <>
          <TimelineChart
            lines={lines}
            window={window}
            knownFromMs={knownFromMs}
            nowMs={nowMs}
            describe={(line, atMs) => describePlace({ accounts, knownFromMs, nowMs }, line, atMs)}
            label={t(m.chartLabel, {
              miners: rows.length,
              span: spanText(spanMs),
              finding: findingText(snapshot),
            })}
          />
          <Legend
            accounts={accounts.filter(({ id }) => present.has(id) || accounts.length < 8)}
            rows={rows.length}
            miners={rows.length}
          />
        </>
      )}
    </Paper>
  );
}
