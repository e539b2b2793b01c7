import Box from '@mui/material/Box';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableContainer from '@mui/material/TableContainer';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';

import type { MachineTelemetry } from '#shared/model/machine.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { discoverMessages as m } from './messages.ts';

type Board = MachineTelemetry['boards'][number];

/** A board that gives less than this part of its nominal rate is named. */
const POOR = 0.5;

function isPoor({ hashrate, nominalHashrate }: Board): boolean {
  return (
    hashrate === 0 || (hashrate !== null && nominalHashrate !== null && hashrate < nominalHashrate * POOR)
  );
}

/** A machine's boards, dead ones named. */
export function BoardsTable({ boards }: { boards: readonly Board[] }) {
  const degrees = (value: number | null) =>
    value === null ? t(m.none) : t(m.celsius, { value: fmt.count(value) });
  return (
    <TableContainer role="region" aria-label={t(m.boards)} tabIndex={0}>
      <Table size="small" sx={{ '& td, & th': { px: 1 } }}>
        <TableHead>
          <TableRow>
            <TableCell>{t(m.board)}</TableCell>
            <TableCell align="right">{t(m.rateNow)}</TableCell>
            <TableCell align="right">{t(m.chips)}</TableCell>
            <TableCell align="right">{t(m.boardTemperature)}</TableCell>
            <TableCell align="right">{t(m.chipTemperature)}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {boards.map((board, index) => (
            <TableRow key={`${board.name} ${index}`}>
              <TableCell component="th" scope="row">
                {board.name}
              </TableCell>
              <TableCell align="right">
                {fmt.hashrate(board.hashrate)}
                {isPoor(board) && (
                  <Box component="span" sx={{ color: 'error.main', display: 'block' }}>
                    {t(board.hashrate === 0 ? m.boardDead : m.boardPoor)}
                  </Box>
                )}
              </TableCell>
              <TableCell align="right">{fmt.count(board.chips)}</TableCell>
              <TableCell align="right">{degrees(board.boardTemperature)}</TableCell>
              <TableCell align="right">{degrees(board.chipTemperature)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
