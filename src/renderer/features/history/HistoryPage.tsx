import Typography from '@mui/material/Typography';

import { t } from '../../i18n/t.ts';
import { historyMessages as m } from './messages.ts';

/** What was mined, by account, miner and farm, as far back as it is kept. */
export function HistoryPage() {
  return (
    <Typography component="h1" variant="h1">
      {t(m.pageTitle)}
    </Typography>
  );
}
