import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useState } from 'react';

import { goTo } from '../../app/route.ts';
import { t } from '../../i18n/t.ts';
import { MachineDetails } from '../discover/MachineDetails.tsx';
import { discoverMessages as m } from '../discover/messages.ts';
import { useMachines } from '../discover/queries.ts';
import { StopMiningDialog } from '../discover/StopMiningDialog.tsx';

/** What the machine behind a miner says of itself, with its controls; nothing where no machine is known. */
export function MachineSection({ minerId }: { minerId: string }) {
  const [stopping, setStopping] = useState<'restart' | 'sleep' | null>(null);
  const machine = useMachines().data?.find((one) => one.minerId === minerId);
  if (!machine) return null;
  return (
    <Box
      component="section"
      aria-labelledby="machine-section-title"
      sx={{ mt: 2, pt: 2, borderTop: 1, borderColor: 'divider' }}
    >
      <Typography variant="h3" id="machine-section-title" gutterBottom>
        {t(m.machineOf)}
      </Typography>
      <MachineDetails
        machine={machine}
        onPoint={() => goTo('discover', { point: machine.id })}
        onRestore={() => goTo('discover', { restore: machine.id })}
        onStopMining={setStopping}
      />
      {stopping && (
        <StopMiningDialog machines={[machine]} action={stopping} onClose={() => setStopping(null)} />
      )}
    </Box>
  );
}
