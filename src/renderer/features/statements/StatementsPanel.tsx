import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Chip from '@mui/material/Chip';
import Paper from '@mui/material/Paper';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableContainer from '@mui/material/TableContainer';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { useState } from 'react';

import type { StatementSummary } from '#shared/model/statement.ts';
import type { FarmSnapshot } from '#shared/model/snapshot.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { AccountName } from '../../ui/AccountBadge.tsx';
import { ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { statementMessages as m } from './messages.ts';
import { useInstallationKey, useStatements } from './queries.ts';
import { periodText } from './statement-view.ts';
import { StatementDialog } from './StatementDialog.tsx';
import { StatementFiles } from './StatementFiles.tsx';

const FEW = 8;

/** Statements issued so far, and a way to issue one. */
export function StatementsPanel({ snapshot }: { snapshot: FarmSnapshot }) {
  const { data, error, refetch } = useStatements();
  const key = useInstallationKey().data;
  const [isOpen, setIsOpen] = useState(false);
  const [isWhole, setIsWhole] = useState(false);
  const shown = isWhole ? (data ?? []) : (data ?? []).slice(0, FEW);
  const hidden = (data?.length ?? 0) - shown.length;
  return (
    <Paper
      variant="outlined"
      component="section"
      aria-labelledby="statements-title"
      sx={{ p: 1.5, minWidth: 0 }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, mb: 0.5 }}>
        <Typography variant="h2" id="statements-title" sx={{ flex: 1 }}>
          {t(m.title)}
        </Typography>
        <Button variant="contained" size="small" onClick={() => setIsOpen(true)}>
          {t(m.issue)}
        </Button>
      </Box>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 1 }}>
        {t(m.intro)}
      </Typography>
      {!data &&
        (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <LoadingState rows={2} />)}
      {data && data.length === 0 && <Typography variant="body2">{t(m.none)}</Typography>}
      {shown.length > 0 && <StatementTable statements={shown} />}
      {hidden > 0 && (
        <Button size="small" onClick={() => setIsWhole(true)}>
          {t(m.more, { count: hidden })} {t(m.showAll)}
        </Button>
      )}
      {key && (
        <Typography
          variant="caption"
          color="textSecondary"
          component="p"
          sx={{ mt: 1, overflowWrap: 'anywhere' }}
        >
          {t(m.key, { fingerprint: key.fingerprint })}
        </Typography>
      )}
      {isOpen && <StatementDialog snapshot={snapshot} onClose={() => setIsOpen(false)} />}
    </Paper>
  );
}

function StatementTable({ statements }: { statements: readonly StatementSummary[] }) {
  return (
    <TableContainer tabIndex={0} role="region" aria-label={t(m.listLabel)} sx={{ maxHeight: 420 }}>
      <Table size="small" stickyHeader>
        <TableHead>
          <TableRow>
            <TableCell>{t(m.account)}</TableCell>
            <TableCell>{t(m.period)}</TableCell>
            <TableCell align="right">{t(m.credited)}</TableCell>
            <TableCell>{t(m.files)}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {statements.map((statement) => (
            <TableRow key={statement.id}>
              <TableCell>
                <AccountName accountId={statement.accountId} name={statement.accountName} />
              </TableCell>
              <TableCell title={`${t(m.issued)} ${fmt.timestamp(statement.issuedAtMs)}`}>
                {periodText(statement)}
                {!statement.isComplete && (
                  <Tooltip title={t(m.preliminaryHint)}>
                    <Chip size="small" variant="outlined" label={t(m.preliminary)} sx={{ ml: 0.5 }} />
                  </Tooltip>
                )}
              </TableCell>
              <TableCell
                align="right"
                title={fmt.exact(statement.creditedWork)}
                sx={{ whiteSpace: 'nowrap' }}
              >
                {fmt.work(statement.creditedWork)}
              </TableCell>
              <TableCell>
                <StatementFiles statement={statement} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
