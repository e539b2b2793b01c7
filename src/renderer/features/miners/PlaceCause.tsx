import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';

import { usePlan } from '../../api/queries.ts';
import { fmt } from '../../i18n/fmt.ts';
import { t, translateSentence } from '../../i18n/t.ts';
import { useEngineNow } from '../../ui/use-now.ts';
import { ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { minerMessages as m } from './messages.ts';

/** Why the miner works where it does, and since when. */
export function PlaceCause({ minerId }: { minerId: string }) {
  const nowMs = useEngineNow();
  const { data, error, refetch } = usePlan();
  const place = data?.map.find((entry) => entry.minerId === minerId);
  const text = () => {
    if (!place || place.cause === '') return t(m.placeUnknown);
    const cause = translateSentence(place.cause);
    if (place.sinceMs === null) return cause;
    const time = fmt.time(place.sinceMs, { withSeconds: true, nowMs });
    return t(m.placeSince, { cause, time, ago: fmt.ago(Math.max(nowMs - place.sinceMs, 0)) });
  };
  return (
    <Box component="section" aria-labelledby="place-title" sx={{ mb: 2 }}>
      <Typography variant="h3" id="place-title" gutterBottom>
        {t(m.place)}
      </Typography>
      {data ? (
        <Typography variant="body2">{text()}</Typography>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <LoadingState rows={1} height={20} />
      )}
    </Box>
  );
}
