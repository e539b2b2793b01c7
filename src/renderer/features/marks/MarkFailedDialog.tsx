import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import FormControl from '@mui/material/FormControl';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormLabel from '@mui/material/FormLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState, type ReactNode } from 'react';

import type { FailureReason } from '#shared/model/snapshot.ts';

import { t } from '../../i18n/t.ts';
import { markMessages as m } from './messages.ts';

const MAX_NOTE = 200;

interface Props {
  title: string;
  subtitle?: string;
  /** Says in figures what will happen: list items, or why they are not there. */
  children: ReactNode;
  hasReason?: boolean;
  onMark: (reason: FailureReason, note: string) => void;
  onClose: () => void;
}

/** Says what will happen before it does; the undo comes after, instead of a second question. */
export function MarkFailedDialog({ title, subtitle, children, hasReason = false, onMark, onClose }: Props) {
  const [reason, setReason] = useState<FailureReason>('failed');
  const [note, setNote] = useState('');
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="mark-title">
      <Box
        component="form"
        onSubmit={(event) => {
          event.preventDefault();
          onMark(reason, note.trim());
          onClose();
        }}
      >
        <DialogTitle id="mark-title">{title}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2 }}>
          {subtitle !== undefined && <Typography sx={{ overflowWrap: 'anywhere' }}>{subtitle}</Typography>}
          <Box component="section" aria-label={t(m.whatHappens)}>
            {children}
          </Box>
          {hasReason && (
            <FormControl>
              <FormLabel id="mark-reason">{t(m.reason)}</FormLabel>
              <RadioGroup
                row
                aria-labelledby="mark-reason"
                value={reason}
                onChange={(_event, value) => setReason(value as FailureReason)}
              >
                <FormControlLabel value="failed" control={<Radio />} label={t(m.failed)} />
                <FormControlLabel value="below-standard" control={<Radio />} label={t(m.belowStandard)} />
              </RadioGroup>
            </FormControl>
          )}
          <TextField
            label={t(m.note)}
            helperText={t(m.noteHint)}
            value={note}
            onChange={(event) => setNote(event.target.value)}
            slotProps={{ htmlInput: { maxLength: MAX_NOTE } }}
            autoFocus
            fullWidth
          />
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t(m.cancel)}</Button>
          <Button type="submit" variant="contained" color="error">
            {t(m.confirm)}
          </Button>
        </DialogActions>
      </Box>
    </Dialog>
  );
}
