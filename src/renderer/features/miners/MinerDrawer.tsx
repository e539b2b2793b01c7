import CloseIcon from '@mui/icons-material/Close';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Drawer from '@mui/material/Drawer';
import IconButton from '@mui/material/IconButton';
import Typography from '@mui/material/Typography';
import { Fragment, type ReactNode } from 'react';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { AccountName } from '../../ui/AccountBadge.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import { MINER_STATES } from '../../ui/state-looks.tsx';
import { useEngineNow } from '../../ui/use-now.ts';
import { useMarkDialog } from '../marks/MarkDialogProvider.tsx';
import { markMessages } from '../marks/messages.ts';
import { useMarkMiner } from '../marks/use-marks.ts';
import { HealthEvidence } from './HealthEvidence.tsx';
import { MachineSection } from './MachineSection.tsx';
import { minerMessages as m } from './messages.ts';
import type { MinerRow } from './miners-view.ts';
import { PlaceCause } from './PlaceCause.tsx';
import { useSetRoles } from './use-roles.ts';

/** Everything known of one miner, and what can be done with it. */
export function MinerDrawer({ miner, onClose }: { miner: MinerRow; onClose: () => void }) {
  const dialog = useMarkDialog();
  const mark = useMarkMiner();
  const setRoles = useSetRoles();
  const nextRole = miner.role === 'standby' ? 'active' : 'standby';
  return (
    <Drawer
      anchor="right"
      open
      onClose={onClose}
      slotProps={{
        paper: { role: 'dialog', 'aria-labelledby': 'miner-title', sx: { width: 'min(420px, 100vw)', p: 2 } },
      }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, mb: 1 }}>
        <Typography variant="h1" component="h2" id="miner-title" sx={{ flex: 1, overflowWrap: 'anywhere' }}>
          {miner.name}
        </Typography>
        <StateChip look={MINER_STATES[miner.state]} />
        <IconButton aria-label={t(m.close)} onClick={onClose} autoFocus>
          <CloseIcon fontSize="small" />
        </IconButton>
      </Box>
      <MarkNote miner={miner} />
      <PlaceCause minerId={miner.id} />
      <HealthEvidence minerId={miner.id} />
      <Facts miner={miner} />
      <Box sx={{ display: 'flex', gap: 1, mt: 2, flexWrap: 'wrap' }}>
        {miner.markedFailed === null ? (
          <Button variant="outlined" color="error" onClick={() => dialog.markMiner(miner.id)}>
            {t(markMessages.mark)}
          </Button>
        ) : (
          <Button
            variant={miner.answersAgain ? 'contained' : 'outlined'}
            onClick={() => mark(miner, { failed: false })}
          >
            {t(markMessages.putBack)}
          </Button>
        )}
        <Button onClick={() => setRoles([miner], nextRole)}>
          {t(nextRole === 'standby' ? m.makeStandby : m.makeActive)}
        </Button>
      </Box>
      <MachineSection minerId={miner.id} />
    </Drawer>
  );
}

function MarkNote({ miner }: { miner: MinerRow }) {
  const nowMs = useEngineNow();
  const mark = miner.markedFailed;
  if (!mark) return null;
  const reason = t(mark.reason === 'failed' ? m.reasonFailed : m.reasonBelow);
  return (
    <Alert severity="warning" sx={{ mb: 2 }}>
      {t(m.markedBy, { reason, ago: fmt.ago(nowMs - mark.atMs) })}
      {mark.note !== '' && <div>{t(m.note, { note: mark.note })}</div>}
      {miner.answersAgain && <div>{t(m.answersAgain)}</div>}
    </Alert>
  );
}

function Facts({ miner }: { miner: MinerRow }) {
  const nowMs = useEngineNow();
  const shares = [miner.acceptedShares, miner.rejectedShares, miner.staleShares].map(fmt.count).join(' / ');
  const lastShare = miner.lastShareAtMs === null ? t(m.never) : fmt.ago(nowMs - miner.lastShareAtMs);
  const account =
    miner.accountId === null ? (
      t(m.nobody)
    ) : (
      <AccountName accountId={miner.accountId} name={miner.accountName} />
    );
  const difficulty = <span title={fmt.exact(miner.difficulty)}>{fmt.difficulty(miner.difficulty)}</span>;
  const facts: [string, ReactNode][] = [
    [t(m.mines), account],
    [t(m.hashrate), fmt.hashrate(miner.hashrate)],
    [t(m.nominal), fmt.hashrate(miner.nominalHashrate)],
    [t(m.ofNominal), fmt.percent(miner.ofNominal)],
    [t(m.difficulty), difficulty],
    [`${t(m.accepted)} / ${t(m.rejected)} / ${t(m.stale)}`, shares],
    [t(m.lastShare), lastShare],
    [t(m.switches), fmt.count(miner.switches)],
    [t(m.role), t(miner.role === 'standby' ? m.standby : m.active)],
    [t(m.address), miner.address ?? t(m.none)],
    [t(m.userAgent), miner.userAgent ?? t(m.none)],
  ];
  return (
    <Box
      component="dl"
      sx={{ display: 'grid', gridTemplateColumns: 'auto 1fr', columnGap: 2, rowGap: 0.75, m: 0 }}
    >
      {facts.map(([name, value]) => (
        <Fragment key={name}>
          <Typography component="dt" variant="body2" color="textSecondary">
            {name}
          </Typography>
          <Typography component="dd" variant="body2" sx={{ m: 0, overflowWrap: 'anywhere', minWidth: 0 }}>
            {value}
          </Typography>
        </Fragment>
      ))}
    </Box>
  );
}
