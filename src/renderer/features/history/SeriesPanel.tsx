import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import { useMemo } from 'react';

import type { Series, SeriesRequestInput } from '#shared/model/charts.ts';
import type { FarmSnapshot } from '#shared/model/snapshot.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { useEngineNow } from '../../ui/use-now.ts';
import { EmptyState, ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import type { TimeWindow } from '../allocation/time-window.ts';
import {
  chartDataOf,
  isEmptyChart,
  MAX_CHART_MINERS,
  MIN_SPAN_MS,
  requestOf,
  shownWindow,
  type HistoryChoice,
} from './history-view.ts';
import { historyMessages as m } from './messages.ts';
import { useExportSeries, useFarmZone, useSeries } from './queries.ts';
import { findingOfChart, momentText } from './series-words.ts';
import { SeriesChart } from './SeriesChart.tsx';
import { SeriesHead } from './SeriesHead.tsx';
import { SeriesLegend } from './SeriesLegend.tsx';
import { SeriesTable } from './SeriesTable.tsx';
import { SeriesTools } from './SeriesTools.tsx';
import { useLineLooks } from './use-line-looks.ts';

const YEARS_MS = 20 * 365 * 86_400_000;

interface Props {
  snapshot: FarmSnapshot;
  choice: HistoryChoice;
  onChange: (change: Partial<HistoryChoice>) => void;
}

/** The chart with everything that chooses what it shows. */
export function SeriesPanel({ snapshot, choice, onChange }: Props) {
  const nowMs = useEngineNow();
  const request = requestOf(choice, nowMs);
  const { data, error, refetch, isPlaceholderData } = useSeries(request);
  const exporting = useExportSeries();
  const answer = data && data.request.by === choice.by ? data : undefined;
  const window = answer ? shownWindow(answer.series, answer.request) : null;
  const limits = { startMs: nowMs - YEARS_MS, endMs: nowMs, minSpanMs: MIN_SPAN_MS };
  const onWindow = (next: TimeWindow) => onChange({ window: next });
  return (
    <Paper variant="outlined" component="section" aria-labelledby="series-title" sx={{ p: 1.5, minWidth: 0 }}>
      <SeriesHead
        choice={choice}
        onChange={onChange}
        onExport={request ? () => exporting.mutate(request) : null}
        isExporting={exporting.isPending}
      />
      <SeriesTools {...{ snapshot, choice, onChange, window, limits }} />
      {!request && (
        <EmptyState title={t(m.pickFirst)}>{t(m.pickFirstText, { count: MAX_CHART_MINERS })}</EmptyState>
      )}
      {request && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {request && !answer && !error && <LoadingState rows={1} height={280} />}
      {request && answer && window && (
        <Box sx={{ opacity: isPlaceholderData ? 0.6 : 1 }} aria-busy={isPlaceholderData}>
          <Answer {...{ snapshot, choice, window, ...answer }} zooming={{ limits, onWindow }} />
        </Box>
      )}
    </Paper>
  );
}

interface AnswerProps {
  snapshot: FarmSnapshot;
  choice: HistoryChoice;
  request: SeriesRequestInput;
  series: Series;
  window: TimeWindow;
  zooming: Parameters<typeof SeriesChart>[0]['zooming'];
}

function Answer({ snapshot, choice, series, window, zooming }: AnswerProps) {
  const timeZone = useFarmZone();
  const lookOf = useLineLooks(choice.by, snapshot);
  const data = useMemo(() => chartDataOf(series, lookOf), [series, lookOf]);
  if (isEmptyChart(data)) return <EmptyState title={t(m.empty)}>{t(m.emptyText)}</EmptyState>;
  const bucket = fmt.duration(series.bucketMs);
  const hasBand = choice.mode === 'lines' && !choice.isTable && data.lines.some(({ min }) => min !== null);
  const notes = [
    series.resolutionMs === series.bucketMs
      ? t(m.keptSame, { bucket })
      : t(m.kept, { bucket, resolution: fmt.duration(series.resolutionMs) }),
    ...(hasBand ? [t(m.band)] : []),
    ...(timeZone === undefined ? [] : [t(m.zone, { zone: timeZone })]),
    ...(choice.isTable ? [] : [t(m.howTo)]),
  ];
  return (
    <>
      {choice.isTable ? (
        <SeriesTable data={data} timeZone={timeZone} />
      ) : (
        <SeriesChart
          {...{ data, window, timeZone }}
          mode={choice.mode}
          {...(zooming ? { zooming } : {})}
          label={t(m.chartLabel, {
            from: momentText(window.startMs, timeZone),
            to: momentText(window.endMs, timeZone),
            finding: findingOfChart(data),
          })}
        />
      )}
      <SeriesLegend data={data} />
      <Typography variant="caption" color="textSecondary" component="p" sx={{ mt: 0.5 }}>
        {notes.join(' ')}
      </Typography>
    </>
  );
}
