import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableContainer from '@mui/material/TableContainer';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { visuallyHidden } from '../../ui/visually-hidden.ts';
import { seriesRows } from './history-view.ts';
import { historyMessages as m } from './messages.ts';
import type { ChartData } from './series-view.ts';
import { momentText } from './series-words.ts';

const MAX_ROWS = 200;

/** The same as the chart, as a table: newest first, one prefix for all. */
export function SeriesTable({ data, timeZone }: { data: ChartData; timeZone: string | undefined }) {
  const { rows, hidden } = seriesRows(data, MAX_ROWS);
  const prefix = fmt.columnPrefix(data.lines.flatMap(({ values }) => values));
  return (
    <TableContainer sx={{ maxHeight: 420 }} tabIndex={0} role="region" aria-label={t(m.tableCaption)}>
      <Table size="small" stickyHeader>
        <caption style={visuallyHidden}>{t(m.tableCaption)}</caption>
        <TableHead>
          <TableRow>
            <TableCell>{t(m.time)}</TableCell>
            {data.lines.map(({ id, name }) => (
              <TableCell key={id} align="right">
                {name}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map(({ fromMs, values }) => (
            <TableRow key={fromMs}>
              <TableCell component="th" scope="row" sx={{ whiteSpace: 'nowrap' }}>
                {momentText(fromMs, timeZone)}
              </TableCell>
              {values.map((value, index) => (
                <TableCell key={data.lines[index]?.id ?? index} align="right" sx={{ whiteSpace: 'nowrap' }}>
                  {fmt.hashrateIn(value, prefix)}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {hidden > 0 && (
        <Typography variant="caption" component="p" sx={{ p: 1 }}>
          {t(m.olderRows, { count: hidden })}
        </Typography>
      )}
    </TableContainer>
  );
}
