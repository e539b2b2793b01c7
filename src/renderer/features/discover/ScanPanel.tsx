import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import Paper from '@mui/material/Paper';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';

import type { DiscoveryView } from '#shared/model/machine.ts';

import { errorText } from '../../api/error-text.ts';
import { t } from '../../i18n/t.ts';
import { discoverMessages as m } from './messages.ts';
import { NetworkChips } from './NetworkChips.tsx';
import { useDiscoveryCommands, useNetworks } from './queries.ts';
import { ReportListening } from './ReportListening.tsx';
import { ScanProgress } from './ScanProgress.tsx';
import { isGoingOn, needsInsisting, suggestedRanges } from './scan-view.ts';
import { ScheduleField } from './ScheduleField.tsx';

const MAX_RANGES = 4000;

interface Props {
  view: DiscoveryView;
  /** Nothing was ever looked for: it says what will happen. */
  isFirst: boolean;
  /** No machine is known yet: it explains more. */
  isEmpty: boolean;
}

/** Where to look, what will happen, and how far it is. */
export function ScanPanel({ view, isFirst, isEmpty }: Props) {
  const networks = useNetworks().data ?? [];
  const { scan, control } = useDiscoveryCommands();
  const [typed, setTyped] = useState<string | null>(null);
  const [insist, setInsist] = useState(false);
  const [rescanAll, setRescanAll] = useState(false);
  const ranges = typed ?? (view.scan?.ranges || view.schedule.ranges || suggestedRanges(networks));
  const isBusy = isGoingOn(view.scan);
  const asksInsisting = insist || needsInsisting(scan.error);
  const change = (text: string) => {
    setTyped(text);
    setInsist(false);
    scan.reset();
  };
  return (
    <Paper variant="outlined" component="section" aria-labelledby="scan-title" sx={{ p: 1.5, mb: 1.5 }}>
      <Typography variant="h2" id="scan-title" gutterBottom>
        {t(m.scanTitle)}
      </Typography>
      {isFirst && <BeforeTheFirst />}
      <Box
        component="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBusy && ranges.trim() !== '') scan.mutate({ ranges, insist, rescanAll });
        }}
      >
        <NetworkChips {...{ networks, ranges }} isExplained={isEmpty} onRanges={change} />
        <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'flex-start', flexWrap: 'wrap' }}>
          <TextField
            size="small"
            label={t(m.ranges)}
            placeholder={t(m.rangesHint)}
            value={ranges}
            onChange={(event) => change(event.target.value)}
            error={scan.isError}
            helperText={scan.isError ? errorText(scan.error) : isEmpty && t(m.rangesHelp)}
            multiline
            maxRows={4}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.shiftKey) return;
              event.preventDefault();
              event.currentTarget.closest('form')?.requestSubmit();
            }}
            slotProps={{ htmlInput: { maxLength: MAX_RANGES, spellCheck: false } }}
            sx={{ flex: '1 1 280px' }}
          />
          <Button
            type="submit"
            variant="contained"
            disabled={isBusy || ranges.trim() === ''}
            loading={scan.isPending}
            sx={{ mt: 0.25 }}
          >
            {t(m.scan)}
          </Button>
        </Box>
        {asksInsisting && (
          <FormControlLabel
            control={<Checkbox checked={insist} onChange={(_event, checked) => setInsist(checked)} />}
            label={t(m.insist)}
          />
        )}
        {view.scan !== null && (
          <FormControlLabel
            control={<Checkbox checked={rescanAll} onChange={(_event, checked) => setRescanAll(checked)} />}
            label={t(m.rescanAll)}
          />
        )}
      </Box>
      {view.scan && <ScanProgress scan={view.scan} onControl={(action) => control.mutate(action)} />}
      <Box sx={{ display: 'flex', columnGap: 3, rowGap: 1, mt: 1.5, flexWrap: 'wrap', alignItems: 'center' }}>
        <ScheduleField schedule={view.schedule} ranges={ranges} />
        <ReportListening view={view} />
      </Box>
    </Paper>
  );
}

function BeforeTheFirst() {
  return (
    <Alert severity="info" variant="outlined" sx={{ mb: 1.5 }}>
      <div>{t(m.before)}</div>
      <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
        <li>{t(m.beforePorts)}</li>
        <li>{t(m.beforeNothing)}</li>
        <li>{t(m.beforePrompt)}</li>
      </Box>
    </Alert>
  );
}
