import Alert from '@mui/material/Alert';
import AlertTitle from '@mui/material/AlertTitle';
import Button from '@mui/material/Button';

import type { FarmSnapshot } from '#shared/model/snapshot.ts';

import { goTo } from '../../app/route.ts';
import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { useEngineNow } from '../../ui/use-now.ts';
import { setupMessages as m } from './messages.ts';
import { isHere, latestShare } from './setup-view.ts';
import { setupSeenStore } from './use-first-start.ts';

/** Says that the farm works, as soon as a pool has accepted a share. */
export function FirstShare({ snapshot }: { snapshot: FarmSnapshot }) {
  const nowMs = useEngineNow();
  const share = latestShare(snapshot);
  if (!share) {
    if (!snapshot.miners.some(isHere)) return null;
    return (
      <Alert severity="info" role="status">
        {t(snapshot.accounts.length === 0 ? m.waitingAccount : m.waitingShare)}
      </Alert>
    );
  }
  const ago = fmt.ago(Math.max(nowMs - share.atMs, 0));
  const miner = share.miner.name;
  return (
    // The age ticks, so nothing but the title is read out by itself.
    <Alert
      severity="success"
      role="group"
      aria-label={t(m.firstShare)}
      action={
        <Button
          color="inherit"
          variant="outlined"
          size="small"
          onClick={() => {
            setupSeenStore.set(true);
            goTo('overview');
          }}
        >
          {t(m.finish)}
        </Button>
      }
    >
      <AlertTitle role="status">{t(m.firstShare)}</AlertTitle>
      {share.accountName === null
        ? t(m.firstShareNobody, { miner, ago })
        : t(m.firstShareDetail, { miner, account: share.accountName, ago })}{' '}
      {t(m.sharesSoFar, { count: fmt.count(share.total) })}
    </Alert>
  );
}
