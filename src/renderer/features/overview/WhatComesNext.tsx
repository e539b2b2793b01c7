import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';

import type { FarmSnapshot } from '#shared/model/snapshot.ts';

import { usePlan } from '../../api/queries.ts';
import { t, translateSentence } from '../../i18n/t.ts';
import { useEngineNow } from '../../ui/use-now.ts';
import { ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { nextLines } from './forecast-view.ts';
import { overviewMessages as m } from './messages.ts';

/** The first screen has place for so many. */
const MAX_SHOWN = 6;

/** The moves that the plan expects, each with its cause. */
export function WhatComesNext({ snapshot }: { snapshot: FarmSnapshot }) {
  const nowMs = useEngineNow();
  const { data, error, refetch } = usePlan();
  const lines = nextLines(data?.next ?? [], snapshot, nowMs);
  return (
    <Paper variant="outlined" component="section" aria-labelledby="next-title" sx={{ p: 1.5 }}>
      <Typography variant="h2" id="next-title" gutterBottom>
        {t(m.next)}
      </Typography>
      {!data &&
        (error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <LoadingState rows={2} height={36} />
        ))}
      {data && lines.length === 0 && (
        <Typography variant="body2" color="textSecondary">
          {t(m.nextNone)}
        </Typography>
      )}
      <Box component="ol" sx={{ m: 0, p: 0, listStyle: 'none', display: 'grid', gap: 1 }}>
        {lines.slice(0, MAX_SHOWN).map((line) => (
          <Box component="li" key={line.key} sx={{ display: 'flex', gap: 1 }}>
            <Typography variant="body2" sx={{ whiteSpace: 'nowrap', fontWeight: 600 }}>
              {line.time}
            </Typography>
            <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
              <Typography variant="body2">{line.text}</Typography>
              <Typography variant="caption" color="textSecondary">
                {translateSentence(line.cause)}
              </Typography>
            </Box>
          </Box>
        ))}
      </Box>
      {lines.length > MAX_SHOWN && (
        <Typography variant="caption" color="textSecondary">
          {t(m.nextMore, { count: lines.length - MAX_SHOWN })}
        </Typography>
      )}
    </Paper>
  );
}
