import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';

import { t } from '../../i18n/t.ts';
import { minerMessages as m } from './messages.ts';
import type { MinerRow } from './miners-view.ts';
import { useSetRoles } from './use-roles.ts';

/** What can be done with all chosen miners together. */
export function BulkBar({ chosen, onNone }: { chosen: readonly MinerRow[]; onNone: () => void }) {
  const setRoles = useSetRoles();
  return (
    <Paper
      variant="outlined"
      role="toolbar"
      aria-label={t(m.bulkLabel)}
      sx={{ display: 'flex', gap: 1, alignItems: 'center', flexWrap: 'wrap', px: 1.5, py: 0.5, mb: 1 }}
    >
      <Typography variant="body2" role="status" sx={{ mr: 1 }}>
        {t(m.selected, { count: chosen.length })}
      </Typography>
      <Button
        size="small"
        disabled={chosen.every(({ role }) => role === 'standby')}
        onClick={() => setRoles(chosen, 'standby')}
      >
        {t(m.makeStandby)}
      </Button>
      <Button
        size="small"
        disabled={chosen.every(({ role }) => role === 'active')}
        onClick={() => setRoles(chosen, 'active')}
      >
        {t(m.makeActive)}
      </Button>
      <Box sx={{ flex: 1 }} />
      <Button size="small" onClick={onNone}>
        {t(m.selectNone)}
      </Button>
    </Paper>
  );
}
