import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import FormControlLabel from '@mui/material/FormControlLabel';
import Typography from '@mui/material/Typography';
import { useState } from 'react';

import type { ChangeRun, MachineView } from '#shared/model/machine.ts';

import { errorText } from '../../api/error-text.ts';
import { t } from '../../i18n/t.ts';
import { someNames } from '../marks/preview-view.ts';
import { isForeign, nameOf, restorable } from './machine-view.ts';
import { discoverMessages as m } from './messages.ts';
import { useRunCommands } from './queries.ts';
import { UnseenConsent } from './UnseenConsent.tsx';

interface Props {
  machineIds: readonly string[];
  machines: ReadonlyMap<string, MachineView>;
  onStarted: (run: ChangeRun) => void;
  onClose: () => void;
}

/** Puts previous pools back, and asks first where somebody else has changed them since. */
export function RestoreDialog({ machineIds, machines, onStarted, onClose }: Props) {
  const { restore } = useRunCommands();
  const [accepts, setAccepts] = useState(false);
  const [overwriteChanged, setOverwriteChanged] = useState(false);
  const chosen = machineIds.flatMap((id) => machines.get(id) ?? []);
  const can = restorable(chosen);
  const foreign = can.filter(({ point }) => isForeign(point));
  const start = () =>
    restore.mutate(
      { machineIds: can.map(({ id }) => id), acceptsUnseen: true, overwriteChanged },
      { onSuccess: onStarted },
    );
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="restore-title">
      <Box
        component="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (accepts && can.length > 0) start();
        }}
      >
        <DialogTitle id="restore-title">{t(m.restoreTitle, { count: machineIds.length })}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2 }}>
          <Typography variant="body2">
            {can.length === 0
              ? t(m.restoreNone)
              : t(m.restoreText, { names: someNames(can.map((machine) => nameOf(machine))) })}
          </Typography>
          {foreign.length > 0 && (
            <Alert severity="warning" variant="outlined" role="group" aria-label={t(m.foreignLabel)}>
              {t(m.foreign, { count: foreign.length, names: someNames(foreign.map((one) => nameOf(one))) })}
              <FormControlLabel
                control={
                  <Checkbox
                    checked={overwriteChanged}
                    onChange={(_event, checked) => setOverwriteChanged(checked)}
                  />
                }
                label={t(m.overwrite)}
              />
            </Alert>
          )}
          {can.length > 0 && <UnseenConsent accepts={accepts} onAccept={setAccepts} />}
          {restore.isError && <Alert severity="error">{errorText(restore.error)}</Alert>}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose} autoFocus>
            {t(m.cancel)}
          </Button>
          <Button
            type="submit"
            variant="contained"
            disabled={!accepts || can.length === 0}
            loading={restore.isPending}
          >
            {t(m.restoreNow, { count: can.length })}
          </Button>
        </DialogActions>
      </Box>
    </Dialog>
  );
}
