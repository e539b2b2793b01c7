import CheckIcon from '@mui/icons-material/Check';
import PriorityHighIcon from '@mui/icons-material/PriorityHigh';
import Box from '@mui/material/Box';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';

import type { PoolCount } from '#shared/model/snapshot.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { overviewMessages as m } from './messages.ts';
import { countsAgree } from './overview-view.ts';

/** The pool's own count beside our ledger's. */
export function PoolSays({ count }: { count: PoolCount }) {
  const agrees = countsAgree(count);
  return (
    <Tooltip title={t(m.poolSaysHint)} placement="bottom-start">
      <Typography variant="caption" component="p" color="textSecondary">
        {t(m.poolSays, {
          poolShares: fmt.count(count.poolShares),
          poolWork: fmt.work(count.poolWork),
          ledgerShares: fmt.count(count.ledgerShares),
          ledgerWork: fmt.work(count.ledgerWork),
        })}{' '}
        <Box component="span" sx={{ color: agrees ? 'success.main' : 'warning.main', whiteSpace: 'nowrap' }}>
          {agrees ? (
            <CheckIcon sx={{ fontSize: '1em', verticalAlign: '-0.1em' }} />
          ) : (
            <PriorityHighIcon sx={{ fontSize: '1em', verticalAlign: '-0.1em' }} />
          )}
          {t(agrees ? m.poolAgrees : m.poolDiffers)}
        </Box>
      </Typography>
    </Tooltip>
  );
}
