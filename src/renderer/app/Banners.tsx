import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import { useState } from 'react';

import { useConnection, useConnectionStatus } from '../api/connection.ts';
import { useFarm } from '../api/queries.ts';
import { fmt } from '../i18n/fmt.ts';
import { t } from '../i18n/t.ts';
import { useLocalNow } from '../ui/use-now.ts';
import { countMarks, isStale } from './header-view.ts';
import { frameMessages as m } from './messages.ts';
import { goTo } from './route.ts';

/** Says that the line is lost or the figures are old, and how old. */
export function ConnectionBanner() {
  const connection = useConnection();
  const { state } = useConnectionStatus();
  const { isTooOld, age } = useStaleness();
  if (state === 'signed-out') {
    return (
      <Alert
        severity="warning"
        square
        action={
          <Button color="inherit" size="small" onClick={() => window.location.reload()}>
            {t(m.signIn)}
          </Button>
        }
      >
        {t(m.signedOut)}
      </Alert>
    );
  }
  if (!isTooOld) return null;
  const stale = t(m.stale, { ago: age });
  return (
    <Alert
      severity={state === 'lost' ? 'error' : 'warning'}
      square
      action={
        <Button color="inherit" size="small" onClick={() => connection.retry()}>
          {t(m.retryNow)}
        </Button>
      }
    >
      {state === 'lost' ? `${t(connection.triesByItself ? m.lost : m.gone)} ${stale}.` : `${stale}.`}
    </Alert>
  );
}

/** Whether what the screen shows is old. */
export function useStaleness(): { isTooOld: boolean; age: string } {
  const { state } = useConnectionStatus();
  const nowMs = useLocalNow();
  const { data } = useFarm();
  const [openedAtMs] = useState(nowMs);
  const ageMs = nowMs - (data?.receivedAtMs ?? openedAtMs);
  const isConnected = state === 'open' || state === 'connecting';
  return { isTooOld: isStale(ageMs, isConnected), age: fmt.ago(Math.max(ageMs, 0)) };
}

/** Stands on every page for as long as a mark of the operator stands. */
export function MarksBanner() {
  const { data } = useFarm();
  if (!data) return null;
  const marks = countMarks(data.snapshot);
  if (marks.miners === 0 && marks.endpoints === 0) return null;
  const parts = [
    ...(marks.miners > 0 ? [t(m.minersMarked, { count: marks.miners })] : []),
    ...(marks.endpoints > 0 ? [t(m.endpointsMarked, { count: marks.endpoints })] : []),
  ];
  return (
    <Alert
      severity="warning"
      square
      role="status"
      action={
        <Button
          color="inherit"
          size="small"
          onClick={() => (marks.miners > 0 ? goTo('miners', { state: 'marked' }) : goTo('pools'))}
        >
          {t(m.review)}
        </Button>
      }
    >
      {parts.join(' · ')}
    </Alert>
  );
}
