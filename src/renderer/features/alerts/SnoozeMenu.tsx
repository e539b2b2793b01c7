import ArrowIcon from '@mui/icons-material/ArrowDropDown';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useState } from 'react';

import { t } from '../../i18n/t.ts';
import { fieldTime, readSnooze, snoozeChoices, tomorrowMorning } from './alerts-view.ts';
import { alertMessages as m } from './messages.ts';

interface Props {
  title: string;
  nowMs: number;
  onSnooze: (untilMs: number) => void;
}

/** For how long nothing is told about a cause. */
export function SnoozeMenu({ title, nowMs, onSnooze }: Props) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [isChoosing, setIsChoosing] = useState(false);
  const choose = (untilMs: number) => {
    setAnchor(null);
    setIsChoosing(false);
    onSnooze(untilMs);
  };
  return (
    <>
      <Button
        size="small"
        endIcon={<ArrowIcon />}
        aria-label={t(m.snoozeOf, { title })}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        {t(m.snooze)}
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {snoozeChoices(nowMs).map(({ text, untilMs }) => (
          <MenuItem key={text} onClick={() => choose(untilMs)}>
            {text}
          </MenuItem>
        ))}
        <MenuItem
          onClick={() => {
            setAnchor(null);
            setIsChoosing(true);
          }}
        >
          {t(m.snoozeUntil)}
        </MenuItem>
      </Menu>
      {isChoosing && <SnoozeDialog nowMs={nowMs} onChoose={choose} onClose={() => setIsChoosing(false)} />}
    </>
  );
}

interface DialogProps {
  nowMs: number;
  onChoose: (untilMs: number) => void;
  onClose: () => void;
}

function SnoozeDialog({ nowMs, onChoose, onClose }: DialogProps) {
  const [text, setText] = useState(() => fieldTime(tomorrowMorning(nowMs)));
  const [isTried, setIsTried] = useState(false);
  const read = readSnooze(text, nowMs);
  const error = isTried && 'error' in read ? read.error : undefined;
  return (
    <Dialog open onClose={onClose} aria-labelledby="snooze-title">
      <Box
        component="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setIsTried(true);
          if ('untilMs' in read) onChoose(read.untilMs);
        }}
      >
        <DialogTitle id="snooze-title">{t(m.snoozeDialog)}</DialogTitle>
        <DialogContent sx={{ pt: '8px !important' }}>
          <TextField
            type="datetime-local"
            label={t(m.snoozeTime)}
            value={text}
            onChange={(event) => setText(event.target.value)}
            error={error !== undefined}
            helperText={error}
            slotProps={{ inputLabel: { shrink: true } }}
            autoFocus
            fullWidth
          />
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t(m.cancel)}</Button>
          <Button type="submit" variant="contained">
            {t(m.snooze)}
          </Button>
        </DialogActions>
      </Box>
    </Dialog>
  );
}
