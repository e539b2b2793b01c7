import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { minerMessages as m } from './messages.ts';
import type { MinerRow } from './miners-view.ts';
import { useMinerCommands } from './use-commands.ts';

/** What can be done with all chosen miners together. */
export function BulkBar({ chosen, onNone }: { chosen: readonly MinerRow[]; onNone: () => void }) {
  const commands = useMinerCommands(chosen);
  return (
    <Paper
      variant="outlined"
      role="toolbar"
      aria-label={t(m.bulkLabel)}
      sx={{ display: 'flex', gap: 0.5, alignItems: 'center', flexWrap: 'wrap', px: 1.5, py: 0.5, mb: 1 }}
    >
      <Typography variant="body2" role="status" sx={{ mr: 1 }}>
        {t(m.selected, { count: chosen.length, n: fmt.count(chosen.length) })}
      </Typography>
      {commands.map(({ key, text, isDisabled, run }) => (
        <Button key={key} size="small" disabled={isDisabled} onClick={run}>
          {text}
        </Button>
      ))}
      <Box sx={{ flex: 1 }} />
      <Button size="small" onClick={onNone}>
        {t(m.selectNone)}
      </Button>
    </Paper>
  );
}
