import DragIcon from '@mui/icons-material/DragIndicator';
import EditIcon from '@mui/icons-material/EditOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import { memo, type HTMLAttributes } from 'react';

import type { AccountView } from '#shared/model/snapshot.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { AccountBadge } from '../../ui/AccountBadge.tsx';
import { QuotaBar } from '../../ui/QuotaBar.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import { ACCOUNT_STATES } from '../../ui/state-looks.tsx';
import { useAccountLooks } from '../../ui/use-account-looks.tsx';
import { quotaFraction } from '../overview/overview-view.ts';
import { AccountMenu } from './AccountMenu.tsx';
import { EndpointList } from './EndpointList.tsx';
import { accountMessages as m } from './messages.ts';

interface Props {
  account: AccountView;
  isHighlighted: boolean;
  isDragging: boolean;
  handleRef: (node: HTMLElement | null) => void;
  handleProps: Omit<HTMLAttributes<HTMLElement>, 'color'>;
  onEdit: () => void;
  onRemove: () => void;
  onMoveUp: (() => void) | null;
  onMoveDown: (() => void) | null;
}

/** One account: how far it is, how its pools are, and what can be done with it. */
export function AccountCard(props: Props) {
  const { account, isHighlighted, isDragging, handleRef, handleProps } = props;
  return (
    <Paper
      variant="outlined"
      sx={{ display: 'flex', ...(isHighlighted ? { borderColor: 'primary.main', borderWidth: 2 } : {}) }}
      elevation={isDragging ? 8 : 0}
    >
      <IconButton
        ref={handleRef}
        {...handleProps}
        aria-label={t(m.handle, { name: account.name })}
        sx={{
          cursor: 'grab',
          alignSelf: 'stretch',
          borderRadius: 1,
          minWidth: 24,
          px: 0.25,
          touchAction: 'none',
        }}
      >
        <DragIcon fontSize="small" />
      </IconButton>
      <Box sx={{ flex: 1, minWidth: 0, p: 1.25, pl: 0.5 }}>
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap' }}>
          <AccountBadge accountId={account.id} />
          <Typography component="h2" variant="h3" sx={{ overflowWrap: 'anywhere' }}>
            {account.name}
          </Typography>
          <StateChip look={ACCOUNT_STATES[account.state]} />
          {account.overflow && (
            <Typography variant="body2" color="textSecondary">
              {t(m.overflow)}: {t(m.overflowText)}
            </Typography>
          )}
          <Box sx={{ flex: 1 }} />
          {account.hashrate !== null && <span>{fmt.hashrate(account.hashrate)}</span>}
          <Button
            size="small"
            startIcon={<EditIcon />}
            onClick={props.onEdit}
            aria-label={`${t(m.edit)} ${account.name}`}
          >
            {t(m.edit)}
          </Button>
          <AccountMenu name={account.name} {...props} />
        </Box>
        <Progress account={account} />
        <EndpointList account={account} />
      </Box>
    </Paper>
  );
}

const Progress = memo(function Progress({ account }: { account: AccountView }) {
  const look = useAccountLooks()(account.id);
  const fraction = quotaFraction(account);
  const credited = fmt.work(account.creditedWork);
  const text = account.overflow
    ? t(m.creditedOverflow, { credited })
    : t(m.credited, { credited, target: fmt.work(account.targetWork), percent: fmt.percent(fraction) });
  const counts = [
    t(m.shares, {
      accepted: fmt.count(account.acceptedShares),
      rejected: fmt.count(account.rejectedShares),
      stale: fmt.count(account.staleShares),
    }),
    ...(account.pendingShares > 0 ? [t(m.inFlight, { pending: fmt.count(account.pendingShares) })] : []),
    ...(account.inDoubtShares > 0 ? [t(m.inDoubt, { count: fmt.count(account.inDoubtShares) })] : []),
    ...(account.straddlingShares > 0
      ? [t(m.straddling, { count: fmt.count(account.straddlingShares) })]
      : []),
  ];
  return (
    <Box sx={{ my: 0.75 }}>
      {!account.overflow && (
        <QuotaBar fraction={fraction ?? 0} colour={look.css} label={`${account.name}: ${text}`} />
      )}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2, justifyContent: 'space-between' }}>
        <Typography variant="body2">{text}</Typography>
        <Typography variant="body2" color="textSecondary">
          {counts.join(' · ')}
        </Typography>
      </Box>
    </Box>
  );
});
