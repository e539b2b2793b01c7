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

interface Props {
  accounts: readonly { id: string; name: string }[];
  rows: number;
  miners: number;
  /** Outlined bands and red edges are shown, too. */
  isWhole?: boolean;
}

/** Colour and letter of each account, and what the other marks mean. */
export function Legend({ accounts, rows, miners, isWhole = false }: Props) {
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
      <Entry text={t(m.legendNone)} sx={{ border: 1, borderColor: 'divider', backgroundImage: HATCH }} />
      {isWhole && (
        <>
          <Entry text={t(m.legendPlanned)} sx={{ border: 2, borderColor: 'text.secondary' }} />
          <Entry
            text={t(m.legendRejected)}
            sx={{ border: 1, borderColor: 'divider', borderBottom: 3, borderBottomColor: 'error.main' }}
          />
        </>
      )}
      {rows > MANY_ROWS && (
        <Typography variant="caption" color="textSecondary">
          {t(m.manyRows, { count: fmt.count(miners) })}
        </Typography>
      )}
    </Box>
  );
}

function Entry({ text, sx }: { text: string; sx: object }) {
  return (
    <Typography
      variant="caption"
      component="span"
      sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.75 }}
    >
      <Box aria-hidden sx={{ width: 16, height: 16, ...sx }} />
      {text}
    </Typography>
  );
}
