import { describe, expect, it } from 'vitest';

import {
  emailErrors,
  emailFormOf,
  emailInput,
  isTimeOfDay,
  webhookErrors,
  webhookFormOf,
  webhookInput,
} from '#renderer/features/alerts/channel-form.ts';
import {
  readNumber,
  ruleErrors,
  ruleFormOf,
  ruleInput,
  switchedRule,
} from '#renderer/features/alerts/rule-form.ts';
import {
  ALERT_RULES,
  alertChannelsInput,
  alertRuleSettings,
  type AlertChannelsView,
  type AlertRuleId,
  type AlertRuleView,
} from '#shared/model/alert.ts';

const delivery = { deliveredAtMs: null, failedAtMs: null, trouble: null, waiting: 0 };
const webhook: AlertChannelsView['webhook'] = {
  on: true,
  destination: 'https://hooks.example',
  secret: 'set',
  ca: null,
  delivery,
};
const email: AlertChannelsView['email'] = {
  on: true,
  host: 'mail.example',
  port: 587,
  tls: 'starttls',
  user: 'farm',
  password: 'set',
  from: 'farm@example.com',
  to: ['a@example.com', 'b@example.com'],
  ca: null,
  delivery,
};

function rule(id: AlertRuleId): AlertRuleView {
  const kind = ALERT_RULES.find(({ defaults }) => defaults.id === id);
  if (!kind) throw new Error(id);
  const { unit = null, least = null, most = null } = kind.threshold ?? {};
  return { ...kind.defaults, name: kind.name, unit, least, most, isDefault: true };
}

describe('the form of a rule', () => {
  it('gives every rule back as it took it', () => {
    for (const { defaults } of ALERT_RULES) {
      const view = rule(defaults.id);
      const form = ruleFormOf(view);
      expect(ruleErrors(form, view)).toEqual({});
      expect(alertRuleSettings.parse(ruleInput(form, view))).toEqual(defaults);
    }
  });

  it('shows percent, gigabytes and minutes', () => {
    expect(ruleFormOf(rule('rejected-high')).threshold).toBe('2');
    expect(ruleFormOf(rule('disk-low')).threshold).toBe('1');
    expect(ruleFormOf(rule('clock-jump')).threshold).toBe('1');
    expect(ruleFormOf(rule('pool-down'))).toMatchObject({ threshold: '', holdOffMinutes: '1' });
    expect(ruleFormOf({ ...rule('rejected-high'), threshold: 0.07 }).threshold).toBe('7');
  });

  it('says in a sentence what is wrong with a number', () => {
    const view = rule('rejected-high');
    const form = ruleFormOf(view);
    expect(ruleErrors({ ...form, threshold: 'many' }, view)).toEqual({ threshold: 'Type a number.' });
    expect(ruleErrors({ ...form, threshold: '91' }, view)).toEqual({
      threshold: 'Type a number from 0.1 to 90.',
    });
    expect(ruleErrors({ ...form, holdOffMinutes: '-1' }, view)).toEqual({
      holdOffMinutes: 'Type a number from 0 to 1,440.',
    });
    expect(ruleErrors({ ...form, coolDownMinutes: '0' }, view)).toEqual({
      coolDownMinutes: 'Type a number from 1 to 10,080.',
    });
  });

  it('understands both decimal signs, and nothing else', () => {
    expect([readNumber('2,5'), readNumber(' 2.5 '), readNumber('.5')]).toEqual([2.5, 2.5, 0.5]);
    for (const text of ['', 'x', '1e3', '1.2.3', '0x10', 'Infinity']) expect(readNumber(text)).toBeNaN();
  });

  it('switches a rule without touching anything else', () => {
    const view = rule('miner-lost');
    expect(alertRuleSettings.parse(switchedRule(view))).toEqual({
      ...ALERT_RULES.find(({ defaults }) => defaults.id === 'miner-lost')?.defaults,
      on: false,
    });
  });
});

describe('the form of the webhook', () => {
  it('keeps address and secret that are not typed', () => {
    const input = webhookInput(webhookFormOf(webhook));
    expect(alertChannelsInput.parse({ webhook: input }).webhook).toEqual({ on: true, ca: null });
  });

  it('sends a typed secret, or takes the old one away', () => {
    const form = webhookFormOf(webhook);
    expect(webhookInput({ ...form, secret: 's3' })).toMatchObject({ secret: 's3' });
    expect(webhookInput({ ...form, secret: '', isSecretRemoved: true })).toMatchObject({ secret: null });
  });

  it('wants an address, and a web address', () => {
    const form = webhookFormOf(webhook);
    expect(webhookErrors(form, webhook)).toEqual({});
    expect(webhookErrors(form, { ...webhook, destination: null })).toHaveProperty('url');
    expect(webhookErrors({ ...form, url: 'ftp://x' }, webhook)).toHaveProperty('url');
    expect(webhookErrors({ ...form, url: 'http://10.0.0.5/hook' }, webhook)).toEqual({});
  });
});

describe('the form of the e-mail', () => {
  it('gives back what it took, without the password', () => {
    const form = emailFormOf(email);
    expect(emailErrors(form)).toEqual({});
    const { delivery: _delivery, password: _password, ...rest } = email;
    expect(alertChannelsInput.parse({ email: emailInput(form) }).email).toEqual(rest);
  });

  it('says what is missing while the channel is on', () => {
    const form = { ...emailFormOf(email), host: '', from: '', to: '' };
    expect(Object.keys(emailErrors(form)).toSorted()).toEqual(['from', 'host', 'to']);
    expect(emailErrors({ ...form, on: false })).toEqual({});
  });

  it('names the address and the port that are wrong', () => {
    const form = emailFormOf(email);
    expect(emailErrors({ ...form, to: 'a@example.com; nobody' }).to).toBe(
      '“nobody” is not an e-mail address.',
    );
    for (const port of ['0', '65536', '25.5', 'smtp']) {
      expect(emailErrors({ ...form, port })).toHaveProperty('port');
    }
  });
});

it('a time of day has hours and minutes', () => {
  expect(['00:00', '23:59', '22:00'].every(isTimeOfDay)).toBe(true);
  expect(['24:00', '9:00', '12:60', ''].some(isTimeOfDay)).toBe(false);
});
