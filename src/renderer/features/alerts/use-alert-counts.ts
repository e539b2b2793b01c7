import type { AlertList } from '#shared/model/alert.ts';

import { useAlertEvents } from './use-alert-events.ts';
import { useAlertList } from './use-alerts.ts';

const NONE: AlertList['counts'] = { critical: 0, warning: 0, info: 0 };

/**
 * How many alerts fire now, by severity; snoozed and acknowledged ones are not counted. Also keeps the list
 * of alerts in step with the engine and shows desktop notifications: to be used once, in the header.
 */
export function useAlertCounts(): AlertList['counts'] {
  useAlertEvents();
  return useAlertList().data?.counts ?? NONE;
}
