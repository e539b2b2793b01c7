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
import { CELLS, EndpointLine } from './EndpointLine.tsx';
import { visuallyHidden } from '../../ui/visually-hidden.ts';
import { poolMessages as m } from './messages.ts';
import type { PoolGroup } from './pools-view.ts';

interface Props {
  group: PoolGroup;
  settings: readonly AccountSettings[] | undefined;
  isHighlighted: boolean;
  /** The first one on the page shows the columns' names. */
  isFirst: boolean;
  nowMs: number;
}

/** One account and its endpoints in failover order. */
export function PoolGroupCard({ group, settings, isHighlighted, isFirst, nowMs }: Props) {
  const { account, rows, servedBy } = group;
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
        <Table size="small" sx={{ tableLayout: 'fixed' }} aria-label={t(m.tableOf, { name: account.name })}>
          <TableHead {...(isFirst ? {} : { style: visuallyHidden })}>
            <TableRow>
              <TableCell sx={CELLS.order}>{t(m.order)}</TableCell>
              <TableCell sx={CELLS.state}>{t(m.state)}</TableCell>
              <TableCell sx={CELLS.address}>{t(m.address)}</TableCell>
              <TableCell align="right" sx={CELLS.latency}>
                {t(m.answers)}
              </TableCell>
              {[m.job, m.accepted].map((text) => (
                <TableCell key={text} align="right" sx={CELLS.age}>
                  {t(text)}
                </TableCell>
              ))}
              <TableCell align="right" sx={CELLS.difficulty}>
                {t(m.difficulty)}
              </TableCell>
              <TableCell align="right" sx={{ ...CELLS.actions, pr: 2 }}>
                {t(m.actions)}
              </TableCell>
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
