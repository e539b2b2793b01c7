import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import { useState } from 'react';

import type { ChangeRun } from '#shared/model/machine.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { discoverMessages as m } from './messages.ts';
import { RunEntry } from './RunEntry.tsx';

const FEW = 3;

interface Props {
  runs: readonly ChangeRun[];
  /** Shown with its lines from the start. */
  opened: string | null;
}

/** Changes of pools that go on or are over, newest first; they outlive a reload. */
export function RunsPanel({ runs, opened }: Props) {
  const [isWhole, setIsWhole] = useState(false);
  if (runs.length === 0) return null;
  const shown = runs.filter(
    ({ id, state }, index) => isWhole || index < FEW || state === 'running' || id === opened,
  );
  return (
    <Paper variant="outlined" component="section" aria-labelledby="runs-title" sx={{ p: 1.5, mb: 1.5 }}>
      <Typography variant="h2" id="runs-title">
        {t(m.runs)}
      </Typography>
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }}>
        {shown.map((run) => (
          <RunEntry key={run.id} run={run} isOpened={run.id === opened} />
        ))}
      </Box>
      {shown.length < runs.length && (
        <Button size="small" onClick={() => setIsWhole(true)}>
          {t(m.showAll, { count: fmt.count(runs.length) })}
        </Button>
      )}
    </Paper>
  );
}
