import DownIcon from '@mui/icons-material/TrendingDown';
import FlatIcon from '@mui/icons-material/TrendingFlat';
import UpIcon from '@mui/icons-material/TrendingUp';
import Box from '@mui/material/Box';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableContainer from '@mui/material/TableContainer';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';

import type { WhatIfAnswer } from '#shared/model/planning.ts';
import type { FarmSnapshot } from '#shared/model/snapshot.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { AccountName } from '../../ui/AccountBadge.tsx';
import { planMessages as m } from './messages.ts';
import { outcomeRows, type OutcomeRow } from './what-if-view.ts';

const TONES = {
  better: { Icon: UpIcon, color: 'success.main' },
  worse: { Icon: DownIcon, color: 'warning.main' },
  same: { Icon: FlatIcon, color: 'text.secondary' },
} as const;

/** Each account's expected finish now and then, and the number of moves. */
export function OutcomeTable({ answer, snapshot }: { answer: WhatIfAnswer; snapshot: FarmSnapshot }) {
  const rows = outcomeRows(answer, snapshot, snapshot.atMs);
  return (
    <>
      <TableContainer tabIndex={0} sx={{ maxHeight: 420 }}>
        <Table
          size="small"
          stickyHeader
          aria-label={t(m.tableLabel)}
          sx={{ '& .MuiTableCell-root': { px: { xs: 0.75, sm: 2 } } }}
        >
          <TableHead>
            <TableRow>
              {[m.account, m.finishNow, m.finishThen, m.difference].map((text) => (
                <TableCell key={text}>{t(text)}</TableCell>
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {rows.map((row) => (
              <Line key={row.id} row={row} />
            ))}
          </TableBody>
        </Table>
      </TableContainer>
      <Typography variant="body2" sx={{ mt: 1 }}>
        {t(m.moves, { now: fmt.count(answer.asItIs.moves), count: answer.changed.moves })}
      </Typography>
    </>
  );
}

function Line({ row }: { row: OutcomeRow }) {
  const { Icon, color } = TONES[row.tone];
  return (
    <TableRow>
      <TableCell component="th" scope="row">
        <AccountName accountId={row.id} name={row.name} />
      </TableCell>
      <TableCell>{row.before}</TableCell>
      <TableCell>{row.after}</TableCell>
      <TableCell>
        <Box
          component="span"
          sx={{ display: 'inline-flex', gap: 0.5, alignItems: 'center', whiteSpace: { sm: 'nowrap' } }}
        >
          <Icon sx={{ fontSize: 16, color }} />
          {row.difference}
        </Box>
      </TableCell>
    </TableRow>
  );
}
