import { z } from 'zod';

import { ALERT_CHANNELS, ALERT_SEVERITIES, MAIL_TLS } from '../alert-limits.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export const alertRuleId = z.enum([
  'pool-down',
  'no-share',
  'farm-outage',
  'database-error',
  'hashrate-low',
  'miner-lost',
  'rejected-high',
  'deviation',
  'pools-changed',
  'clock-jump',
  'disk-low',
  'miner-new',
  'update',
]);
export type AlertRuleId = z.infer<typeof alertRuleId>;

export const alertSeverity = z.enum(ALERT_SEVERITIES);
export type AlertSeverity = z.infer<typeof alertSeverity>;

export const alertChannelId = z.enum(ALERT_CHANNELS);
export type AlertChannelId = z.infer<typeof alertChannelId>;

/** What the owner sets of a rule. Which thresholds and times are taken: `ALERT_RULES`. */
export const alertRuleSettings = z.strictObject({
  id: alertRuleId,
  on: z.boolean(),
  /** In the rule's unit; null where it has none. */
  threshold: z.number().nullable(),
  /** The cause must stand for so long before the alert fires, ms. */
  holdOffMs: z.number(),
  /** Between two messages about one cause, ms. */
  coolDownMs: z.number(),
  severity: alertSeverity,
  channels: z.array(alertChannelId).max(10),
});
export type AlertRuleSettings = z.infer<typeof alertRuleSettings>;

/** `fraction`: 0.02 is 2 %. */
export const alertThresholdUnit = z.enum(['fraction', 'bytes', 'ms']);

/** A rule that exists: its name, its threshold's unit and range, and what it is set to unless changed. */
export interface AlertRuleKind {
  name: string;
  threshold: { unit: z.infer<typeof alertThresholdUnit>; least: number; most: number } | null;
  defaults: AlertRuleSettings;
}

type Defaults = Omit<AlertRuleSettings, 'id' | 'on' | 'channels'>;

function ruleKind(
  id: AlertRuleId,
  name: string,
  threshold: AlertRuleKind['threshold'],
  defaults: Defaults,
): AlertRuleKind {
  return {
    name,
    threshold,
    defaults: { id, on: true, ...defaults, channels: DEFAULT_CHANNELS[defaults.severity] },
  };
}

/** The desktop is for what cannot wait; what is only worth knowing is in the list. */
const DEFAULT_CHANNELS: Record<AlertSeverity, AlertChannelId[]> = {
  critical: ['desktop', 'webhook', 'email'],
  warning: ['webhook', 'email'],
  info: [],
};

const critical = { threshold: null, coolDownMs: 10 * MINUTE_MS, severity: 'critical' as const };
const warning = { threshold: null, coolDownMs: 30 * MINUTE_MS, severity: 'warning' as const };
const info = { threshold: null, holdOffMs: 0, coolDownMs: HOUR_MS, severity: 'info' as const };

/** A fraction a rule may be set to. */
const fraction = (least: number, most: number) => ({ unit: 'fraction' as const, least, most });

/** All rules, the gravest first. */
export const ALERT_RULES: readonly AlertRuleKind[] = [
  ruleKind('pool-down', 'Pool down', null, { ...critical, holdOffMs: MINUTE_MS }),
  ruleKind('no-share', 'No share from an account', null, { ...critical, holdOffMs: 10 * MINUTE_MS }),
  ruleKind('farm-outage', 'Whole farm silent or gone', null, { ...critical, holdOffMs: 0 }),
  ruleKind('database-error', 'Database error', null, { ...critical, holdOffMs: 0 }),
  ruleKind('hashrate-low', 'Hashrate low', fraction(0.01, 0.9), {
    ...warning,
    threshold: 0.1,
    holdOffMs: 15 * MINUTE_MS,
  }),
  ruleKind('miner-lost', 'Miner lost', null, { ...warning, holdOffMs: 10 * MINUTE_MS }),
  ruleKind('rejected-high', 'Many shares refused', fraction(0.001, 0.9), {
    ...warning,
    threshold: 0.02,
    holdOffMs: 15 * MINUTE_MS,
  }),
  ruleKind('deviation', 'Quota will be missed', fraction(0.001, 0.9), {
    ...warning,
    threshold: 0.02,
    holdOffMs: HOUR_MS,
  }),
  ruleKind('pools-changed', "Machine's pools changed", null, { ...warning, holdOffMs: 0 }),
  ruleKind(
    'clock-jump',
    'Clock jumped',
    { unit: 'ms', least: MINUTE_MS, most: DAY_MS },
    {
      ...warning,
      threshold: MINUTE_MS,
      holdOffMs: 0,
    },
  ),
  ruleKind(
    'disk-low',
    'Disk nearly full',
    { unit: 'bytes', least: 1e7, most: 1e12 },
    {
      ...warning,
      threshold: 1e9,
      holdOffMs: MINUTE_MS,
    },
  ),
  ruleKind('miner-new', 'New miner found', null, info),
  ruleKind('update', 'Update available', null, info),
];

/** The rule of this id. */
export function alertRuleKind(id: AlertRuleId): AlertRuleKind {
  const found = ALERT_RULES.find(({ defaults }) => defaults.id === id);
  if (!found) throw new Error(`there is no alert rule ${id}`);
  return found;
}

