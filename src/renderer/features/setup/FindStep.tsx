import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { useState } from 'react';

import type { MachineView, NetworkSuggestion, ScanView } from '#shared/model/machine.ts';

import { errorText } from '../../api/error-text.ts';
import { routeHash } from '../../app/route.ts';
import { fmt } from '../../i18n/fmt.ts';
import { t, translateSentence } from '../../i18n/t.ts';
import { ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { useDiscovery, useDiscoveryCommands, useNetworks } from '../discover/queries.ts';
import { isGoingOn, scanFraction } from '../discover/scan-view.ts';
import { setupMessages as m } from './messages.ts';

const MAX_SHOWN = 20;

/** Looks for miners in this computer's networks, after it has said how and was told to. */
export function FindStep({ machines }: { machines: readonly MachineView[] }) {
  const networks = useNetworks();
  const scan = useDiscovery().data?.scan ?? null;
  return (
    <Box sx={{ display: 'grid', gap: 1.5 }}>
      <Typography variant="body2">{t(m.findText)}</Typography>
      <Alert severity="info">{t(m.findPrompt)}</Alert>
      {networks.data ? (
        <Search networks={networks.data} scan={scan} />
      ) : networks.error ? (
        <ErrorState error={networks.error} onRetry={() => void networks.refetch()} />
      ) : (
        <LoadingState rows={2} height={32} />
      )}
      {scan && <Progress scan={scan} />}
      {machines.length > 0 && <Found machines={machines} />}
    </Box>
  );
}

function Search({ networks, scan }: { networks: readonly NetworkSuggestion[]; scan: ScanView | null }) {
  const commands = useDiscoveryCommands();
  const [changed, setChanged] = useState<ReadonlyMap<string, boolean>>(new Map());
  const isTicked = ({ cidr, isVirtual }: NetworkSuggestion) => changed.get(cidr) ?? !isVirtual;
  const ranges = [...new Set(networks.filter(isTicked).map(({ cidr }) => cidr))].join(', ');
  const isBusy = isGoingOn(scan);
  return (
    <>
      {networks.length === 0 && <Typography variant="body2">{t(m.noNetworks)}</Typography>}
      <Box role="group" aria-label={t(m.networks)} sx={{ display: 'grid' }}>
        {networks.map((network) => (
          <FormControlLabel
            key={`${network.interfaceName} ${network.cidr}`}
            control={
              <Checkbox
                size="small"
                checked={isTicked(network)}
                disabled={isBusy}
                onChange={(_event, isOn) => setChanged(new Map(changed).set(network.cidr, isOn))}
              />
            }
            label={t(m.network, {
              cidr: network.cidr,
              name: network.interfaceName,
              addresses: fmt.count(network.addresses),
            })}
          />
        ))}
      </Box>
      {commands.scan.error && <Alert severity="error">{errorText(commands.scan.error)}</Alert>}
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
        {isBusy ? (
          <Button variant="outlined" onClick={() => commands.control.mutate('cancel')}>
            {t(m.stop)}
          </Button>
        ) : (
          <Button
            variant={scan ? 'outlined' : 'contained'}
            disabled={ranges === ''}
            loading={commands.scan.isPending}
            onClick={() => commands.scan.mutate({ ranges, insist: false, rescanAll: false })}
          >
            {t(scan ? m.searchAgain : m.search)}
          </Button>
        )}
        <Button href={routeHash('discover')}>{t(m.otherRanges)}</Button>
      </Box>
    </>
  );
}

function Progress({ scan }: { scan: ScanView }) {
  const { swept, addresses, miners, note } = scan;
  if (!isGoingOn(scan)) {
    return (
      <Typography variant="body2" role="status">
        {miners === 0 ? t(m.lookedNone) : t(m.looked, { count: fmt.count(miners) })}{' '}
        {note !== null && translateSentence(note)}
      </Typography>
    );
  }
  const fraction = scanFraction(scan);
  const text = t(m.looking, {
    swept: fmt.count(swept),
    addresses: fmt.count(addresses),
    miners: fmt.count(miners),
  });
  return (
    <Box>
      <LinearProgress
        aria-label={t(m.stepFind)}
        {...(fraction === null ? {} : { variant: 'determinate' as const, value: fraction * 100 })}
      />
      <Typography variant="caption">{text}</Typography>
    </Box>
  );
}

function Found({ machines }: { machines: readonly MachineView[] }) {
  const hidden = machines.length - MAX_SHOWN;
  return (
    <Box component="ul" aria-label={t(m.foundMachines)} sx={{ m: 0, pl: 2.5 }}>
      {machines.slice(0, MAX_SHOWN).map((machine) => (
        <Typography component="li" variant="body2" key={machine.id}>
          <strong>{machine.address}</strong> {machine.model ?? t(m.unknownModel)} · {machine.familyName}
        </Typography>
      ))}
      {hidden > 0 && (
        <Typography component="li" variant="body2">
          {t(m.moreMachines, { count: fmt.count(hidden) })}
        </Typography>
      )}
    </Box>
  );
}
