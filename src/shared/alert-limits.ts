const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Least severe first. */
export const ALERT_SEVERITIES = ['info', 'warning', 'critical'] as const;
export const ALERT_CHANNELS = ['desktop', 'webhook', 'email'] as const;
/** How the way to a mail server is kept from being read. */
export const MAIL_TLS = ['implicit', 'starttls', 'none'] as const;

export const MAX_HOLD_OFF_MS = DAY_MS;
export const LEAST_COOL_DOWN_MS = MINUTE_MS;
export const MAX_COOL_DOWN_MS = 7 * DAY_MS;
export const MAX_SNOOZE_MS = 30 * DAY_MS;
