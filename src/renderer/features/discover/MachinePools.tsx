import Box from '@mui/material/Box';
import Chip from '@mui/material/Chip';
import Typography from '@mui/material/Typography';
import { useId } from 'react';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import type { MachinePool } from './machine-view.ts';
import { discoverMessages as m } from './messages.ts';

const STATUS: Readonly<Record<MachinePool['status'], string>> = {
  alive: m.poolAlive,
  dead: m.poolDead,
  disabled: m.poolDisabled,
  rejecting: m.poolRejecting,
  unknown: m.poolUnknown,
};

/** The pools in a machine's settings, first first; the one it mines for and ours are named. */
export function MachinePools({ pools }: { pools: readonly MachinePool[] }) {
  const titleId = useId();
  return (
    <Box component="section" aria-labelledby={titleId}>
      <Typography variant="h3" id={titleId} gutterBottom>
        {t(m.pools)}
      </Typography>
      {pools.length === 0 && <Typography variant="body2">{t(m.noPools)}</Typography>}
      <Box component="ol" sx={{ m: 0, pl: 2.5 }}>
        {pools.map((pool, index) => (
          <li key={`${pool.url} ${pool.user} ${index}`}>
            <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', alignItems: 'center' }}>
              <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
                {t(m.poolOf, { url: pool.url, user: pool.user ?? t(m.none) })}
              </Typography>
              {pool.isActive === true && (
                <Chip size="small" color="info" variant="outlined" label={t(m.active)} />
              )}
              {pool.isOurs && <Chip size="small" color="success" variant="outlined" label={t(m.oursShort)} />}
            </Box>
            <Typography variant="caption" color="textSecondary">
              {t(m.poolCounts, {
                status: t(STATUS[pool.status]),
                accepted: fmt.count(pool.accepted),
                rejected: fmt.count(pool.rejected),
              })}
            </Typography>
          </li>
        ))}
      </Box>
    </Box>
  );
}
