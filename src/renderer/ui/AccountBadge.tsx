import Box from '@mui/material/Box';
import { memo } from 'react';

import { inkOn } from './account-looks.ts';
import { useAccountLooks } from './use-account-looks.tsx';

/** The account's colour and letter; decoration beside its name. */
export function AccountBadge({ accountId, size = 20 }: { accountId: string; size?: number }) {
  const look = useAccountLooks()(accountId);
  return (
    <Box
      component="span"
      aria-hidden
      sx={{
        display: 'inline-flex',
        alignItems: 'center',
        justifyContent: 'center',
        flex: 'none',
        width: size,
        height: size,
        borderRadius: 0.5,
        fontSize: size * (look.letter.length > 1 ? 0.5 : 0.6),
        fontWeight: 700,
        lineHeight: 1,
      }}
      style={{ backgroundColor: look.css, color: inkOn(look.css) }}
    >
      {look.letter}
    </Box>
  );
}

/** Badge and name on one line. */
export const AccountName = memo(function AccountName({
  accountId,
  name,
}: {
  accountId: string;
  name: string;
}) {
  return (
    <Box component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.75, minWidth: 0 }}>
      <AccountBadge accountId={accountId} size={16} />
      <Box component="span" sx={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
        {name}
      </Box>
    </Box>
  );
});
