import Box from '@mui/material/Box';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';

import type { AccountForecast } from '#shared/model/planning.ts';
import type { AccountView, PoolCount, RoundView } from '#shared/model/snapshot.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { AccountBadge } from '../../ui/AccountBadge.tsx';
import { QuotaBar } from '../../ui/QuotaBar.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import { ACCOUNT_STATES } from '../../ui/state-looks.tsx';
import { useAccountLooks } from '../../ui/use-account-looks.tsx';
import { useEngineNow } from '../../ui/use-now.ts';
import { overviewMessages as m } from './messages.ts';
import { finishText } from './forecast-view.ts';
import { quotaFraction } from './overview-view.ts';
import { PoolSays } from './PoolSays.tsx';

interface Props {
  account: AccountView;
  round: RoundView;
  poolCount: PoolCount | undefined;
  forecast: AccountForecast | undefined;
}

/** One quota in as little height as it can be read in: state, text, finish, fill; an overflow account has no bar. */
export function AccountRow({ account, round, poolCount, forecast }: Props) {
  return (
    <Box
      component="li"
      sx={{ listStyle: 'none', py: 0.75, '& + &': { borderTop: 1, borderColor: 'divider' } }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', columnGap: 1, flexWrap: 'wrap', minHeight: 24 }}>
        <AccountBadge accountId={account.id} />
        <Typography component="h3" variant="h3" sx={{ overflowWrap: 'anywhere' }}>
          {account.name}
        </Typography>
        {account.overflow && (
          <Typography variant="body2" color="textSecondary">
            {t(m.overflow)}
          </Typography>
        )}
        <StateChip look={ACCOUNT_STATES[account.state]} />
        <Box sx={{ flex: '1 1 260px', minWidth: 0 }}>
          {account.overflow ? (
            <OverflowText account={account} />
          ) : (
            <QuotaText account={account} round={round} forecast={forecast} />
          )}
        </Box>
        <Typography variant="body2" component="span">
          {account.hashrate === null || account.overflow ? '' : fmt.hashrate(account.hashrate)}
        </Typography>
      </Box>
      {!account.overflow && <AccountBar account={account} />}
      {poolCount && <PoolSays count={poolCount} />}
    </Box>
  );
}

function OverflowText({ account }: { account: AccountView }) {
  return (
    <Typography variant="body2" color="textSecondary">
      {t(m.overflowDetail, {
        work: fmt.work(account.creditedWork),
        hashrate: fmt.hashrate(account.hashrate),
      })}
    </Typography>
  );
}

function AccountBar({ account }: { account: AccountView }) {
  const look = useAccountLooks()(account.id);
  const fraction = quotaFraction(account);
  return (
    <Box sx={{ mt: 0.5 }}>
      <QuotaBar
        fraction={fraction ?? 0}
        colour={look.css}
        label={t(m.barLabel, { name: account.name, percent: fmt.percent(fraction) })}
      />
    </Box>
  );
}

function QuotaText({ account, round, forecast }: Omit<Props, 'poolCount'>) {
  const nowMs = useEngineNow();
  const percent = fmt.percent(quotaFraction(account));
  return (
    <Tooltip
      title={`${fmt.exact(account.creditedWork)} / ${fmt.exact(account.targetWork)}. ${t(m.rangeHint)}`}
      placement="bottom-start"
    >
      <Typography variant="body2" component="p">
        <strong>{t(m.ofQuota, { percent })}</strong>
        {' · '}
        {finishText(account, forecast, { nowMs, roundEndsAtMs: round.endsAtMs })}
      </Typography>
    </Tooltip>
  );
}
