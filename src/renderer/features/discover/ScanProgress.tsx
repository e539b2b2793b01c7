import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';

import type { ScanView } from '#shared/model/machine.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t, translateSentence } from '../../i18n/t.ts';
import { useEngineNow } from '../../ui/use-now.ts';
import { discoverMessages as m } from './messages.ts';
import { isGoingOn, scanFraction } from './scan-view.ts';

const PHASES: Readonly<Record<ScanView['phase'], string>> = {
  sweep: m.phaseSweep,
  'second-pass': m.phaseSecond,
  identify: m.phaseIdentify,
  finished: m.phaseFinished,
};
const ENDS: Readonly<Record<'done' | 'cancelled' | 'failed', string>> = {
  done: m.scanDone,
  cancelled: m.scanCancelled,
  failed: m.scanFailed,
};

interface Props {
  scan: ScanView;
  onControl: (action: 'pause' | 'resume' | 'cancel') => void;
}

/** How far the scan is, in counts and time; once it is over, what came of it. */
export function ScanProgress({ scan, onControl }: Props) {
  return (
    <Box role="group" aria-label={t(m.scanProgress)} sx={{ mt: 1 }}>
      {isGoingOn(scan) ? <GoingOn scan={scan} onControl={onControl} /> : <Over scan={scan} />}
      {scan.note !== null && (
        <Typography variant="body2" color="warning" sx={{ mt: 0.5 }}>
          {translateSentence(scan.note)}
        </Typography>
      )}
    </Box>
  );
}

function GoingOn({ scan, onControl }: Props) {
  const fraction = scanFraction(scan);
  const isPaused = scan.state === 'paused';
  const phase = t(isPaused ? m.scanPaused : PHASES[scan.phase]);
  const left = scan.leftMs === null ? '' : t(m.scanLeft, { duration: fmt.duration(scan.leftMs) });
  return (
    <>
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
        <Typography variant="body2" sx={{ flex: '1 1 240px' }}>
          <strong>{phase}</strong> {left}
        </Typography>
        <Button size="small" onClick={() => onControl(isPaused ? 'resume' : 'pause')}>
          {t(isPaused ? m.resume : m.pause)}
        </Button>
        <Button size="small" onClick={() => onControl('cancel')}>
          {t(m.cancelScan)}
        </Button>
      </Box>
      <LinearProgress
        aria-label={phase}
        variant={fraction === null ? 'indeterminate' : 'determinate'}
        {...(fraction === null ? {} : { value: fraction * 100 })}
        sx={{ my: 0.75 }}
      />
      <Typography variant="body2" color="textSecondary">
        {t(m.scanCounts, {
          swept: fmt.count(scan.swept),
          addresses: fmt.count(scan.addresses),
          open: fmt.count(scan.open),
          miners: fmt.count(scan.miners),
          others: fmt.count(scan.otherDevices),
          sockets: fmt.count(scan.socketsNow),
        })}
      </Typography>
    </>
  );
}

function Over({ scan }: { scan: ScanView }) {
  const nowMs = useEngineNow();
  const end = scan.state === 'cancelled' || scan.state === 'failed' ? scan.state : 'done';
  const endedAtMs = scan.endedAtMs ?? scan.startedAtMs;
  return (
    <Typography variant="body2" color="textSecondary" role="status">
      {t(ENDS[end], {
        miners: t(m.minersFound, { count: scan.miners }),
        others: t(m.othersFound, { count: scan.otherDevices }),
        swept: fmt.count(scan.swept),
        took: fmt.duration(endedAtMs - scan.startedAtMs),
        time: fmt.time(endedAtMs, { nowMs }),
      })}
    </Typography>
  );
}