/** A rule as it stands, with what it may be set to. */
export const alertRuleView = alertRuleSettings.extend({
  name: z.string(),
  unit: alertThresholdUnit.nullable(),
  least: z.number().nullable(),
  most: z.number().nullable(),
  isDefault: z.boolean(),
});
export type AlertRuleView = z.infer<typeof alertRuleView>;

export const alertSubject = z.object({
  kind: z.enum(['farm', 'account', 'miner', 'machine']),
  id: z.string(),
  name: z.string(),
});
export type AlertSubject = z.infer<typeof alertSubject>;

/** An alert: one cause, however many it hits. Times in ms since 1970. */
export const alertView = z.object({
  id: z.string(),
  rule: alertRuleId,
  /** The same for each alert of the same cause: what a snooze is for. */
  cause: z.string(),
  severity: alertSeverity,
  state: z.enum(['firing', 'resolved']),
  title: z.string(),
  /** What is wrong, with its numbers. */
  text: z.string(),
  /** What to do next. */
  next: z.string(),
  /** The figures of `text`, for programs. */
  numbers: z.record(z.string(), z.number()),
  /** The first 50 of those it hits, and how many there are. */
  subjects: z.array(alertSubject),
  subjectCount: z.int(),
  /** When the cause began; before `firedAtMs` by the hold-off. */
  sinceMs: z.number(),
  firedAtMs: z.number(),
  resolvedAtMs: z.number().nullable(),
  /** From `sinceMs` until it was over, or until now. */
  durationMs: z.number(),
  /** How often it has come back within its cool-down, the first time counted. */
  occurrences: z.int(),
  acknowledged: z.object({ by: z.string(), atMs: z.number() }).nullable(),
  snoozedUntilMs: z.number().nullable(),
});
export type AlertView = z.infer<typeof alertView>;

export const alertList = z.object({
  atMs: z.number(),
  /** The gravest first, then the newest. */
  firing: z.array(alertView),
  /** Firing too, but to be silent until a time. */
  snoozed: z.array(alertView),
  /** Firing, neither snoozed nor acknowledged. */
  counts: z.object({ critical: z.int(), warning: z.int(), info: z.int() }),
});
export type AlertList = z.infer<typeof alertList>;

/** A message for the screen in front of the owner. */
export const alertNotification = z.object({
  alertId: z.string(),
  kind: z.enum(['firing', 'resolved', 'test']),
  severity: alertSeverity,
  title: z.string(),
  body: z.string(),
});
export type AlertNotification = z.infer<typeof alertNotification>;

/** `changed`: read the list again. */
export const alertEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('changed') }),
  z.object({ type: z.literal('notification'), notification: alertNotification }),
]);
export type AlertEvent = z.infer<typeof alertEvent>;

const secretState = z.enum(['set', 'not set']);

/** How the last deliveries went; null = none since the program started. */
const delivery = z.object({
  deliveredAtMs: z.number().nullable(),
  failedAtMs: z.number().nullable(),
  /** Why the last one failed, one sentence. */
  trouble: z.string().nullable(),
  /** Messages that wait for another try. */
  waiting: z.int(),
});
export type AlertDelivery = z.infer<typeof delivery>;

export const mailTls = z.enum(MAIL_TLS);
export type MailTls = z.infer<typeof mailTls>;

export const quietHours = z.strictObject({
  on: z.boolean(),
  /** `HH:MM`, civil time in `timeZone`. */
  from: z.string().max(5),
  to: z.string().max(5),
  /** IANA name. */
  timeZone: z.string().max(64),
});
export type QuietHours = z.infer<typeof quietHours>;

/** The channels, without any secret. */
export const alertChannelsView = z.object({
  desktop: z.object({ on: z.boolean() }),
  webhook: z.object({
    on: z.boolean(),
    /** Scheme and host only: the rest of a webhook's address is often its password. Null = not set. */
    destination: z.string().nullable(),
    secret: secretState,
    /** Certificates (PEM) of an authority of your own; null = the system's. */
    ca: z.string().nullable(),
    delivery,
  }),
  email: z.object({
    on: z.boolean(),
    host: z.string(),
    port: z.int(),
    tls: mailTls,
    user: z.string(),
    password: secretState,
    from: z.string(),
    to: z.array(z.string()),
    ca: z.string().nullable(),
    delivery,
  }),
  quietHours,
});
export type AlertChannelsView = z.infer<typeof alertChannelsView>;

const caPem = z.string().max(65_536).nullable().optional();

/** What is given is changed. A secret that is left out stays; null takes it away. */
export const alertChannelsInput = z.strictObject({
  desktop: z.strictObject({ on: z.boolean() }).optional(),
  webhook: z
    .strictObject({
      on: z.boolean(),
      url: z.string().max(2000).nullable().optional(),
      secret: z.string().max(256).nullable().optional(),
      ca: caPem,
    })
    .optional(),
  email: z
    .strictObject({
      on: z.boolean(),
      host: z.string().max(255),
      port: z.number(),
      tls: mailTls,
      user: z.string().max(255),
      password: z.string().max(256).nullable().optional(),
      from: z.string().max(320),
      to: z.array(z.string().max(320)).max(50),
      ca: caPem,
    })
    .optional(),
  quietHours: quietHours.optional(),
});
export type AlertChannelsInput = z.infer<typeof alertChannelsInput>;

/** How trying a channel went. */
export const alertChannelTest = z.object({
  ok: z.boolean(),
  /** What happened, or why not: one sentence. */
  text: z.string(),
  tookMs: z.number(),
});
export type AlertChannelTest = z.infer<typeof alertChannelTest>;
