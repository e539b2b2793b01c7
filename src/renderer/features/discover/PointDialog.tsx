import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import LinearProgress from '@mui/material/LinearProgress';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useTheme } from '@mui/material/styles';
import useMediaQuery from '@mui/material/useMediaQuery';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import type { ChangeRun, MachineView, PointPreviewLine } from '#shared/model/machine.ts';

import { useFarmClient } from '../../api/client.ts';
import { errorText } from '../../api/error-text.ts';
import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { ErrorState } from '../../ui/ViewState.tsx';
import { discoverMessages as m } from './messages.ts';
import { PasswordFields } from './PasswordFields.tsx';
import { askedPasswords, parseAtATime, splitPreview, typedPasswords } from './point-view.ts';
import { PreviewTable } from './PreviewTable.tsx';
import { useRunCommands } from './queries.ts';
import { UnseenConsent } from './UnseenConsent.tsx';

const AT_A_TIME = '5';
const MAX_ADDRESS = 255;

interface Props {
  machineIds: readonly string[];
  machines: ReadonlyMap<string, MachineView>;
  onStarted: (run: ChangeRun) => void;
  onClose: () => void;
}

/** Asks the machines what pointing would change, shows it, and begins only when the owner has accepted it. */
export function PointDialog({ machineIds: asked, machines, onStarted, onClose }: Props) {
  const client = useFarmClient();
  // What it was opened for: the list behind it goes on changing.
  const [machineIds] = useState(asked);
  const fullScreen = useMediaQuery(useTheme().breakpoints.down('sm'));
  const [proxyAddress, setProxyAddress] = useState('');
  const preview = useQuery({
    queryKey: ['preview', machineIds, proxyAddress],
    queryFn: ({ signal }) =>
      client.machines.previewPoint(
        { machineIds: [...machineIds], ...(proxyAddress === '' ? {} : { proxyAddress }) },
        { signal },
      ),
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
  });
  return (
    <Dialog open {...{ onClose, fullScreen }} fullWidth maxWidth="lg" aria-labelledby="point-title">
      <DialogTitle id="point-title">{t(m.pointTitle, { count: machineIds.length })}</DialogTitle>
      {preview.data ? (
        <PointForm
          lines={preview.data}
          {...{ machines, proxyAddress, onStarted, onClose }}
          onProxyAddress={setProxyAddress}
        />
      ) : (
        <>
          <DialogContent>
            {preview.isError ? (
              <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />
            ) : (
              <Asking count={machineIds.length} />
            )}
          </DialogContent>
          <DialogActions>
            {preview.isError && proxyAddress !== '' && (
              <Button onClick={() => setProxyAddress('')}>{t(m.proxyOwn)}</Button>
            )}
            <Button onClick={onClose}>{t(m.cancel)}</Button>
          </DialogActions>
        </>
      )}
    </Dialog>
  );
}

function Asking({ count }: { count: number }) {
  return (
    <Box role="status">
      <Typography variant="body2" sx={{ mb: 1 }}>
        {t(m.asking, { count })}
      </Typography>
      <LinearProgress aria-label={t(m.askingLabel)} />
    </Box>
  );
}

interface FormProps extends Omit<Props, 'machineIds'> {
  lines: readonly PointPreviewLine[];
  proxyAddress: string;
  onProxyAddress: (address: string) => void;
}

function PointForm({ lines, machines, proxyAddress, onProxyAddress, onStarted, onClose }: FormProps) {
  const { point } = useRunCommands();
  const [accepts, setAccepts] = useState(false);
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [atATime, setAtATime] = useState(AT_A_TIME);
  const { can, cannot } = splitPreview(lines);
  const asked = askedPasswords(can);
  const number = parseAtATime(atATime);
  const addressField = <ProxyField address={proxyAddress} onAddress={onProxyAddress} />;
  const start = () => {
    if (number === null || !accepts || can.length === 0) return;
    point.mutate(
      {
        machineIds: can.map(({ machineId }) => machineId),
        acceptsUnseen: true,
        atATime: number,
        ...(proxyAddress === '' ? {} : { proxyAddress }),
        ...(asked.length === 0 ? {} : { passwords: typedPasswords(asked, typed) }),
      },
      { onSuccess: onStarted },
    );
  };
  return (
    <Box
      component="form"
      noValidate
      sx={{ display: 'flex', flexDirection: 'column', minHeight: 0 }}
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <DialogContent
        sx={{
          display: 'grid',
          gap: 2,
          gridTemplateColumns: 'minmax(0, 1fr)',
          gridAutoRows: 'max-content',
        }}
      >
        <Typography variant="body2">
          {t(m.pointCan, { count: can.length })}
          {cannot.length > 0 && ` ${t(m.pointCannot, { count: cannot.length })}`}
        </Typography>
        <PreviewTable lines={[...can, ...cannot]} machines={machines} />
        {asked.length > 0 && <PasswordFields asked={asked} typed={typed} onTyped={setTyped} />}
        {can.length === 0 && lines.some(({ proxyUrl }) => proxyUrl !== null) && addressField}
        {can.length > 0 && (
          <>
            <Box sx={{ display: 'flex', gap: 2, flexWrap: 'wrap' }}>
              <TextField
                size="small"
                label={t(m.atATime)}
                value={atATime}
                onChange={({ target }) => setAtATime(target.value)}
                error={number === null}
                helperText={t(number === null ? m.atATimeWrong : m.atATimeHelp)}
                slotProps={{ htmlInput: { inputMode: 'numeric', maxLength: 3 } }}
                sx={{ flex: '1 1 240px' }}
              />
              {addressField}
            </Box>
            <Alert severity="info" variant="outlined" role="note">
              {t(can.length === 1 ? m.canaryOne : m.canary, {
                count: fmt.count(can.length - 1),
              })}
            </Alert>
            <UnseenConsent accepts={accepts} onAccept={setAccepts} />
          </>
        )}
        {point.isError && <Alert severity="error">{errorText(point.error)}</Alert>}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t(m.cancel)}</Button>
        <Button
          type="submit"
          variant="contained"
          disabled={!accepts || number === null || can.length === 0}
          loading={point.isPending}
        >
          {t(m.pointNow, { count: can.length })}
        </Button>
      </DialogActions>
    </Box>
  );
}

/**
 * An address to write in place of this PC's own; asked for again with Enter or when the cursor leaves the field.
 * Nothing is sent from here before the machines were asked with what is typed.
 */
function ProxyField({ address, onAddress }: { address: string; onAddress: (address: string) => void }) {
  const [text, setText] = useState(address);
  return (
    <TextField
      size="small"
      label={t(m.proxyAddress)}
      placeholder={t(m.proxyHint)}
      helperText={t(m.proxyHelp)}
      value={text}
      onChange={({ target }) => setText(target.value)}
      onBlur={() => onAddress(text.trim())}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || text.trim() === address) return;
        event.preventDefault();
        onAddress(text.trim());
      }}
      slotProps={{ htmlInput: { maxLength: MAX_ADDRESS, spellCheck: false } }}
      sx={{ flex: '1 1 240px' }}
    />
  );
}
