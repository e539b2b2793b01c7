import DeleteIcon from '@mui/icons-material/DeleteOutlined';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableContainer from '@mui/material/TableContainer';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';

import type { BackupFile } from '#shared/model/backup.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t, translateSentence } from '../../i18n/t.ts';
import { visuallyHidden } from '../../ui/visually-hidden.ts';
import { bytesText } from '../history/bytes-text.ts';
import { backupMessages as m } from './messages.ts';

const KINDS: Readonly<Record<BackupFile['kind'], string>> = {
  automatic: m.automaticKind,
  manual: m.manualKind,
  'before-restore': m.beforeKind,
};

interface Props {
  files: readonly BackupFile[];
  isBusy: boolean;
  onRestore: (file: BackupFile) => void;
  onRemove: (file: BackupFile) => void;
}

/** The backups that are there, each to be restored or deleted. */
export function BackupTable({ files, isBusy, onRestore, onRemove }: Props) {
  return (
    // A region that scrolls is reached by keys too.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <TableContainer sx={{ maxHeight: 280 }} tabIndex={0} role="region" aria-label={t(m.files)}>
      <Table size="small" stickyHeader>
        <TableHead>
          <TableRow>
            <TableCell>{t(m.made)}</TableCell>
            <TableCell align="right">{t(m.size)}</TableCell>
            <TableCell>{t(m.kind)}</TableCell>
            <TableCell>
              <span style={visuallyHidden}>{t(m.restore)}</span>
            </TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {files.map((file) => (
            <TableRow key={file.name}>
              <TableCell>
                <Tooltip title={file.name}>
                  <span>{fmt.timestamp(file.madeAtMs)}</span>
                </Tooltip>
                {file.trouble !== null && (
                  <Typography variant="caption" color="error" component="div">
                    {translateSentence(file.trouble)}
                  </Typography>
                )}
              </TableCell>
              <TableCell align="right" sx={{ whiteSpace: 'nowrap' }}>
                {bytesText(file.bytes)}
              </TableCell>
              <TableCell sx={{ whiteSpace: 'nowrap' }}>{t(KINDS[file.kind])}</TableCell>
              <TableCell align="right" sx={{ whiteSpace: 'nowrap' }}>
                <Button
                  size="small"
                  disabled={isBusy || file.trouble !== null}
                  onClick={() => onRestore(file)}
                >
                  {t(m.restore)}
                </Button>
                <IconButton
                  size="small"
                  disabled={isBusy}
                  aria-label={t(m.remove, { name: file.name })}
                  onClick={() => onRemove(file)}
                >
                  <DeleteIcon fontSize="small" />
                </IconButton>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
