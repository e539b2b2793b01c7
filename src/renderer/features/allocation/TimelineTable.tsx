import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableContainer from '@mui/material/TableContainer';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';
import { visuallyHidden } from '../../ui/visually-hidden.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t, translateSentence } from '../../i18n/t.ts';
import { AccountName } from '../../ui/AccountBadge.tsx';
import { allocationMessages as m } from './messages.ts';
import type { TimeWindow } from './time-window.ts';
import { tableLines, type TimelineRow } from './timeline-view.ts';

const MAX_LINES = 200;

interface Props {
  rows: readonly TimelineRow[];
  window: TimeWindow;
  nameOf: (accountId: string) => string;
}

/** The same as the chart, as a table: newest first. */
export function TimelineTable({ rows, window, nameOf }: Props) {
  const { lines, hidden } = tableLines(rows, window, MAX_LINES);
  return (
    <TableContainer sx={{ maxHeight: 420 }} tabIndex={0} aria-label={t(m.caption)} role="region">
      <Table size="small" stickyHeader>
        <caption style={visuallyHidden}>{t(m.caption)}</caption>
        <TableHead>
          <TableRow>
            {[m.miner, m.account, m.from, m.to, m.cause].map((text) => (
              <TableCell key={text}>{t(text)}</TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {lines.map(({ row, band }) => (
            <TableRow key={`${row.minerId} ${band.fromMs}`}>
              <TableCell component="th" scope="row" sx={{ whiteSpace: 'nowrap' }}>
                {row.name}
              </TableCell>
              <TableCell>
                {band.accountId === null ? (
                  t(m.parked)
                ) : (
                  <AccountName accountId={band.accountId} name={nameOf(band.accountId)} />
                )}
              </TableCell>
              <TableCell>{fmt.time(band.fromMs, { withSeconds: true })}</TableCell>
              <TableCell>
                {band.toMs === null ? t(m.ongoing) : fmt.time(band.toMs, { withSeconds: true })}
              </TableCell>
              <TableCell>{translateSentence(band.cause)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {hidden > 0 && (
        <Typography variant="caption" component="p" sx={{ p: 1 }}>
          {t(m.more, { count: hidden })}
        </Typography>
      )}
    </TableContainer>
  );
}
