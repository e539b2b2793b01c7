import BlockIcon from '@mui/icons-material/Block';
import CheckCircleIcon from '@mui/icons-material/CheckCircleOutlined';
import ErrorIcon from '@mui/icons-material/ErrorOutlined';
import InfoIcon from '@mui/icons-material/InfoOutlined';
import WarningIcon from '@mui/icons-material/WarningAmberOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import type { SvgIconComponent } from '@mui/icons-material';

import type { FarmExtras, FarmSnapshot, Notice } from '#shared/model/snapshot.ts';

import { routeHash } from '../../app/route.ts';
import { fmt } from '../../i18n/fmt.ts';
import { t, translateSentence } from '../../i18n/t.ts';
import { useEngineNow } from '../../ui/use-now.ts';
import { useAlertList } from '../alerts/use-alerts.ts';
import { useMarkEndpoint, useMarkMiner } from '../marks/use-marks.ts';
import { AlertNeed } from './AlertNeed.tsx';
import { overviewMessages as m } from './messages.ts';
import { NeedEntry } from './NeedEntry.tsx';
import { needsOf, type Need } from './needs-view.ts';

const MAX_SHOWN = 12;
const ICONS: Readonly<Record<Notice['severity'], SvgIconComponent>> = {
  critical: ErrorIcon,
  warning: WarningIcon,
  info: InfoIcon,
};

function noticeHref({ id, subject }: Notice): string | null {
  if (id === 'offline' && subject === null) return routeHash('miners', { state: 'offline' });
  switch (subject?.kind) {
    case 'miner':
      return routeHash('miners', { miner: subject.id });
    case 'account':
      return routeHash('accounts', { account: subject.id });
    case 'pool':
      return routeHash('pools', { account: subject.id.replace(/~\d+$/, '') });
    default:
      return null;
  }
}

function NeedLine({ need, nowMs }: { need: Need; nowMs: number }) {
  const markMiner = useMarkMiner();
  const markEndpoint = useMarkEndpoint();
  if (need.kind === 'alert') return <AlertNeed alert={need.alert} nowMs={nowMs} />;
  if (need.kind === 'notice') {
    const { severity, sinceMs, text } = need.notice;
    const href = noticeHref(need.notice);
    return (
      <NeedEntry
        Icon={ICONS[severity]}
        color={`${severity === 'critical' ? 'error' : severity}.main`}
        kind={t(m[severity])}
        text={translateSentence(text)}
        detail={fmt.ago(nowMs - sinceMs)}
        action={
          href !== null && (
            <Button size="small" href={href}>
              {t(m.show)}
            </Button>
          )
        }
      />
    );
  }
  const isMiner = need.kind === 'miner-mark';
  const mark = isMiner ? need.miner.markedFailed : need.endpoint.markedFailed;
  const isBelow = mark?.reason === 'below-standard';
  const again = isMiner && need.answersAgain;
  const details = [again ? t(m.answersAgain) : fmt.ago(nowMs - (mark?.atMs ?? nowMs)), mark?.note ?? ''];
  return (
    <NeedEntry
      Icon={BlockIcon}
      color="error.main"
      text={t(isBelow ? m.markedBelow : m.markedNote, {
        name: isMiner ? need.miner.name : need.endpoint.url,
      })}
      detail={details.filter((part) => part !== '').join(' · ')}
      action={
        <Button
          size="small"
          variant={again ? 'contained' : 'text'}
          onClick={() =>
            isMiner
              ? markMiner(need.miner, { failed: false })
              : markEndpoint(need.endpoint, { failed: false })
          }
        >
          {t(m.putBack)}
        </Button>
      }
    />
  );
}

/** Marks stand on a page of their own too; what the engine tells of does not. */
function isTold({ kind }: Need): boolean {
  return kind === 'alert' || kind === 'notice';
}

function needKey(need: Need): string {
  switch (need.kind) {
    case 'alert':
      return need.alert.id;
    case 'notice':
      return need.notice.id;
    case 'miner-mark':
      return need.miner.id;
    case 'endpoint-mark':
      return need.endpoint.id;
  }
}

/** What waits for the owner, each with its action. */
export function NeedsYou({ snapshot, extras }: { snapshot: FarmSnapshot; extras: FarmExtras }) {
  const nowMs = useEngineNow();
  const alerts = useAlertList().data;
  const [isWhole, setIsWhole] = useState(false);
  const needs = needsOf(snapshot, extras, alerts);
  const told = needs.filter(isTold).length;
  const hidden = needs.slice(isWhole ? Math.max(told, MAX_SHOWN) : MAX_SHOWN);
  return (
    <Paper
      variant="outlined"
      component="section"
      aria-labelledby="needs-title"
      sx={{ p: 1.5, order: { xs: needs.length > 0 ? -1 : 0, lg: 0 } }}
    >
      <Typography variant="h2" id="needs-title">
        {t(m.needs)}
      </Typography>
      {needs.length === 0 && (
        <Box sx={{ display: 'flex', gap: 1, pt: 1, color: 'text.secondary' }}>
          <CheckCircleIcon fontSize="small" color="success" />
          <Typography variant="body2">{t(m.nothing)}</Typography>
        </Box>
      )}
      <Box component="ul" sx={{ m: 0, p: 0 }}>
        {needs.slice(0, needs.length - hidden.length).map((need) => (
          <NeedLine key={`${need.kind} ${needKey(need)}`} need={need} nowMs={nowMs} />
        ))}
      </Box>
      {hidden.length > 0 && <HiddenNeeds hidden={hidden} onShow={() => setIsWhole(true)} />}
    </Paper>
  );
}

/** Leads to the rest: on the page of the marks, or here. */
function HiddenNeeds({ hidden, onShow }: { hidden: readonly Need[]; onShow: () => void }) {
  const count = hidden.length;
  if (hidden.some(isTold)) {
    return (
      <Button size="small" onClick={onShow}>
        {t(m.nextMore, { count })}
      </Button>
    );
  }
  const page = hidden.every(({ kind }) => kind === 'endpoint-mark') ? 'pools' : 'miners';
  return (
    <Button size="small" href={routeHash(page, { state: 'marked' })}>
      {t(m.moreMarks, { count })}
    </Button>
  );
}
