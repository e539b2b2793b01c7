import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';

import {
  alertChannelId,
  alertChannelsInput,
  alertChannelsView,
  alertChannelTest,
  alertEvent,
  alertList,
  alertRuleId,
  alertRuleSettings,
  alertRuleView,
  alertView,
} from '../model/alert.ts';

const oneAlert = z.object({ id: z.string().max(64) });

/** What is wrong with the farm, by which rules it is found, and where it is told. */
export const alertsContract = {
  list: oc
    .route({ method: 'GET', path: '/alerts', summary: 'Alerts that fire now, and those that are snoozed' })
    .output(alertList),
  history: oc
    .route({ method: 'GET', path: '/alerts/history', summary: 'Alerts of the last 90 days, newest first' })
    .input(
      z.object({
        /** Those that fired before this time: the next page. */
        beforeMs: z.coerce.number().optional(),
        limit: z.coerce.number().int().min(1).max(500).optional(),
      }),
    )
    .output(z.array(alertView)),
  events: oc
    .route({
      method: 'GET',
      path: '/alerts/events',
      summary: 'Server-sent events: the list has changed, and notifications for the screen',
    })
    .output(eventIterator(alertEvent)),
  acknowledge: oc
    .route({ method: 'POST', path: '/alerts/{id}/acknowledge', summary: 'Somebody has seen to it' })
    .input(oneAlert)
    .output(alertView),
  snooze: oc
    .route({
      method: 'POST',
      path: '/alerts/{id}/snooze',
      summary: 'No message about this cause until a time; null = as before',
    })
    .input(oneAlert.extend({ untilMs: z.number().nullable() }))
    .output(alertView),
  rules: oc
    .route({ method: 'GET', path: '/alerts/rules', summary: 'All rules as they stand' })
    .output(z.array(alertRuleView)),
  setRule: oc
    .route({ method: 'PUT', path: '/alerts/rules/{id}', summary: 'Changes a rule' })
    .input(alertRuleSettings)
    .output(z.array(alertRuleView)),
  resetRule: oc
    .route({ method: 'POST', path: '/alerts/rules/{id}/reset', summary: 'Sets a rule as it came' })
    .input(z.object({ id: alertRuleId }))
    .output(z.array(alertRuleView)),
  channels: oc
    .route({ method: 'GET', path: '/alerts/channels', summary: 'Where alerts are told, without secrets' })
    .output(alertChannelsView),
  setChannels: oc
    .route({ method: 'PUT', path: '/alerts/channels', summary: 'Changes where alerts are told' })
    .input(alertChannelsInput)
    .output(alertChannelsView),
  testChannel: oc
    .route({
      method: 'POST',
      path: '/alerts/channels/{id}/test',
      summary: 'Sends a test message now; answers within 15 s',
    })
    .input(z.object({ id: alertChannelId }))
    .output(alertChannelTest),
};
