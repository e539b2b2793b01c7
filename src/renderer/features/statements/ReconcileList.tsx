import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableContainer from '@mui/material/TableContainer';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';

import type { Reconciliation } from '#shared/model/reconciliation.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t, translateSentence } from '../../i18n/t.ts';
import { AccountName } from '../../ui/AccountBadge.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import { statementMessages as m } from './messages.ts';
import { comparedText } from './statement-view.ts';
import { verdictLook } from './verdict-looks.ts';

const MAX_SHOWN = 50;

interface Props {
  results: readonly Reconciliation[];
  nameOf: (accountId: string) => string;
}

/** Earlier comparisons, newest first. */
export function ReconcileList({ results, nameOf }: Props) {
  if (results.length === 0) return null;
  return (
    <>
      <Typography variant="h3" sx={{ mt: 2, mb: 0.5 }}>
        {t(m.earlier)}
      </Typography>
      <TableContainer tabIndex={0} role="region" aria-label={t(m.earlier)} sx={{ maxHeight: 300 }}>
        <Table size="small" stickyHeader>
          <TableHead>
            <TableRow>
              <TableCell>{t(m.day)}</TableCell>
              <TableCell>{t(m.account)}</TableCell>
              <TableCell align="right">{t(m.difference)}</TableCell>
              <TableCell>{t(m.verdict)}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {results.slice(0, MAX_SHOWN).map((result) => (
              <TableRow key={result.id} title={translateSentence(result.words)}>
                <TableCell
                  sx={{ whiteSpace: 'nowrap' }}
                  title={t(m.checked, { time: fmt.timestamp(result.atMs) })}
                >
                  {result.day}
                </TableCell>
                <TableCell>
                  <AccountName accountId={result.accountId} name={nameOf(result.accountId)} />
                </TableCell>
                <TableCell align="right" sx={{ whiteSpace: 'nowrap' }}>
                  {comparedText(result).difference}
                </TableCell>
                <TableCell>
                  <StateChip look={verdictLook(result.verdict)} />
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </TableContainer>
    </>
  );
}
