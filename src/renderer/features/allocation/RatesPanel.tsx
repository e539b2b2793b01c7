import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Typography from '@mui/material/Typography';
import { useMemo, useState } from 'react';

import type { Series } from '#shared/model/charts.ts';
import type { FarmSnapshot } from '#shared/model/snapshot.ts';

import { t } from '../../i18n/t.ts';
import { ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { useAccountLooks } from '../../ui/use-account-looks.tsx';
import { useEngineNow } from '../../ui/use-now.ts';
import { chartDataOf, isEmptyChart } from '../history/history-view.ts';
import { useFarmZone, useSeries } from '../history/queries.ts';
import { meanOf, totalsOf, bucketCount, type ChartMode } from '../history/series-view.ts';
import { findingOfChart, momentText } from '../history/series-words.ts';
import { SeriesChart } from '../history/SeriesChart.tsx';
import { SeriesLegend } from '../history/SeriesLegend.tsx';
import { SeriesTable } from '../history/SeriesTable.tsx';
import { useLineLooks } from '../history/use-line-looks.ts';
import { allocationMessages as m } from './messages.ts';
import { stackedTargets, targetRates } from './target-lines.ts';
import { ViewSwitch } from './ViewSwitch.tsx';

const DAY_MS = 86_400_000;
const REFRESH_MS = 5 * 60_000;
const POINTS = 288;

type Mode = Extract<ChartMode, 'stacked' | 'parts'>;

/** Hashrate by account over the last day, stacked, with what the quotas ask for. */
export function RatesPanel({ snapshot }: { snapshot: FarmSnapshot }) {
  const nowMs = useEngineNow();
  const [mode, setMode] = useState<Mode>('stacked');
  const [isTable, setIsTable] = useState(false);
  const toMs = Math.ceil(nowMs / REFRESH_MS) * REFRESH_MS;
  const { data, error, refetch } = useSeries({ by: 'account', fromMs: toMs - DAY_MS, toMs, points: POINTS });
  return (
    <Paper variant="outlined" component="section" aria-labelledby="rates-title" sx={{ p: 1.5, minWidth: 0 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap', mb: 1 }}>
        <Typography variant="h2" id="rates-title" sx={{ flex: '1 1 240px' }}>
          {t(m.ratesTitle)}
        </Typography>
        <ToggleButtonGroup
          size="small"
          exclusive
          value={mode}
          aria-label={t(m.unit)}
          onChange={(_event, next: Mode | null) => next && setMode(next)}
        >
          <ToggleButton value="stacked" sx={{ py: 0.25 }}>
            {t(m.asRate)}
          </ToggleButton>
          <ToggleButton value="parts" sx={{ py: 0.25 }}>
            {t(m.asPart)}
          </ToggleButton>
        </ToggleButtonGroup>
        <ViewSwitch isTable={isTable} onTable={setIsTable} />
      </Box>
      {!data &&
        (error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <LoadingState rows={1} height={240} />
        ))}
      {data && <Rates {...{ snapshot, mode, isTable }} series={data.series} />}
    </Paper>
  );
}

interface RatesProps {
  snapshot: FarmSnapshot;
  series: Series;
  mode: Mode;
  isTable: boolean;
}

function Rates({ snapshot, series, mode, isTable }: RatesProps) {
  const timeZone = useFarmZone();
  const accountLook = useAccountLooks();
  const lookOf = useLineLooks('account', snapshot);
  const order = snapshot.accounts.map(({ id }) => id).join(' ');
  const data = useMemo(() => {
    const ids = order.split(' ');
    // Accounts that are no more come last.
    const place = (id: string) => (ids.indexOf(id) + ids.length + 1) % (ids.length + 1);
    const lines = series.lines.toSorted((a, b) => place(a.id) - place(b.id));
    return chartDataOf({ ...series, lines }, lookOf);
  }, [series, lookOf, order]);
  if (isEmptyChart(data)) {
    return (
      <Typography variant="body2" color="textSecondary">
        {t(m.ratesNone)}
      </Typography>
    );
  }
  if (isTable) return <SeriesTable data={data} timeZone={timeZone} />;
  const whole = mode === 'parts' ? (meanOf(totalsOf(data, bucketCount(data))) ?? 1) : 1;
  const rates = targetRates(snapshot.accounts, snapshot.round);
  const targets = stackedTargets(
    data.lines.map(({ id }) => id),
    rates,
  ).map(({ id, value }) => ({ id, value: value / whole, ...accountLook(id) }));
  const window = {
    startMs: series.fromMs,
    endMs: Math.min(series.toMs, Math.max(snapshot.atMs, series.fromMs + 1)),
  };
  return (
    <>
      <SeriesChart
        {...{ data, window, mode, timeZone, targets }}
        height={240}
        label={t(m.ratesLabel, {
          from: momentText(window.startMs, timeZone),
          to: momentText(window.endMs, timeZone),
          finding: findingOfChart(data),
        })}
      />
      <SeriesLegend data={data} />
      {targets.length > 0 && (
        <Typography variant="caption" color="textSecondary" component="p">
          {t(m.targetNote)}
        </Typography>
      )}
    </>
  );
}
