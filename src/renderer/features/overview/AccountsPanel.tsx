import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import { useState } from 'react';

import type { FarmExtras, FarmSnapshot, RoundView } from '#shared/model/snapshot.ts';

import { usePlan } from '../../api/queries.ts';
import { routeHash } from '../../app/route.ts';
import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { EmptyState } from '../../ui/ViewState.tsx';
import { useEngineNow } from '../../ui/use-now.ts';
import { AccountRow } from './AccountRow.tsx';
import { overviewMessages as m } from './messages.ts';
import { orderedAccounts } from './overview-view.ts';

function roundText(round: RoundView, nowMs: number): string {
  const isShort = round.endsAtMs === null || round.endsAtMs - round.startedAtMs < 3_600_000;
  const options = { nowMs, withSeconds: isShort };
  const since = t(m.roundSince, { time: fmt.time(round.startedAtMs, options) });
  return round.endsAtMs === null ? since : t(m.roundEnds, { since, time: fmt.time(round.endsAtMs, options) });
}

/** All accounts as quota bars, in the order they are served; overflow accounts at the end. */
export function AccountsPanel({ snapshot, extras }: { snapshot: FarmSnapshot; extras: FarmExtras }) {
  const nowMs = useEngineNow();
  const forecasts = usePlan().data?.forecasts;
  const [isWhole, setIsWhole] = useState(false);
  if (snapshot.accounts.length === 0) {
    return (
      <EmptyState
        title={t(m.noAccounts)}
        action={
          <Button variant="contained" href={routeHash('accounts', { add: '1' })}>
            {t(m.addAccount)}
          </Button>
        }
      >
        {t(m.noAccountsText)}
      </EmptyState>
    );
  }
  const { all, short } = orderedAccounts(snapshot.accounts);
  const shown = isWhole ? all : short;
  return (
    <Paper variant="outlined" component="section" aria-labelledby="quotas-title" sx={{ px: 1.5, py: 1 }}>
      <Box
        sx={{
          display: 'flex',
          alignItems: 'baseline',
          gap: 1,
          flexWrap: 'wrap',
          justifyContent: 'space-between',
        }}
      >
        <Typography variant="h2" id="quotas-title">
          {t(m.quotas)}
        </Typography>
        <Typography variant="body2" color="textSecondary">
          {roundText(snapshot.round, nowMs)}
        </Typography>
      </Box>
      <Box component="ul" sx={{ m: 0, p: 0 }}>
        {shown.map((account) => (
          <AccountRow
            key={account.id}
            account={account}
            round={snapshot.round}
            forecast={forecasts?.find((forecast) => forecast.accountId === account.id)}
            poolCount={extras.poolCounts.find((count) => count.accountId === account.id)}
          />
        ))}
      </Box>
      {all.length > short.length && (
        <Button size="small" aria-expanded={isWhole} onClick={() => setIsWhole(!isWhole)}>
          {isWhole ? t(m.showFewer) : t(m.showAll, { count: fmt.count(all.length) })}
        </Button>
      )}
    </Paper>
  );
}
