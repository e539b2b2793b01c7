import HearingIcon from '@mui/icons-material/HearingOutlined';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';

import type { DiscoveryView } from '#shared/model/machine.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t, translateSentence } from '../../i18n/t.ts';
import { useEngineNow } from '../../ui/use-now.ts';
import { discoverMessages as m } from './messages.ts';
import { useDiscoveryCommands } from './queries.ts';

const MAX_SHOWN = 10;

/** Waits for presses of the machines' "IP report" buttons, and says which machine reported. */
export function ReportListening({ view }: { view: DiscoveryView }) {
  const nowMs = useEngineNow();
  const { listen } = useDiscoveryCommands();
  const { listeningUntilMs, listenTrouble, reports } = view;
  const isListening = listeningUntilMs !== null;
  return (
    <Box component="section" aria-label={t(m.reports)} sx={{ flex: '1 1 280px' }}>
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
        <Button
          size="small"
          startIcon={<HearingIcon />}
          loading={listen.isPending}
          onClick={() => listen.mutate(!isListening)}
        >
          {t(isListening ? m.stopListening : m.listen)}
        </Button>
        <Typography variant="body2" color="textSecondary" role="status" sx={{ flex: '1 1 200px' }}>
          {t(isListening ? m.pressNow : m.listenHelp)}
        </Typography>
        {isListening && (
          <Typography variant="body2" color="textSecondary">
            {t(m.listenLeft, { duration: fmt.duration(Math.max(listeningUntilMs - nowMs, 0)) })}
          </Typography>
        )}
      </Box>
      {listenTrouble !== null && (
        <Alert severity="warning" variant="outlined" sx={{ mt: 1, py: 0 }}>
          {translateSentence(listenTrouble)}
        </Alert>
      )}
      {reports.length > 0 && (
        <Box component="ul" sx={{ m: 0, mt: 0.5, pl: 2.5 }}>
          {reports.slice(0, MAX_SHOWN).map(({ address, mac, maker, atMs }) => (
            <li key={`${address} ${atMs}`}>
              <Typography variant="body2">
                {t(m.report, { maker, address, mac: mac ?? t(m.macUnknown), ago: fmt.ago(nowMs - atMs) })}
              </Typography>
            </li>
          ))}
        </Box>
      )}
    </Box>
  );
}
