import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';

import { t } from '../../i18n/t.ts';
import { useDiscoverActions } from './DiscoverActions.tsx';
import { pointable, restorable, type MachineRow } from './machine-view.ts';
import { discoverMessages as m } from './messages.ts';
import { useControl } from './use-control.ts';

/** What can be done with all chosen machines together. Orders go only to those that know them. */
export function MachineBulkBar({ chosen, onNone }: { chosen: readonly MachineRow[]; onNone: () => void }) {
  const actions = useDiscoverActions();
  const control = useControl();
  const toPoint = pointable(chosen);
  const toRestore = restorable(chosen);
  const canBlink = chosen.filter(({ controls }) => controls.blink);
  const canRestart = chosen.filter(({ controls }) => controls.restart);
  const ids = (machines: readonly { id: string }[]) => machines.map(({ id }) => id);
  const cannot = chosen.filter(({ pointable: can }) => can !== true).length;
  return (
    <Paper
      variant="outlined"
      role="toolbar"
      aria-label={t(m.bulkLabel)}
      sx={{ display: 'flex', gap: 1, alignItems: 'center', flexWrap: 'wrap', px: 1.5, py: 0.5, mb: 1 }}
    >
      <Typography variant="body2" role="status" sx={{ mr: 1 }}>
        {t(m.selected, { count: chosen.length })}
        {cannot > 0 && ` · ${t(m.selectedCannot, { count: cannot })}`}
      </Typography>
      <Button
        size="small"
        variant="contained"
        disabled={toPoint.length === 0}
        onClick={() => actions.point(ids(chosen))}
      >
        {t(m.pointHere)}
      </Button>
      <Button size="small" disabled={toRestore.length === 0} onClick={() => actions.restore(ids(toRestore))}>
        {t(m.restore)}
      </Button>
      <Button
        size="small"
        disabled={canBlink.length === 0}
        onClick={() => control.mutate({ machines: canBlink, action: 'blink-on' })}
      >
        {t(m.blink)}
      </Button>
      <Button
        size="small"
        disabled={canBlink.length === 0}
        onClick={() => control.mutate({ machines: canBlink, action: 'blink-off' })}
      >
        {t(m.blinkStop)}
      </Button>
      <Button
        size="small"
        disabled={canRestart.length === 0}
        onClick={() => actions.stopMining(canRestart, 'restart')}
      >
        {t(m.restart)}
      </Button>
      <Box sx={{ flex: 1 }} />
      <Button size="small" onClick={onNone}>
        {t(m.selectNone)}
      </Button>
    </Paper>
  );
}
