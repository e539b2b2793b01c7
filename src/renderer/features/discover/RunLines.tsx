import BlockIcon from '@mui/icons-material/Block';
import CheckCircleIcon from '@mui/icons-material/CheckCircle';
import HourglassIcon from '@mui/icons-material/HourglassEmpty';
import ReportIcon from '@mui/icons-material/ReportProblemOutlined';
import SyncIcon from '@mui/icons-material/Sync';
import UndoIcon from '@mui/icons-material/Undo';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';

import type { ChangeLine, ChangeRun, ChangeStep } from '#shared/model/machine.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t, translateSentence } from '../../i18n/t.ts';
import type { StateLook } from '../../ui/state-looks.tsx';
import { useDiscoverActions } from './DiscoverActions.tsx';
import { nameOf, telling } from './machine-view.ts';
import { discoverMessages as m } from './messages.ts';
import { useMachines } from './queries.ts';

const STEPS: Readonly<Record<ChangeStep, StateLook>> = {
  waiting: { word: m.stepWaiting, tone: 'default', Icon: HourglassIcon },
  reading: { word: m.stepReading, tone: 'info', Icon: SyncIcon },
  writing: { word: m.stepWriting, tone: 'info', Icon: SyncIcon },
  checking: { word: m.stepChecking, tone: 'info', Icon: SyncIcon },
  'awaiting-share': { word: m.stepShare, tone: 'info', Icon: HourglassIcon },
  done: { word: m.stepDone, tone: 'success', Icon: CheckCircleIcon },
  'rolling-back': { word: m.stepRollingBack, tone: 'warning', Icon: UndoIcon },
  'rolled-back': { word: m.stepRolledBack, tone: 'warning', Icon: UndoIcon },
  failed: { word: m.stepFailed, tone: 'error', Icon: ReportIcon },
  cancelled: { word: m.stepCancelled, tone: 'default', Icon: BlockIcon },
};
const MOST = 100;

/** The machines of a run. Of many, those that tell something; all of them on demand. */
export function RunLines({ run }: { run: ChangeRun }) {
  const [isWhole, setIsWhole] = useState(false);
  const machines = useMachines().data ?? [];
  const restorable = new Set(machines.flatMap(({ id, canRestore }) => (canRestore ? [id] : [])));
  const lines = isWhole ? run.lines : telling(run).slice(0, MOST);
  const isOver = run.state !== 'running';
  return (
    <>
      <Box component="ul" aria-label={t(m.runLines)} sx={{ m: 0, mt: 0.5, p: 0, listStyle: 'none' }}>
        {lines.map((line) => (
          <Line key={line.machineId} line={line} canRestore={isOver && restorable.has(line.machineId)} />
        ))}
      </Box>
      {lines.length < run.lines.length && (
        <Button size="small" onClick={() => setIsWhole(true)}>
          {t(m.showAllMachines, { count: fmt.count(run.lines.length) })}
        </Button>
      )}
    </>
  );
}

function Line({ line, canRestore }: { line: ChangeLine; canRestore: boolean }) {
  const actions = useDiscoverActions();
  const { step, isCanary, text, pools } = line;
  const { Icon, tone, word } = STEPS[step];
  const hasGoneWrong = step === 'failed' || step === 'rolled-back';
  return (
    <Box component="li" sx={{ display: 'flex', gap: 1, py: 0.5, alignItems: 'flex-start', flexWrap: 'wrap' }}>
      <Icon
        fontSize="small"
        sx={{ color: tone === 'default' ? 'text.secondary' : `${tone}.main`, mt: 0.125 }}
      />
      <Box sx={{ flex: '1 1 260px', minWidth: 0 }}>
        <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
          <strong>{nameOf(line)}</strong>
          {isCanary && ` ${t(m.first)}`} {t(word)}
          {text !== null && `: ${translateSentence(text)}`}
        </Typography>
        {hasGoneWrong && pools.length > 0 && (
          <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
            {t(m.hasNow, { pools: fmt.list(pools.map(({ url, user }) => t(m.poolOf, { url, user }))) })}
          </Typography>
        )}
      </Box>
      {hasGoneWrong && canRestore && (
        <Button size="small" onClick={() => actions.restore([line.machineId])}>
          {t(m.restore)}
        </Button>
      )}
    </Box>
  );
}
