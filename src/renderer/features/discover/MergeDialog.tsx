import Autocomplete from '@mui/material/Autocomplete';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogContentText from '@mui/material/DialogContentText';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import { useState } from 'react';

import type { MachineView } from '#shared/model/machine.ts';

import { t } from '../../i18n/t.ts';
import { nameOf } from './machine-view.ts';
import { discoverMessages as m } from './messages.ts';
import { useIdentityCommands } from './queries.ts';

interface Props {
  machine: MachineView;
  machines: ReadonlyMap<string, MachineView>;
  onClose: () => void;
}

function labelOf(machine: MachineView): string {
  return [nameOf(machine), machine.mac, machine.minerId].filter((part) => part !== null).join(' · ');
}

/** Says that two records are one machine: the other one goes into this one. */
export function MergeDialog({ machine, machines, onClose }: Props) {
  const { merge } = useIdentityCommands();
  const [from, setFrom] = useState<MachineView | null>(null);
  const others = [...machines.values()].filter(({ id }) => id !== machine.id);
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="merge-title">
      <DialogTitle id="merge-title">{t(m.mergeTitle, { name: nameOf(machine) })}</DialogTitle>
      <DialogContent>
        <DialogContentText sx={{ mb: 2 }}>{t(m.mergeText)}</DialogContentText>
        <Autocomplete
          options={others}
          value={from}
          onChange={(_event, value) => setFrom(value)}
          getOptionLabel={labelOf}
          getOptionKey={({ id }) => id}
          isOptionEqualToValue={(a, b) => a.id === b.id}
          renderInput={(params) => <TextField {...params} size="small" label={t(m.mergeWith)} autoFocus />}
        />
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t(m.cancel)}</Button>
        <Button
          variant="contained"
          disabled={from === null}
          onClick={() => {
            if (from) merge.mutate({ id: machine.id, fromId: from.id });
            onClose();
          }}
        >
          {t(m.mergeNow)}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
