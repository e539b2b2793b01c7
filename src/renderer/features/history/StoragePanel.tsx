import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { useEngineNow } from '../../ui/use-now.ts';
import { ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { bytesText } from './bytes-text.ts';
import { historyMessages as m } from './messages.ts';
import { useStorage } from './queries.ts';

/** Words for what the engine calls the parts of the database. */
const GROUP_NAMES: Readonly<Record<string, string>> = {
  work: m.groupWork,
  charts: m.groupCharts,
  proofs: m.groupProofs,
  statements: m.groupStatements,
  allocation: m.groupAllocation,
  records: m.groupRecords,
  other: m.groupOther,
};

/** What the records take on the disk, how fast they grow, and how long they are kept. */
export function StoragePanel() {
  const { data, error, refetch } = useStorage();
  const nowMs = useEngineNow();
  const groups = data?.groups.flatMap(({ group, bytes }) => (bytes === null ? [] : [{ group, bytes }])) ?? [];
  return (
    <Paper variant="outlined" component="section" aria-labelledby="storage-title" sx={{ p: 1.5 }}>
      <Typography variant="h2" id="storage-title" gutterBottom>
        {t(m.storageTitle)}
      </Typography>
      {!data &&
        (error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <LoadingState rows={1} height={40} />
        ))}
      {data && (
        <>
          <Typography variant="body2">
            <strong>{t(m.storageSize, { size: bytesText(data.totalBytes) })}</strong>
            {' · '}
            {data.bytesPerMonth === null
              ? t(m.storageGrowthUnknown)
              : t(m.storageGrowth, { size: bytesText(data.bytesPerMonth) })}
            {' · '}
            {t(m.storageAt, { ago: fmt.ago(Math.max(nowMs - data.measuredAtMs, 0)) })}
          </Typography>
          {groups.length > 0 && (
            <Typography variant="body2" color="textSecondary">
              {groups
                .toSorted((a, b) => b.bytes - a.bytes)
                .map(({ group, bytes }) =>
                  t(m.storageGroup, { group: t(GROUP_NAMES[group] ?? group), size: bytesText(bytes) }),
                )
                .join(' · ')}
            </Typography>
          )}
          <Typography variant="body2" color="textSecondary">
            {t(m.storageKept, {
              minutes: fmt.count(data.keptDays.minutes),
              hours: fmt.count(data.keptDays.hours),
            })}
          </Typography>
        </>
      )}
    </Paper>
  );
}
