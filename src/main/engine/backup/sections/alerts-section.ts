import { z } from 'zod';

import type { ChannelSecrets } from '#engine/alerts/channel-book.ts';
import { checkEmail, keepsPassword, readWebhookUrl } from '#engine/alerts/channel-settings.ts';
import { checkQuietHours } from '#engine/alerts/quiet-hours.ts';
import { AppError } from '#shared/errors.ts';
import {
  type AlertChannelsInput,
  type AlertChannelsView,
  alertRuleSettings,
  type AlertRuleSettings,
  mailTls,
  quietHours,
} from '#shared/model/alert.ts';

import {
  type ConfigPlan,
  type ConfigSection,
  describeDifference,
  type IncomingSection,
} from '../config-section.ts';

/** What the section needs of the alerts. */
export interface AlertsSectionDeps {
  rules(): AlertRuleSettings[];
  setRule(rule: AlertRuleSettings, by: string): unknown;
  channels(): AlertChannelsView;
  setChannels(input: AlertChannelsInput, by: string): unknown;
  secrets(): ChannelSecrets;
}

const ca = z.string().max(65_536).nullable();
const channelsValue = z.strictObject({
  desktop: z.strictObject({ on: z.boolean() }),
  webhook: z.strictObject({ on: z.boolean(), destination: z.string().max(2000).nullable(), ca }),
  email: z.strictObject({
    ...{ on: z.boolean(), host: z.string().max(255), port: z.int(), tls: mailTls, user: z.string().max(255) },
    ...{ from: z.string().max(320), to: z.array(z.string().max(320)).max(50), ca },
  }),
  quietHours,
});
type Channels = z.infer<typeof channelsValue>;
const alertsValue = z.strictObject({ rules: z.array(z.unknown()).max(200), channels: channelsValue });
const secret = z.string().max(2000).nullable();
const alertsSecrets = z.object({ webhookUrl: secret, webhookSecret: secret, mailPassword: secret });

/** Rules and channels of the alerts; addresses of webhooks, their secrets and mail passwords only sealed. */
export function alertsSection(deps: AlertsSectionDeps): ConfigSection {
  return {
    name: 'alerts',
    export: () => ({ rules: rulesOf(deps), channels: channelsOf(deps) }),
    secrets: () => deps.secrets(),
    plan: (incoming) => plan(deps, incoming),
  };
}

function plan(deps: AlertsSectionDeps, { value, secrets }: IncomingSection): ConfigPlan {
  const checked = alertsValue.safeParse(value);
  if (!checked.success)
    throw new AppError('BAD_INPUT', 'The section "alerts" is not as this program knows it.');
  const { channels } = checked.data;
  const opened = readSecrets(secrets);
  const rules = changedRules(deps, checked.data.rules);
  const { input, warnings } = channelsInput(deps, channels, opened);
  const channelsText = differenceOf(deps, { channels, input, opened });
  const changes: ConfigPlan['changes'] = rules.changed.map(({ rule, text }) => {
    return { kind: 'changed', subject: `rule ${rule.id}`, text };
  });
  if (channelsText !== '') changes.push({ kind: 'changed', subject: 'channels', text: channelsText });
  return {
    changes,
    warnings: [...rules.warnings, ...warnings],
    apply(by) {
      for (const { rule } of rules.changed) deps.setRule(rule, by);
      if (channelsText !== '') deps.setChannels(input, by);
    },
  };
}

function readSecrets(secrets: unknown): ChannelSecrets | null {
  if (secrets === undefined) return null;
  const checked = alertsSecrets.safeParse(secrets);
  if (!checked.success)
    throw new AppError(
      'BAD_INPUT',
      'The secrets of the section "alerts" are not as this program knows them.',
    );
  if (checked.data.webhookUrl !== null) readWebhookUrl(checked.data.webhookUrl);
  return checked.data;
}

function changedRules(
  deps: AlertsSectionDeps,
  values: readonly unknown[],
): { changed: { rule: AlertRuleSettings; text: string }[]; warnings: string[] } {
  const present = new Map(rulesOf(deps).map((rule) => [rule.id, rule]));
  const read = values.map((value) => alertRuleSettings.safeParse(value));
  const rules = read.flatMap(({ success, data }) => (success ? [data] : []));
  const unknown = read.length - rules.length;
  return {
    changed: rules
      .map((rule) => ({ rule, text: describeDifference(present.get(rule.id) ?? {}, rule) }))
      .filter(({ text }) => text !== ''),
    warnings:
      unknown > 0 ? [`Rules of alerts left out, since this version does not know them: ${unknown}.`] : [],
  };
}

/** A stored password stays only with the server that it was typed for. */
function channelsInput(
  deps: AlertsSectionDeps,
  { desktop, webhook, email, quietHours: hours }: Channels,
  opened: ChannelSecrets | null,
): { input: AlertChannelsInput; warnings: string[] } {
  checkQuietHours(hours);
  checkEmail({ ...email, on: false, sealedPassword: opened?.mailPassword ?? null });
  const present = deps.channels();
  const input: AlertChannelsInput = { desktop, quietHours: hours };
  const warnings: string[] = [];
  if (opened) {
    const { webhookUrl: url, webhookSecret, mailPassword } = opened;
    input.webhook = { on: webhook.on && url !== null, url, secret: webhookSecret, ca: webhook.ca };
    input.email = { ...email, password: mailPassword };
    return { input, warnings };
  }
  if (webhook.destination === present.webhook.destination) input.webhook = { on: webhook.on, ca: webhook.ca };
  else warnings.push('The webhook stays as it is: its whole address is in the file only with a passphrase.');
  const keeps = keepsPassword({ ...present.email, sealedPassword: null }, email);
  const isBare = email.user !== '' && !(keeps && present.email.password === 'set');
  input.email = { ...email, on: email.on && !isBare, ...(keeps ? {} : { password: null }) };
  if (isBare) warnings.push('E-mail stays off until you type the password of its server.');
  return { input, warnings };
}

function differenceOf(
  deps: AlertsSectionDeps,
  incoming: { channels: Channels; input: AlertChannelsInput; opened: ChannelSecrets | null },
): string {
  const { channels, input, opened } = incoming;
  const present = channelsOf(deps);
  const after: Channels = {
    ...channels,
    webhook: input.webhook ? { ...channels.webhook, on: input.webhook.on } : present.webhook,
    email: { ...channels.email, on: input.email?.on ?? false },
  };
  const isSecretNew = opened !== null && JSON.stringify(opened) !== JSON.stringify(deps.secrets());
  return [describeDifference(present, after), isSecretNew ? 'other secrets' : '']
    .filter((part) => part !== '')
    .join(', ');
}

function rulesOf(deps: AlertsSectionDeps): AlertRuleSettings[] {
  return deps.rules().map(({ id, on, threshold, holdOffMs, coolDownMs, severity, channels }) => {
    return { id, on, threshold, holdOffMs, coolDownMs, severity, channels };
  });
}

function channelsOf(deps: AlertsSectionDeps): Channels {
  const { desktop, webhook, email, quietHours: hours } = deps.channels();
  const { host, port, tls, user, from, to } = email;
  return {
    desktop: { on: desktop.on },
    webhook: { on: webhook.on, destination: webhook.destination, ca: webhook.ca },
    email: { on: email.on, ...{ host, port, tls, user, from, to }, ca: email.ca },
    quietHours: hours,
  };
}
