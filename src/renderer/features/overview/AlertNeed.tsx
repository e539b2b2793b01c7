import Box from '@mui/material/Box';
import Button from '@mui/material/Button';

import type { AlertView } from '#shared/model/alert.ts';

import { routeHash } from '../../app/route.ts';
import { t, translateSentence } from '../../i18n/t.ts';
import { SEVERITIES } from '../alerts/alert-looks.ts';
import { alertHref, lastingText } from '../alerts/alerts-view.ts';
import { alertMessages as m } from '../alerts/messages.ts';
import { useAlertActions } from '../alerts/use-alerts.ts';
import { NeedEntry } from './NeedEntry.tsx';

/** An alert that fires: what is wrong, where it can be seen, and that somebody sees to it. */
export function AlertNeed({ alert, nowMs }: { alert: AlertView; nowMs: number }) {
  const { acknowledge } = useAlertActions();
  const { word, Icon, color } = SEVERITIES[alert.severity];
  const title = translateSentence(alert.title);
  return (
    <NeedEntry
      Icon={Icon}
      color={`${color}.main`}
      kind={t(word)}
      text={title}
      detail={[lastingText(alert, nowMs), translateSentence(alert.text)].join(' · ')}
      below={
        <Box sx={{ display: 'flex', gap: 0.5, flexWrap: 'wrap', ml: -0.625 }}>
          <Button
            size="small"
            href={alertHref(alert) ?? routeHash('alerts')}
            aria-label={t(m.showOf, { title })}
            sx={{ minWidth: 0 }}
          >
            {t(m.show)}
          </Button>
          <Button size="small" disabled={acknowledge.isPending} onClick={() => acknowledge.mutate(alert)}>
            {t(m.acknowledge)}
          </Button>
        </Box>
      }
    />
  );
}
