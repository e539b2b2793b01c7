import PauseIcon from '@mui/icons-material/PauseCircleOutlined';
import PinIcon from '@mui/icons-material/PushPin';
import PinOutlinedIcon from '@mui/icons-material/PushPinOutlined';
import SwapIcon from '@mui/icons-material/SwapHoriz';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { useMemo, useState } from 'react';

import type { StandIn } from '#shared/model/planning.ts';
import type { FarmSnapshot, MinerView } from '#shared/model/snapshot.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { useEngineNow } from '../../ui/use-now.ts';
import { markMessages } from '../marks/messages.ts';
import { someNames } from '../marks/preview-view.ts';
import { useMarkMiner } from '../marks/use-marks.ts';
import { minerMessages as m } from './messages.ts';
import { standbySummary, standInLine, type StandInLine } from './standby-view.ts';
import { usePinStandIns } from './use-roles.ts';

/** More stand-ins than this are folded. */
const FEW = 2;

/** Who is standby, and who stands in for whom since when and why. */
export function StandbySection({
  snapshot,
  standIns,
}: {
  snapshot: FarmSnapshot;
  standIns: readonly StandIn[];
}) {
  const nowMs = useEngineNow();
  const [isWhole, setIsWhole] = useState(false);
  const summary = useMemo(() => standbySummary(snapshot.miners, standIns), [snapshot.miners, standIns]);
  const shown = isWhole ? standIns : standIns.slice(0, FEW);
  return (
    <Paper
      variant="outlined"
      component="section"
      aria-labelledby="standby-title"
      sx={{ px: 1.5, py: 1, mb: 1.5 }}
    >
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
        <PauseIcon fontSize="small" color="info" />
        <Typography variant="h2" id="standby-title">
          {t(m.standbyTitle)}
        </Typography>
        <Typography variant="body2" color="textSecondary" sx={{ flex: '1 1 200px' }}>
          {summary.all.length === 0
            ? t(m.standbyNone)
            : t(m.standbySummary, {
                count: summary.all.length,
                hashrate: fmt.hashrate(summary.hashrate),
                ready: fmt.count(summary.ready.length),
              })}
        </Typography>
      </Box>
      {summary.all.length > 0 && <Names ready={summary.ready} notReady={summary.notReady} />}
      <Box component="ul" sx={{ m: 0, p: 0 }}>
        {shown.map((standIn) => (
          <StandInEntry key={standIn.forMinerId} line={standInLine(standIn, snapshot, nowMs)} />
        ))}
      </Box>
      {standIns.length > FEW && !isWhole && (
        <Button size="small" onClick={() => setIsWhole(true)}>
          {t(m.showAllStandIns, { count: fmt.count(standIns.length) })}
        </Button>
      )}
    </Paper>
  );
}

function Names({ ready, notReady }: { ready: readonly MinerView[]; notReady: readonly MinerView[] }) {
  const named = (miners: readonly MinerView[]) => someNames(miners.map(({ name }) => name));
  const parts = [
    ...(ready.length > 0 ? [t(m.standbyReady, { names: named(ready) })] : []),
    ...(notReady.length > 0 ? [t(m.standbyNotReady, { names: named(notReady) })] : []),
  ];
  if (parts.length === 0) return null;
  return (
    <Typography variant="body2" sx={{ mt: 0.5 }}>
      {parts.join(' · ')}
    </Typography>
  );
}

function StandInEntry({ line }: { line: StandInLine }) {
  const mark = useMarkMiner();
  const pin = usePinStandIns();
  const { lost, lostName, pinned } = line;
  return (
    <Box
      component="li"
      sx={{
        display: 'flex',
        gap: 1,
        mt: 0.5,
        pt: 0.5,
        borderTop: 1,
        borderColor: 'divider',
        alignItems: 'center',
        flexWrap: 'wrap',
      }}
    >
      <SwapIcon fontSize="small" sx={{ color: 'warning.main' }} />
      <Box sx={{ flex: '1 1 240px', minWidth: 0 }}>
        <Typography variant="body2">
          {line.text}{' '}
          <Box component="span" sx={{ color: 'text.secondary' }}>
            {line.why}
          </Box>
        </Typography>
      </Box>
      <Box sx={{ display: 'flex', gap: 1 }}>
        <Tooltip describeChild title={t(m.pinHint, { lost: lostName })}>
          <Button
            size="small"
            startIcon={pinned ? <PinIcon /> : <PinOutlinedIcon />}
            loading={pin.isPending}
            onClick={() => pin.mutate({ id: line.id, pinned: !pinned })}
          >
            {t(pinned ? m.unpin : m.pin)}
          </Button>
        </Tooltip>
        {lost?.markedFailed && (
          <Button size="small" variant="outlined" onClick={() => mark(lost, { failed: false })}>
            {t(markMessages.putBack)} {lostName}
          </Button>
        )}
      </Box>
    </Box>
  );
}
