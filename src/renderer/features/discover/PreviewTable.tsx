import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableContainer from '@mui/material/TableContainer';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import { useState } from 'react';

import type { MachineView, PointPreviewLine } from '#shared/model/machine.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t, translateSentence } from '../../i18n/t.ts';
import { nameOf } from './machine-view.ts';
import { discoverMessages as m } from './messages.ts';

const FEW = 50;

interface Props {
  lines: readonly PointPreviewLine[];
  machines: ReadonlyMap<string, MachineView>;
}

/** What would be written to each machine, or why nothing is. */
export function PreviewTable({ lines, machines }: Props) {
  const [isWhole, setIsWhole] = useState(false);
  const shown = isWhole ? lines : lines.slice(0, FEW);
  return (
    <>
      <TableContainer sx={{ maxHeight: 320 }} tabIndex={0} role="region" aria-label={t(m.previewLabel)}>
        <Table size="small" stickyHeader sx={{ minWidth: 860 }}>
          <TableHead>
            <TableRow>
              <TableCell>{t(m.machine)}</TableCell>
              <TableCell>{t(m.whatHappens)}</TableCell>
              <TableCell>{t(m.worker)}</TableCell>
              <TableCell>{t(m.poolsNow)}</TableCell>
              <TableCell>{t(m.wayBack)}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {shown.map((line) => (
              <PreviewRow key={line.machineId} line={line} machine={machines.get(line.machineId)} />
            ))}
          </TableBody>
        </Table>
      </TableContainer>
      {lines.length > FEW && !isWhole && (
        <Button size="small" onClick={() => setIsWhole(true)}>
          {t(m.showAll, { count: fmt.count(lines.length) })}
        </Button>
      )}
    </>
  );
}

function PreviewRow({ line, machine }: { line: PointPreviewLine; machine: MachineView | undefined }) {
  const { can, proxyUrl, worker, pools, behind, promise } = line;
  const name = machine ? nameOf(machine) : line.machineId;
  return (
    <TableRow>
      <TableCell component="th" scope="row">
        {name}
      </TableCell>
      {can === true ? (
        <>
          <TableCell sx={{ overflowWrap: 'anywhere' }}>
            {t(m.writes, { url: proxyUrl ?? t(m.none) })}
            {behind?.map(({ url, user }, place) => (
              <Box key={`${url} ${user} ${place}`} sx={{ color: 'text.secondary' }}>
                {t(m.behind, { url, user })}
              </Box>
            ))}
          </TableCell>
          <TableCell sx={{ overflowWrap: 'anywhere' }}>{worker ?? t(m.none)}</TableCell>
          <TableCell>
            {pools.length === 0
              ? t(m.none)
              : pools.map(({ url, user }) => (
                  <Box key={`${url} ${user}`} sx={{ overflowWrap: 'anywhere' }}>
                    {t(m.poolOf, { url, user })}
                  </Box>
                ))}
          </TableCell>
          <TableCell>
            {promise === null ? t(m.none) : t(promise === 'exact' ? m.exact : m.typedBack)}
          </TableCell>
        </>
      ) : (
        <TableCell colSpan={4} sx={{ color: 'text.secondary' }}>
          {t(m.notPointed, { why: translateSentence(can) })}
        </TableCell>
      )}
    </TableRow>
  );
}
