import CloseIcon from '@mui/icons-material/Close';
import Box from '@mui/material/Box';
import Drawer from '@mui/material/Drawer';
import IconButton from '@mui/material/IconButton';
import Typography from '@mui/material/Typography';

import type { MachineView } from '#shared/model/machine.ts';

import { t } from '../../i18n/t.ts';
import { useDiscoverActions } from './DiscoverActions.tsx';
import { nameOf } from './machine-view.ts';
import { MachineDetails } from './MachineDetails.tsx';
import { discoverMessages as m } from './messages.ts';

/** One machine in full, also one that never mined here. */
export function MachineDrawer({ machine, onClose }: { machine: MachineView; onClose: () => void }) {
  const actions = useDiscoverActions();
  return (
    <Drawer
      anchor="right"
      open
      onClose={onClose}
      slotProps={{
        paper: {
          role: 'dialog',
          'aria-labelledby': 'machine-title',
          sx: { width: 'min(480px, 100vw)', p: 2 },
        },
      }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, mb: 1 }}>
        <Typography variant="h1" component="h2" id="machine-title" sx={{ flex: 1, overflowWrap: 'anywhere' }}>
          {nameOf(machine)}
        </Typography>
        <IconButton aria-label={t(m.close)} onClick={onClose} autoFocus>
          <CloseIcon fontSize="small" />
        </IconButton>
      </Box>
      <MachineDetails
        machine={machine}
        onPoint={() => actions.point([machine.id])}
        onRestore={() => actions.restore([machine.id])}
        onStopMining={(action) => actions.stopMining([machine], action)}
      />
    </Drawer>
  );
}
