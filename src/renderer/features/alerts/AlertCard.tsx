import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Chip from '@mui/material/Chip';
import Paper from '@mui/material/Paper';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';

import type { AlertView } from '#shared/model/alert.ts';

import { t, translateSentence } from '../../i18n/t.ts';
import { SEVERITIES } from './alert-looks.ts';
import { alertHref, alertNotes, lastingText } from './alerts-view.ts';
import { alertMessages as m } from './messages.ts';
import { SnoozeMenu } from './SnoozeMenu.tsx';
import { useAlertActions } from './use-alerts.ts';

/** One alert that fires: what is wrong, since when, what to do, and what can be done here. */
export function AlertCard({ alert, nowMs }: { alert: AlertView; nowMs: number }) {
  const { acknowledge, snooze } = useAlertActions();
  const { word, Icon, color } = SEVERITIES[alert.severity];
  const href = alertHref(alert);
  const title = translateSentence(alert.title);
  const isSnoozed = alert.snoozedUntilMs !== null && alert.snoozedUntilMs > nowMs;
  return (
    <Paper
      component="li"
      variant="outlined"
      sx={{
        listStyle: 'none',
        display: 'flex',
        gap: 1.5,
        p: 1.5,
        flexWrap: 'wrap',
        borderLeft: 4,
        borderLeftColor: alert.acknowledged || isSnoozed ? 'divider' : `${color}.main`,
      }}
    >
      <Box sx={{ flex: '1 1 320px', minWidth: 0 }}>
        <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
          <Chip size="small" variant="outlined" color={color} icon={<Icon />} label={t(word)} />
          <Typography component="h3" variant="h3" sx={{ overflowWrap: 'anywhere' }}>
            {title}
          </Typography>
          <Typography variant="body2" color="textSecondary">
            {lastingText(alert, nowMs)}
          </Typography>
        </Box>
        <Typography variant="body2" sx={{ mt: 0.5, overflowWrap: 'anywhere' }}>
          {translateSentence(alert.text)}
        </Typography>
        {alert.next !== '' && (
          <Typography variant="body2" color="textSecondary">
            {t(m.nextStep, { next: translateSentence(alert.next) })}
          </Typography>
        )}
        {alertNotes(alert, nowMs).map((note) => (
          <Typography key={note} variant="caption" color="textSecondary" component="p">
            {note}
          </Typography>
        ))}
      </Box>
      <Box sx={{ display: 'flex', gap: 0.5, alignItems: 'flex-start', flexWrap: 'wrap' }}>
        {href !== null && (
          <Button size="small" href={href} aria-label={t(m.showOf, { title })}>
            {t(m.show)}
          </Button>
        )}
        {alert.acknowledged === null && (
          <Tooltip describeChild title={t(m.acknowledgeHint)}>
            <Button size="small" disabled={acknowledge.isPending} onClick={() => acknowledge.mutate(alert)}>
              {t(m.acknowledge)}
            </Button>
          </Tooltip>
        )}
        {isSnoozed ? (
          <Button size="small" onClick={() => snooze.mutate({ alert, untilMs: null })}>
            {t(m.wake)}
          </Button>
        ) : (
          <SnoozeMenu title={title} nowMs={nowMs} onSnooze={(untilMs) => snooze.mutate({ alert, untilMs })} />
        )}
      </Box>
    </Paper>
  );
}
