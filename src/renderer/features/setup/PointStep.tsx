import CopyIcon from '@mui/icons-material/ContentCopy';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';

import type { MachineView } from '#shared/model/machine.ts';
import type { FarmExtras, FarmSnapshot } from '#shared/model/snapshot.ts';

import { routeHash } from '../../app/route.ts';
import { t } from '../../i18n/t.ts';
import { useToasts } from '../../ui/Toasts.tsx';
import { useNetworks } from '../discover/queries.ts';
import { ArrivalList } from './ArrivalList.tsx';
import { FirstShare } from './FirstShare.tsx';
import { setupMessages as m } from './messages.ts';
import { arrivals, pointAddresses } from './setup-view.ts';

interface Props {
  snapshot: FarmSnapshot;
  extras: FarmExtras;
  machines: readonly MachineView[];
}

/** The address that miners get, who has come, and the first share. */
export function PointStep({ snapshot, extras, machines }: Props) {
  const networks = useNetworks().data ?? [];
  const { urls, isLocalOnly } = pointAddresses(extras.stratumAddress, networks);
  const lines = arrivals(snapshot.miners, machines);
  const canBePointed = machines.some(({ controls }) => controls.pools === true);
  return (
    <Box sx={{ display: 'grid', gap: 1.5 }}>
      <Typography variant="body2">{t(m.pointText)}</Typography>
      {urls.length === 0 && <Alert severity="warning">{t(m.pointNone)}</Alert>}
      {isLocalOnly && <Alert severity="warning">{t(m.pointLocal)}</Alert>}
      <Box sx={{ display: 'grid', gap: 0.5, justifyItems: 'start' }}>
        {urls.map((url) => (
          <CopyLine key={url} url={url} />
        ))}
        {urls.length > 1 && (
          <Typography variant="caption" color="textSecondary">
            {t(m.pointMany)}
          </Typography>
        )}
      </Box>
      <Alert severity="info">{t(m.firewall)}</Alert>
      <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center', flexWrap: 'wrap' }}>
        {canBePointed && (
          <Button variant="outlined" href={routeHash('discover', { point: 'all' })}>
            {t(m.doIt)}
          </Button>
        )}
        <Typography variant="body2" color="textSecondary" sx={{ flex: '1 1 320px' }}>
          {t(canBePointed ? m.doItText : m.doItFirst)}
        </Typography>
      </Box>
      <FirstShare snapshot={snapshot} />
      <ArrivalList lines={lines} />
    </Box>
  );
}

function CopyLine({ url }: { url: string }) {
  const toasts = useToasts();
  const copy = () => {
    // Pages from another computer without TLS have no clipboard.
    const copied = navigator.clipboard?.writeText(url) ?? Promise.reject(new Error('no clipboard'));
    copied.then(
      () => toasts.show({ text: t(m.copied) }),
      () => toasts.show({ text: t(m.copyFailed) }),
    );
  };
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, maxWidth: '100%' }}>
      <Box
        component="code"
        sx={{
          px: 1.5,
          py: 0.75,
          borderRadius: 1,
          bgcolor: 'action.hover',
          fontSize: '1.05rem',
          userSelect: 'all',
          overflowWrap: 'anywhere',
        }}
      >
        {url}
      </Box>
      <Tooltip title={t(m.copy, { url })}>
        <IconButton aria-label={t(m.copy, { url })} onClick={copy}>
          <CopyIcon fontSize="small" />
        </IconButton>
      </Tooltip>
    </Box>
  );
}
