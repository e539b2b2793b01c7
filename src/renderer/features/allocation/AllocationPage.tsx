import Typography from '@mui/material/Typography';

import { useFarm } from '../../api/queries.ts';
import { t } from '../../i18n/t.ts';
import { ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { allocationMessages as m } from './messages.ts';
import { Timeline } from './Timeline.tsx';

/** Who works for whom: before now, now, and next. */
export function AllocationPage() {
  const { data, error, refetch } = useFarm();
  return (
    <>
      <Typography component="h1" variant="h1" sx={{ mb: 1 }}>
        {t(m.pageTitle)}
      </Typography>
      {!data && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <LoadingState />}
      {data && <Timeline snapshot={data.snapshot} />}
    </>
  );
}
