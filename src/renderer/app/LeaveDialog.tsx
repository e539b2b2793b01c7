import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { useSyncExternalStore } from 'react';

import { t } from '../i18n/t.ts';
import { frameMessages as m } from './messages.ts';
import { dropGuards } from './route.ts';
import { wantedAddress } from './use-unsaved.ts';

/** Asks before what was changed on a page is thrown away. */
export function LeaveDialog() {
  const hash = useSyncExternalStore(wantedAddress.subscribe, wantedAddress.get);
  return (
    <Dialog open={hash !== null} onClose={wantedAddress.drop} aria-labelledby="leave-title">
      <DialogTitle id="leave-title">{t(m.unsavedTitle)}</DialogTitle>
      <DialogContent>{t(m.unsavedText)}</DialogContent>
      <DialogActions>
        <Button
          color="error"
          onClick={() => {
            wantedAddress.drop();
            dropGuards();
            if (hash !== null) window.location.hash = hash;
          }}
        >
          {t(m.leave)}
        </Button>
        <Button variant="contained" autoFocus onClick={wantedAddress.drop}>
          {t(m.stay)}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
