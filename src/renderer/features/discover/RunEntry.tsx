import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { useState } from 'react';

import type { ChangeRun } from '#shared/model/machine.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t, translateSentence } from '../../i18n/t.ts';
import { useEngineNow } from '../../ui/use-now.ts';
import { useDiscoverActions } from './DiscoverActions.tsx';
import { failedIds, runProgress } from './machine-view.ts';
import { discoverMessages as m } from './messages.ts';
import { useRunCommands } from './queries.ts';
import { RunLines } from './RunLines.tsx';

const STATES: Readonly<Record<ChangeRun['state'], string>> = {
  running: m.runRunning,
  done: m.runDone,
  cancelled: m.runCancelled,
  stopped: m.runStopped,
};

/** One change of pools: how far it is, its machines, and what can be done about those that did not come. */
export function RunEntry({ run, isOpened }: { run: ChangeRun; isOpened: boolean }) {
  const nowMs = useEngineNow();
  const actions = useDiscoverActions();
  const { cancel } = useRunCommands();
  const [isToggled, setIsToggled] = useState(false);
  const isRunning = run.state === 'running';
  const isOpen = (isRunning || isOpened) !== isToggled;
  const progress = runProgress(run);
  const failed = isRunning ? [] : failedIds(run);
  const titleId = `run-${run.id}`;
  const title = t(run.kind === 'point' ? m.runPoint : m.runRestore, { count: progress.total });
  return (
    <Box
      component="li"
      aria-labelledby={titleId}
      sx={{ py: 1, '& + &': { borderTop: 1, borderColor: 'divider' } }}
    >
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
        <Typography variant="body2" sx={{ flex: '1 1 260px' }}>
          <strong id={titleId}>{title}</strong>{' '}
          {t(STATES[run.state], { time: fmt.time(run.endedAtMs ?? run.startedAtMs, { nowMs }) })}
          {' · '}
          {t(m.runCounts, {
            done: fmt.count(progress.done),
            total: fmt.count(progress.total),
            failed: fmt.count(progress.failed),
          })}
        </Typography>
        {isRunning && (
          <Button size="small" loading={cancel.isPending} onClick={() => cancel.mutate(run.id)}>
            {t(m.runCancel)}
          </Button>
        )}
        {failed.length > 0 && (
          <Button
            size="small"
            variant="outlined"
            onClick={() => (run.kind === 'point' ? actions.point(failed) : actions.restore(failed))}
          >
            {t(m.tryAgain, { count: failed.length })}
          </Button>
        )}
        <Button size="small" aria-expanded={isOpen} onClick={() => setIsToggled(!isToggled)}>
          {t(isOpen ? m.hideLines : m.showLines)}
        </Button>
      </Box>
      {isRunning && (
        <LinearProgress
          variant="determinate"
          value={progress.fraction * 100}
          aria-label={title}
          sx={{ my: 0.5 }}
        />
      )}
      {run.note !== null && (
        <Typography variant="body2" color="warning">
          {translateSentence(run.note)}
        </Typography>
      )}
      {isOpen && <RunLines run={run} />}
    </Box>
  );
}
