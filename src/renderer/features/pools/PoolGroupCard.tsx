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

const HEADINGS = [
  { text: m.order, cell: CELLS.order, align: 'left' },
  { text: m.state, cell: CELLS.state, align: 'left' },
  { text: m.address, cell: CELLS.address, align: 'left' },
  { text: m.answers, cell: CELLS.latency, align: 'right' },
  { text: m.job, cell: CELLS.age, align: 'right' },
  { text: m.accepted, cell: CELLS.age, align: 'right' },
  { text: m.difficulty, cell: CELLS.difficulty, align: 'right' },
  { text: m.actions, cell: { ...CELLS.actions, pr: 2 }, align: 'right' },
] as const;
/** A heading that is read out and keeps its column's width, but has no height. */
const FLAT = { py: 0, height: 0, lineHeight: 0, borderBottom: 0, position: 'relative' } as const;

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
          <TableHead>
            <TableRow>
              {HEADINGS.map(({ text, cell, align }) => (
                <TableCell key={text} align={align} sx={isFirst ? cell : { ...cell, ...FLAT }}>
                  <span style={isFirst ? {} : visuallyHidden}>{t(text)}</span>
                </TableCell>
              ))}
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
