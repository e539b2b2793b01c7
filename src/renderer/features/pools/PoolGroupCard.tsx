import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableContainer from '@mui/material/TableContainer';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';
import { useEffect, useRef } from 'react';

import type { AccountSettings } from '#shared/model/account.ts';

import { routeHash } from '../../app/route.ts';
import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { AccountBadge } from '../../ui/AccountBadge.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import { ACCOUNT_STATES } from '../../ui/state-looks.tsx';
import { EndpointLine, WIDE_ONLY } from './EndpointLine.tsx';
import { poolMessages as m } from './messages.ts';
import type { PoolGroup } from './pools-view.ts';

interface Props {
  group: PoolGroup;
  settings: readonly AccountSettings[] | undefined;
  isHighlighted: boolean;
  nowMs: number;
}

/** One account and its endpoints in failover order. */
export function PoolGroupCard({ group: { account, rows, servedBy }, settings, isHighlighted, nowMs }: Props) {
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isHighlighted) card.current?.scrollIntoView({ block: 'center' });
  }, [isHighlighted]);
  return (
    <Paper
      ref={card}
      variant="outlined"
      component="section"
      aria-label={account.name}
      sx={isHighlighted ? { borderColor: 'primary.main', borderWidth: 2 } : {}}
    >
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', flexWrap: 'wrap', px: 1.5, py: 0.75 }}>
        <AccountBadge accountId={account.id} />
        <Typography component="h2" variant="h3" sx={{ overflowWrap: 'anywhere' }}>
          {account.name}
        </Typography>
        <StateChip look={ACCOUNT_STATES[account.state]} />
        <Typography variant="body2" color="textSecondary">
          {servedBy === null ? t(m.notServed) : t(m.servedBy, { n: servedBy })}
        </Typography>
        <Box sx={{ flex: 1 }} />
        {account.hashrate !== null && (
          <Typography variant="body2">{fmt.hashrate(account.hashrate)}</Typography>
        )}
        <Button
          size="small"
          href={routeHash('accounts', { account: account.id })}
          aria-label={t(m.editOf, { name: account.name })}
        >
          {t(m.edit)}
        </Button>
      </Box>
      <TableContainer>
        <Table size="small" aria-label={t(m.tableOf, { name: account.name })}>
          <TableHead>
            <TableRow>
              <TableCell>{t(m.order)}</TableCell>
              <TableCell sx={{ display: { xs: 'none', sm: 'table-cell' } }}>{t(m.state)}</TableCell>
              <TableCell>{t(m.address)}</TableCell>
              {[m.answers, m.job, m.accepted, m.difficulty].map((text) => (
                <TableCell key={text} align="right" sx={{ ...WIDE_ONLY, whiteSpace: 'nowrap' }}>
                  {t(text)}
                </TableCell>
              ))}
              <TableCell align="right">{t(m.actions)}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {rows.map((row) => (
              <EndpointLine
                key={row.endpoint.id}
                account={account}
                row={row}
                settings={settings}
                nowMs={nowMs}
              />
            ))}
          </TableBody>
        </Table>
      </TableContainer>
    </Paper>
  );
}
