import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Typography from '@mui/material/Typography';
import { useMemo, useState } from 'react';

import type { FarmSnapshot } from '#shared/model/snapshot.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { useEngineNow } from '../../ui/use-now.ts';
import { Legend } from './Legend.tsx';
import { allocationMessages as m } from './messages.ts';
import {
  accountsInSpan,
  earliestMs,
  findingOf,
  fittingSpanMs,
  MINUTE_MS,
  rowsOf,
  SPANS_MS,
  type Band,
  type TimelineRow,
} from './timeline-view.ts';
import { TimelineChart } from './TimelineChart.tsx';
import { TimelineTable } from './TimelineTable.tsx';
import { useAllocation } from './use-allocation.ts';

/** The choice of a span that fits what is known. */
const FIT = 0;
const byName = new Intl.Collator('en', { numeric: true });

function spanText(spanMs: number): string {
  return spanMs >= 60 * MINUTE_MS ? t(m.hour) : t(m.minutes, { count: Math.round(spanMs / MINUTE_MS) });
}

/** Who worked for whom in the last hour, one row per miner, live. */
export function Timeline({ snapshot }: { snapshot: FarmSnapshot }) {
  const nowMs = useEngineNow();
  const { data, error, refetch } = useAllocation(snapshot);
  const [chosenSpanMs, setChosenSpanMs] = useState<number | null>(null);
  const [isTable, setIsTable] = useState(false);
  const names = JSON.stringify(snapshot.miners.map(({ id, name }) => ({ id, name })));
  const intervals = data?.intervals;
  const rows = useMemo(() => {
    const miners = (JSON.parse(names) as { id: string; name: string }[]).toSorted((a, b) =>
      byName.compare(a.name, b.name),
    );
    return rowsOf(miners, intervals ?? []);
  }, [names, intervals]);

  const knownFromMs = earliestMs(intervals ?? []) ?? nowMs;
  const spanMs = chosenSpanMs ?? fittingSpanMs(knownFromMs, nowMs);
  const startMs = nowMs - spanMs;
  const startMinuteMs = Math.floor(startMs / MINUTE_MS) * MINUTE_MS;
  const present = useMemo(() => accountsInSpan(rows, startMinuteMs), [rows, startMinuteMs]);
  const nameOf = (id: string) => snapshot.accounts.find((account) => account.id === id)?.name ?? id;

  function describe(row: TimelineRow, band: Band & { isGap: boolean }): string[] {
    const who = band.isGap
      ? t(m.notConnected)
      : band.accountId === null
        ? t(m.parked)
        : nameOf(band.accountId);
    const span = t(m.span, {
      from: fmt.time(band.fromMs, { withSeconds: true }),
      to: band.toMs === null ? t(m.ongoing) : fmt.time(band.toMs, { withSeconds: true }),
      duration: fmt.duration((band.toMs ?? nowMs) - band.fromMs),
    });
    const why = band.cause === '' ? [] : [t(m.why, { cause: band.cause })];
    return [`${row.name}: ${who}`, span, ...why];
  }

  const finding = findingOf(snapshot.miners);
  const findingText =
    finding.accountIds.length === 0
      ? t(m.findingNone)
      : finding.accountIds.length === 1
        ? t(m.findingOne, { count: finding.working, account: nameOf(finding.accountIds[0] ?? '') })
        : t(m.findingMany, { accounts: finding.accountIds.length });
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
        <ToggleButtonGroup
          size="small"
          exclusive
          value={isTable}
          aria-label={t(m.view)}
          onChange={(_event, value: boolean | null) => value !== null && setIsTable(value)}
        >
          <ToggleButton value={false} sx={{ py: 0.25 }}>
            {t(m.chart)}
          </ToggleButton>
          <ToggleButton value sx={{ py: 0.25 }}>
            {t(m.table)}
          </ToggleButton>
        </ToggleButtonGroup>
      </Box>
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <LoadingState rows={1} height={160} />}
      {data && isTable && <TimelineTable rows={rows} startMs={startMs} nameOf={nameOf} />}
      {data && !isTable && (
        <>
          <TimelineChart
            rows={rows}
            startMs={startMs}
            knownFromMs={knownFromMs}
            nowMs={nowMs}
            describe={describe}
            label={t(m.chartLabel, { miners: rows.length, span: spanText(spanMs), finding: findingText })}
          />
          <Legend
            accounts={snapshot.accounts.filter(({ id }) => present.has(id) || snapshot.accounts.length < 8)}
            rows={rows.length}
          />
        </>
      )}
    </Paper>
  );
}
