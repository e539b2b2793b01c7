import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { AccountName } from '../../ui/AccountBadge.tsx';
import { allocationMessages as m } from './messages.ts';

/** More rows than fit on the screen are worth a word. */
const MANY_ROWS = 18;
const HATCH =
  'repeating-linear-gradient(135deg, transparent 0 3px, var(--mui-palette-text-secondary) 3px 4px)';

/** Colour and letter of each account, and what the hatch means. */
export function Legend({
  accounts,
  rows,
}: {
  accounts: readonly { id: string; name: string }[];
  rows: number;
}) {
  return (
    <Box
      sx={{
        display: 'flex',
        flexWrap: 'wrap',
        columnGap: 2,
        rowGap: 0.5,
        mt: 1,
      }}
    >
      {accounts.map((account) => (
        <Typography key={account.id} variant="caption" component="span">
          <AccountName accountId={account.id} name={account.name} />
        </Typography>
      ))}
      <Typography
        variant="caption"
        component="span"
        sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.75 }}
      >
        <Box
          aria-hidden
          sx={{ width: 16, height: 16, border: 1, borderColor: 'divider', backgroundImage: HATCH }}
        />
        {t(m.legendNone)}
      </Typography>
      {rows > MANY_ROWS && (
        <Typography variant="caption" color="textSecondary">
          {t(m.manyRows, { count: fmt.count(rows) })}
        </Typography>
      )}
    </Box>
  );
}
