import { randomBytes } from 'node:crypto';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { ChannelBook } from '#engine/alerts/channel-book.ts';
import { RuleBook } from '#engine/alerts/rule-book.ts';
import { alertsSection, type AlertsSectionDeps } from '#engine/backup/sections/alerts-section.ts';
import type { ConfigPlan } from '#engine/backup/config-section.ts';
import { keySecretBox } from '#engine/lib/secret-box.ts';
import { SettingsStore } from '#engine/store/settings-store.ts';
import { TempDb } from '#test/support/temp-db.ts';

const DELIVERY = { deliveredAtMs: null, failedAtMs: null, trouble: null, waiting: 0 };
const SMTP = { host: 'mail.example', port: 587, tls: 'starttls' as const, user: 'farm', from: 'a@b.example' };

class Books implements AlertsSectionDeps {
  readonly temp = new TempDb();
  readonly store = new SettingsStore(this.temp.open());
  readonly ruleBook = new RuleBook(this.store);
  readonly channelBook = new ChannelBook({ store: this.store, secretBox: keySecretBox(randomBytes(32)) });

  rules = () => this.ruleBook.views();
  setRule = (rule: Parameters<RuleBook['set']>[0]) => this.ruleBook.set(rule);
  setChannels = (input: Parameters<ChannelBook['set']>[0]) => this.channelBook.set(input);
  secrets = () => this.channelBook.reveal();
  channels() {
    const { webhook, email, ...rest } = this.channelBook.views();
    return { ...rest, webhook: { ...webhook, delivery: DELIVERY }, email: { ...email, delivery: DELIVERY } };
  }

  furnish(): void {
    const [rule] = this.ruleBook.all();
    if (rule) this.ruleBook.set({ ...rule, on: !rule.on });
    this.channelBook.set({
      desktop: { on: false },
      webhook: { on: true, url: 'https://hooks.example/a-secret-path', secret: 'hmac secret' },
      email: { on: true, ...SMTP, to: ['owner@b.example'], password: 'mail password' },
      quietHours: { on: true, from: '23:00', to: '06:00', timeZone: 'Europe/Berlin' },
    });
  }
}

let here: Books;
let there: Books;
beforeEach(() => {
  here = new Books();
  there = new Books();
});
afterEach(() => {
  here.temp.dispose();
  there.temp.dispose();
});

function exported(): { value: unknown; secrets: unknown } {
  const section = alertsSection(here);
  const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;
  return { value: json(section.export()), secrets: json(section.secrets?.()) };
}

function take(incoming: { value: unknown; secrets: unknown }): ConfigPlan {
  const plan = alertsSection(there).plan(incoming);
  plan.apply('test');
  return plan;
}

it('takes over rules and channels, secrets too where they were opened', () => {
  here.furnish();
  const { value, secrets } = exported();
  for (const hidden of ['a-secret-path', 'hmac secret', 'mail password'])
    expect(JSON.stringify(value)).not.toContain(hidden);
  const plan = take({ value, secrets });
  expect(plan.warnings).toEqual([]);
  expect(plan.changes.map(({ subject }) => subject)).toEqual([`rule ${here.rules()[0]?.id}`, 'channels']);
  expect(there.rules()).toEqual(here.rules());
  expect(there.channels()).toEqual(here.channels());
  expect(there.secrets()).toEqual(here.secrets());
  expect(take({ value, secrets }).changes).toEqual([]);
});

it('leaves the webhook alone and e-mail off without the secrets', () => {
  here.furnish();
  const { warnings } = take({ value: exported().value, secrets: undefined });
  expect(warnings).toEqual([
    'The webhook stays as it is: its whole address is in the file only with a passphrase.',
    'E-mail stays off until you type the password of its server.',
  ]);
  expect(there.channels()).toMatchObject({
    webhook: { on: false, destination: null },
    email: { on: false, host: 'mail.example', password: 'not set' },
    desktop: { on: false },
  });
});

it('keeps secrets that are here already for the same servers', () => {
  here.furnish();
  there.furnish();
  here.channelBook.set({ desktop: { on: true } });
  const { warnings, changes } = take({ value: exported().value, secrets: undefined });
  expect([warnings, changes.map(({ text }) => text)]).toEqual([[], ['desktop {"on":false} → {"on":true}']]);
  expect(there.secrets()).toEqual(here.secrets());
});

it('sends no stored password to another server', () => {
  here.furnish();
  there.furnish();
  here.channelBook.set({
    email: { on: true, ...SMTP, host: 'evil.example', to: ['x@y.example'], password: 'p' },
  });
  take({ value: exported().value, secrets: undefined });
  expect(there.secrets().mailPassword).toBeNull();
  expect(there.channels().email).toMatchObject({ host: 'evil.example', on: false, password: 'not set' });
});

it('refuses what it does not know, and leaves out unknown rules', () => {
  const { value } = exported();
  expect(() => take({ value: { rules: [] }, secrets: undefined })).toThrow('The section "alerts" is not as');
  expect(() => take({ value, secrets: { webhookUrl: 5 } })).toThrow('The secrets of the section "alerts"');
  const { rules, ...rest } = value as { rules: unknown[] };
  const { warnings } = take({
    value: { ...rest, rules: [...rules, { id: 'of-the-future' }] },
    secrets: undefined,
  });
  expect(warnings).toEqual(['Rules of alerts left out, since this version does not know them: 1.']);
});
