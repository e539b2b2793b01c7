import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';

import { t } from '../../i18n/t.ts';
import { planMessages as m } from './messages.ts';

interface Props {
  changes: readonly string[];
  isRoundChanged: boolean;
  onApply: () => void;
  onClose: () => void;
}

/** Says what changes before it does. */
export function ApplyDialog({ changes, isRoundChanged, onApply, onClose }: Props) {
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="apply-title">
      <DialogTitle id="apply-title">{t(m.confirmTitle)}</DialogTitle>
      <DialogContent>
        <Box component="ul" sx={{ m: 0, pl: 2.5, display: 'grid', gap: 0.5 }}>
          {changes.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
          <li>{t(m.movesNow)}</li>
          {isRoundChanged && <li>{t(m.roundNow)}</li>}
        </Box>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t(m.cancel)}</Button>
        <Button
          variant="contained"
          autoFocus
          onClick={() => {
            onApply();
            onClose();
          }}
        >
          {t(m.applyNow)}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
