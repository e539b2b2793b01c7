import Typography from '@mui/material/Typography';

import { t } from '../../i18n/t.ts';
import { discoverMessages as m } from './messages.ts';

/** Finds the machines on the LAN, points them here, and puts them back. */
export function DiscoverPage() {
  return <Typography variant="h1">{t(m.title)}</Typography>;
}
