import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';

import type { FarmSnapshot } from '#shared/model/snapshot.ts';

import { useFarmClient } from '../../api/client.ts';
import { errorText } from '../../api/error-text.ts';
import { t } from '../../i18n/t.ts';
import { markMessages as m } from './messages.ts';
import { marksPreviewSentences, previewSentences } from './preview-view.ts';

/** The farm goes on while the dialog is open: the figures are asked for again this often. */
const REFRESH_MS = 5000;

/** What will happen, and that the mark stays. */
export function Consequences({ sentences }: { sentences: readonly string[] }) {
  return (
    <Box component="ul" sx={{ m: 0, pl: 2.5, display: 'grid', gap: 0.5 }}>
      {sentences.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
      <li>{t(m.stays)}</li>
    </Box>
  );
}

/** What the engine says would happen if this miner were marked failed now. */
export function MinerPreview({ minerId, snapshot }: { minerId: string; snapshot: FarmSnapshot }) {
  const client = useFarmClient();
  const preview = useQuery({
    queryKey: ['preview', minerId],
    queryFn: ({ signal }) => client.miners.previewMark({ id: minerId }, { signal }),
    refetchInterval: REFRESH_MS,
    gcTime: 0,
  });
  return <Preview query={preview} sentencesOf={(data) => previewSentences(data, snapshot)} />;
}

/** What the engine says would happen if all these miners were marked failed now, together. */
export function MinersPreview({
  minerIds,
  snapshot,
}: {
  minerIds: readonly string[];
  snapshot: FarmSnapshot;
}) {
  const client = useFarmClient();
  const preview = useQuery({
    queryKey: ['preview', minerIds],
    queryFn: ({ signal }) => client.miners.previewMarks({ ids: [...minerIds] }, { signal }),
    refetchInterval: REFRESH_MS,
    gcTime: 0,
  });
  return <Preview query={preview} sentencesOf={(data) => marksPreviewSentences(data, snapshot)} />;
}

interface PreviewProps<T> {
  query: UseQueryResult<T>;
  sentencesOf: (data: T) => string[];
}

function Preview<T>({ query: { data, error, refetch }, sentencesOf }: PreviewProps<T>) {
  if (data !== undefined) return <Consequences sentences={sentencesOf(data)} />;
  if (error) {
    return (
      <Alert
        severity="warning"
        variant="outlined"
        action={
          <Button color="inherit" size="small" onClick={() => void refetch()}>
            {t(m.previewRetry)}
          </Button>
        }
      >
        {t(m.previewFailed, { why: errorText(error) })}
      </Alert>
    );
  }
  return (
    <Box role="status" aria-label={t(m.previewing)}>
      <Skeleton />
      <Skeleton />
      <Skeleton width="60%" />
    </Box>
  );
}
