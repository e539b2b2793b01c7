import HereIcon from '@mui/icons-material/CheckCircle';
import WaitingIcon from '@mui/icons-material/HourglassEmpty';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { setupMessages as m } from './messages.ts';
import type { Arrival } from './setup-view.ts';

const MAX_SHOWN = 30;

/** Who is awaited and who has come, with a check mark for each that has. */
export function ArrivalList({ lines }: { lines: readonly Arrival[] }) {
  const here = lines.filter((line) => line.isHere).length;
  const hidden = lines.length - MAX_SHOWN;
  return (
    <Box component="section" aria-label={t(m.arrivals)}>
      <Typography variant="h3" gutterBottom>
        {t(m.arrivals)}
      </Typography>
      <Typography variant="body2" color="textSecondary" role="status">
        {lines.length === 0
          ? t(m.noArrivals)
          : t(m.hereOf, { here: fmt.count(here), known: fmt.count(lines.length) })}
      </Typography>
      <Box component="ul" sx={{ m: 0, mt: 0.5, p: 0, listStyle: 'none' }}>
        {lines.slice(0, MAX_SHOWN).map((line) => (
          <Box component="li" key={line.id} sx={{ display: 'flex', gap: 1, alignItems: 'center', py: 0.25 }}>
            {line.isHere ? (
              <HereIcon color="success" fontSize="small" titleAccess={t(m.here)} />
            ) : (
              <WaitingIcon color="disabled" fontSize="small" titleAccess={t(m.waiting)} />
            )}
            <Typography variant="body2" noWrap>
              {line.name}
            </Typography>
            <Typography variant="caption" color="textSecondary" noWrap>
              {line.detail}
            </Typography>
          </Box>
        ))}
      </Box>
      {hidden > 0 && (
        <Typography variant="caption">{t(m.moreMachines, { count: fmt.count(hidden) })}</Typography>
      )}
    </Box>
  );
}
