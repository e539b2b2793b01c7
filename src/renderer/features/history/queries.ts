import { keepPreviousData, skipToken, useMutation, useQuery } from '@tanstack/react-query';

import type { SeriesRequestInput } from '#shared/model/charts.ts';

import { useFarmClient } from '../../api/client.ts';
import { errorText } from '../../api/error-text.ts';
import { usePlanSettings } from '../../api/queries.ts';
import { t } from '../../i18n/t.ts';
import { saveFile } from '../../ui/save-file.ts';
import { useToasts } from '../../ui/Toasts.tsx';
import { historyMessages as m } from './messages.ts';

const MINUTE_MS = 60_000;

/** Hashrates over time, with the question they answer; the last answer stays on screen until the next is there. */
export function useSeries(request: SeriesRequestInput | null) {
  const client = useFarmClient();
  return useQuery({
    queryKey: ['series', request],
    staleTime: MINUTE_MS,
    placeholderData: keepPreviousData,
    queryFn: request
      ? async ({ signal }) => ({ request, series: await client.charts.series(request, { signal }) })
      : skipToken,
  });
}

/** Saves the chart as a CSV file. */
export function useExportSeries() {
  const client = useFarmClient();
  const toasts = useToasts();
  return useMutation({
    mutationFn: (request: SeriesRequestInput) => client.charts.exportSeries(request),
    onSuccess: (file) => {
      saveFile(file);
      toasts.show({ text: t(m.saved, { file: file.fileName }) });
    },
    onError: (error) => toasts.show({ text: errorText(error) }),
  });
}

/** What the database holds. */
export function useStorage() {
  const client = useFarmClient();
  return useQuery({
    queryKey: ['storage'],
    staleTime: 5 * MINUTE_MS,
    queryFn: ({ signal }) => client.charts.storage(undefined, { signal }),
  });
}

/** The time zone of the farm, in which days begin; undefined until it is known. */
export function useFarmZone(): string | undefined {
  return usePlanSettings().data?.round.timeZone;
}
