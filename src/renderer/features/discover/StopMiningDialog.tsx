import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogContentText from '@mui/material/DialogContentText';
import DialogTitle from '@mui/material/DialogTitle';

import type { MachineView } from '#shared/model/machine.ts';

import { t } from '../../i18n/t.ts';
import { someNames } from '../marks/preview-view.ts';
import { nameOf } from './machine-view.ts';
import { discoverMessages as m } from './messages.ts';
import { useControl } from './use-control.ts';

interface Props {
  machines: readonly MachineView[];
  action: 'restart' | 'sleep';
  onClose: () => void;
}

/** Asks before machines stop mining. */
export function StopMiningDialog({ machines, action, onClose }: Props) {
  const control = useControl();
  const isRestart = action === 'restart';
  const values = { count: machines.length, names: someNames(machines.map((machine) => nameOf(machine))) };
  return (
    <Dialog open onClose={onClose} maxWidth="xs" aria-labelledby="stop-title" aria-describedby="stop-text">
      <DialogTitle id="stop-title">{t(isRestart ? m.restartTitle : m.sleepTitle, values)}</DialogTitle>
      <DialogContent>
        <DialogContentText id="stop-text">
          {t(isRestart ? m.restartText : m.sleepText, values)}
        </DialogContentText>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose} autoFocus>
          {t(m.cancel)}
        </Button>
        <Button
          variant="contained"
          color="error"
          onClick={() => {
            control.mutate({ machines, action });
            onClose();
          }}
        >
          {t(isRestart ? m.restart : m.sleep)}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
