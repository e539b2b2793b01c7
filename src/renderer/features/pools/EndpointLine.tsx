import PlugIcon from '@mui/icons-material/PowerOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TableCell from '@mui/material/TableCell';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';
import { useState } from 'react';

import type { AccountSettings } from '#shared/model/account.ts';
import type { AccountView, EndpointView } from '#shared/model/snapshot.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t, translateSentence } from '../../i18n/t.ts';
import { StateChip } from '../../ui/StateChip.tsx';
import { ENDPOINT_STATES } from '../../ui/state-looks.tsx';
import { useMarkDialog } from '../marks/MarkDialogProvider.tsx';
import { markMessages } from '../marks/messages.ts';
import { useMarkEndpoint } from '../marks/use-marks.ts';
import { EndpointTest } from './EndpointTest.tsx';
import { poolMessages as m } from './messages.ts';
import { healthTexts, testInput, type EndpointRow } from './pools-view.ts';

/** Widths that are the same in all tables of the page, so that their columns stand below each other. */
export const CELLS = {
  order: { width: { xs: 36, sm: 56 }, px: { xs: 1, sm: 2 } },
  state: { width: 148, display: { xs: 'none', sm: 'table-cell' } },
  address: { overflowWrap: 'anywhere', px: 1 },
  // A narrow window tells these in the address's cell instead.
  latency: { width: 104, whiteSpace: 'nowrap', display: { xs: 'none', lg: 'table-cell' } },
  age: { width: 124, whiteSpace: 'nowrap', display: { xs: 'none', lg: 'table-cell' } },
  difficulty: { width: 104, whiteSpace: 'nowrap', display: { xs: 'none', xl: 'table-cell' } },
  actions: { width: { xs: 116, md: 196 }, px: 0.5 },
} as const;
const COLUMNS = 8;

interface Props {
  account: AccountView;
  row: EndpointRow;
  settings: readonly AccountSettings[] | undefined;
  nowMs: number;
}

/** One endpoint: its place, state, answers, mark, and what can be done with it. */
export function EndpointLine({ account, row: { endpoint, place, health }, settings, nowMs }: Props) {
  const [tested, setTested] = useState(0);
  const texts = healthTexts(health, nowMs);
  const input = testInput(account.id, endpoint.url, settings);
  const isTested = tested > 0 && input !== null;
  const border = isTested ? { '& > *': { borderBottom: 'none' } } : {};
  return (
    <>
      <TableRow sx={{ ...border, ...(endpoint.active ? { bgcolor: 'action.hover' } : {}) }}>
        <TableCell sx={CELLS.order}>{fmt.count(place)}</TableCell>
        <TableCell sx={CELLS.state}>
          <StateChip look={ENDPOINT_STATES[endpoint.state]} />
        </TableCell>
        <TableCell sx={CELLS.address}>
          <Box sx={{ display: { xs: 'block', sm: 'none' }, mb: 0.5 }}>
            <StateChip look={ENDPOINT_STATES[endpoint.state]} />
          </Box>
          <Typography variant="body2">{endpoint.url}</Typography>
          <Notes
            account={account}
            endpoint={endpoint}
            trouble={health?.trouble ?? null}
            short={t(m.shortFacts, texts)}
            nowMs={nowMs}
          />
        </TableCell>
        <TableCell align="right" sx={CELLS.latency}>
          {texts.latency}
        </TableCell>
        <TableCell align="right" sx={CELLS.age}>
          <span title={fmt.timestamp(health?.lastJobAtMs ?? null)}>{texts.job}</span>
        </TableCell>
        <TableCell align="right" sx={CELLS.age}>
          <span title={fmt.timestamp(health?.lastAcceptedAtMs ?? null)}>{texts.accepted}</span>
        </TableCell>
        <TableCell align="right" sx={CELLS.difficulty}>
          <span title={fmt.exact(endpoint.difficulty)}>{fmt.difficulty(endpoint.difficulty)}</span>
        </TableCell>
        <TableCell align="right" sx={CELLS.actions}>
          <Box sx={{ display: 'flex', justifyContent: 'flex-end', flexWrap: 'wrap' }}>
            <Button
              size="small"
              startIcon={<PlugIcon />}
              disabled={input === null}
              aria-label={t(m.testOf, { url: endpoint.url })}
              onClick={() => setTested((count) => count + 1)}
            >
              {t(m.test)}
            </Button>
            <MarkButton endpoint={endpoint} />
          </Box>
        </TableCell>
      </TableRow>
      {isTested && (
        <TableRow>
          <TableCell colSpan={COLUMNS} sx={{ pt: 0 }}>
            <EndpointTest key={tested} input={input} onClose={() => setTested(0)} />
          </TableCell>
        </TableRow>
      )}
    </>
  );
}

function MarkButton({ endpoint }: { endpoint: EndpointView }) {
  const dialog = useMarkDialog();
  const mark = useMarkEndpoint();
  return endpoint.markedFailed === null ? (
    <Button
      size="small"
      color="inherit"
      sx={{ whiteSpace: 'nowrap' }}
      aria-label={`${t(markMessages.mark)} ${endpoint.url}`}
      onClick={() => dialog.markEndpoint(endpoint.id)}
    >
      {t(markMessages.mark)}
    </Button>
  ) : (
    <Button
      size="small"
      variant="outlined"
      aria-label={`${t(markMessages.putBack)} ${endpoint.url}`}
      onClick={() => mark(endpoint, { failed: false })}
    >
      {t(markMessages.putBack)}
    </Button>
  );
}

interface NotesProps {
  account: AccountView;
  endpoint: EndpointView;
  trouble: string | null;
  short: string;
  nowMs: number;
}

function Notes({ account, endpoint, trouble, short, nowMs }: NotesProps) {
  const mark = endpoint.markedFailed;
  const ago = mark ? fmt.ago(Math.max(nowMs - mark.atMs, 0)) : '';
  const lines = [
    ...(endpoint.active ? [t(m.inUse, { name: account.name })] : []),
    ...(mark ? [mark.note === '' ? t(m.markedBy, { ago }) : t(m.markedNote, { ago, note: mark.note })] : []),
    ...(trouble === null || mark ? [] : [translateSentence(trouble)]),
  ];
  return (
    <>
      {lines.length > 0 && (
        <Typography variant="caption" color="textSecondary" component="p">
          {lines.join(' · ')}
        </Typography>
      )}
      <Typography
        variant="caption"
        color="textSecondary"
        component="p"
        sx={{ display: { xs: 'block', lg: 'none' } }}
      >
        {short}
      </Typography>
    </>
  );
}
