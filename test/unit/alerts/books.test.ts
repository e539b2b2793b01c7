import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ChannelBook } from '#engine/alerts/channel-book.ts';
import { isQuietAt } from '#engine/alerts/quiet-hours.ts';
import { RuleBook } from '#engine/alerts/rule-book.ts';
import { keySecretBox } from '#engine/lib/secret-box.ts';
import type { Database } from '#engine/store/database.ts';
import { SettingsStore } from '#engine/store/settings-store.ts';
import { AppError } from '#shared/errors.ts';
import { type AlertChannelsInput, alertRuleKind, type AlertRuleSettings } from '#shared/model/alert.ts';
import { TempDb } from '#test/support/temp-db.ts';

let temp: TempDb;
let database: Database;
beforeEach(() => {
  temp = new TempDb();
  database = temp.open();
});
afterEach(() => temp.dispose());

/** The sentence that `run` is refused with. */
function refusal(run: () => void): string {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError && error.code === 'BAD_INPUT') return error.message;
    throw error;
  }
  return 'accepted';
}

describe('the rule book', () => {
  const rejected = alertRuleKind('rejected-high').defaults;

  it('keeps what the owner changes, and sets it back', () => {
    const rules = new RuleBook(new SettingsStore(database));
    rules.set({ ...rejected, threshold: 0.05, channels: ['email', 'email'] });
    const again = new RuleBook(new SettingsStore(database));
    const find = () => again.views().find(({ id }) => id === 'rejected-high');
    expect(find()).toMatchObject({
      threshold: 0.05,
      channels: ['email'],
      isDefault: false,
      unit: 'fraction',
    });
    again.reset('rejected-high');
    expect(find()).toMatchObject({ ...rejected, isDefault: true });
  });

  it.each<[string, Partial<AlertRuleSettings>, string | RegExp]>([
    [
      'a threshold of nothing',
      { threshold: null },
      /Many shares refused: the threshold must be between 0\.10\s% and 90\.0\s%\./,
    ],
    ['a threshold above all', { threshold: 2 }, /must be between/],
    ['a threshold that is no number', { threshold: Number.NaN }, /must be between/],
    [
      'a hold-off of two days',
      { holdOffMs: 172_800_000 },
      /the hold-off must be between 0 s and 24\sh\.|1\sd/,
    ],
    ['a negative hold-off', { holdOffMs: -1 }, /the hold-off/],
    ['a cool-down of a second', { coolDownMs: 1000 }, /the cool-down must be between 1\smin/],
  ])('refuses %s', (_what, change, sentence) => {
    const rules = new RuleBook(new SettingsStore(database));
    expect(refusal(() => rules.set({ ...rejected, ...change }))).toMatch(sentence);
    expect(rules.all()).toContainEqual(rejected);
  });

  it('refuses a threshold for a rule that has none', () => {
    const rules = new RuleBook(new SettingsStore(database));
    const set = () => rules.set({ ...alertRuleKind('miner-lost').defaults, threshold: 1 });
    expect(refusal(set)).toBe('Miner lost has no threshold.');
  });
});

const EMAIL: NonNullable<AlertChannelsInput['email']> = {
  ...{
    on: true,
    host: 'mail.example.org',
    port: 587,
    tls: 'starttls',
    user: 'farm',
    password: 'mail-secret',
  },
  ...{ from: 'farm@example.org', to: ['owner@example.org'] },
};

describe('the channel book', () => {
  const key = Buffer.alloc(32, 7);
  const open = () => new ChannelBook({ store: new SettingsStore(database), secretBox: keySecretBox(key) });

  it('gives no secret out, neither to a view nor to the database', () => {
    const book = open();
    const url = 'https://hooks.example.org/services/T0/B0/url-secret?k=query-secret';
    book.set({ webhook: { on: true, url, secret: 'hmac-secret' }, email: EMAIL });
    const shown = JSON.stringify(open().views());
    expect(open().views().webhook).toMatchObject({ destination: 'https://hooks.example.org', secret: 'set' });
    expect(open().views().email).toMatchObject({ password: 'set' });
    const stored = JSON.stringify(new SettingsStore(database).get('alerts.channels'));
    for (const secret of ['url-secret', 'query-secret', 'hmac-secret', 'mail-secret']) {
      expect(shown).not.toContain(secret);
      expect(stored).not.toContain(secret);
    }
    expect(open().webhookTarget()).toMatchObject({ url: new URL(url), secret: 'hmac-secret' });
    expect(open().mailTarget()).toMatchObject({ user: 'farm', password: 'mail-secret' });
  });

  it('keeps a secret that is left out, and takes away one that is null', () => {
    const book = open();
    book.set({ webhook: { on: true, url: 'http://10.0.0.9:8080/relay', secret: 's' } });
    book.set({ webhook: { on: false } });
    expect(book.webhookTarget()).toMatchObject({ secret: 's' });
    book.set({ webhook: { on: true, secret: null } });
    expect(book.webhookTarget()).toMatchObject({ secret: null });
    expect(refusal(() => book.set({ webhook: { on: true, url: null } }))).toBe(
      'Give the address of the webhook first.',
    );
  });

  it('does not take a stored password to another server', () => {
    const book = open();
    book.set({ email: EMAIL });
    const { password: _password, ...same } = EMAIL;
    book.set({ email: { ...same, to: ['other@example.org'] } });
    expect(book.mailTarget().password).toBe('mail-secret');
    for (const change of [{ host: 'evil.example' }, { port: 25 }, { user: 'x' }, { tls: 'none' as const }]) {
      expect(
        refusal(() => book.set({ email: { ...same, ...change } })),
        JSON.stringify(change),
      ).toMatch(/^Type the password of the mail server again/);
    }
  });

  it.each<[string, AlertChannelsInput, RegExp]>([
    ['an address that is none', { webhook: { on: true, url: 'pool' } }, /begins with https/],
    ['a file', { webhook: { on: true, url: 'file:///etc/passwd' } }, /begins with https/],
    [
      'a password in an address',
      { webhook: { on: true, url: 'https://u:p@h.example/' } },
      /Leave user and password out/,
    ],
    ['an authority that is no certificate', { webhook: { on: false, ca: 'x' } }, /PEM form/],
    ['a mail server without a name', { email: { ...EMAIL, host: '' } }, /host name of the mail server/],
    ['a host name with a line end', { email: { ...EMAIL, host: 'a\r\nQUIT' } }, /no host name/],
    ['no recipient', { email: { ...EMAIL, to: [] } }, /at least one e-mail address/],
    [
      'a recipient with a header',
      { email: { ...EMAIL, to: ['a@b.example\r\nBcc: c@d.example'] } },
      /no e-mail address/,
    ],
    ['two recipients in one', { email: { ...EMAIL, to: ['a@b.example, c@d.example'] } }, /no e-mail address/],
    ['a port that is none', { email: { ...EMAIL, port: 0 } }, /from 1 to 65535/],
    ['a password in the clear', { email: { ...EMAIL, tls: 'none' } }, /over TLS only/],
    [
      'quiet hours of no time',
      { quietHours: { on: true, from: '25:00', to: '07:00', timeZone: 'UTC' } },
      /time of day/,
    ],
    [
      'quiet hours of no length',
      { quietHours: { on: true, from: '07:00', to: '07:00', timeZone: 'UTC' } },
      /another time/,
    ],
    [
      'quiet hours of nowhere',
      { quietHours: { on: true, from: '22:00', to: '07:00', timeZone: 'Mars' } },
      /no time zone/,
    ],
  ])('refuses %s with one sentence', (_what, input, sentence) => {
    const book = open();
    const before = book.views();
    const text = refusal(() => book.set(input));
    expect(text).toMatch(sentence);
    expect(text).toMatch(/\.$/);
    expect(book.views()).toEqual(before);
  });

  it('says what to do when the key of the data folder is another one', () => {
    open().set({ email: EMAIL });
    const other = new ChannelBook({
      store: new SettingsStore(database),
      secretBox: keySecretBox(Buffer.alloc(32, 8)),
    });
    expect(() => other.mailTarget()).toThrow(/cannot be read with this data folder's key; enter it again\.$/);
  });
});

describe('quiet hours', () => {
  const at = (time: string) => Date.parse(`2026-11-18T${time}:00Z`);

  it('go over midnight, in their own time zone', () => {
    const quiet = { on: true, from: '22:00', to: '07:00', timeZone: 'Europe/Berlin' };
    const times = ['20:59', '21:00', '23:30', '05:59', '06:00', '12:00'];
    expect(times.map((time) => isQuietAt(quiet, at(time)))).toEqual([false, true, true, true, false, false]);
    expect(isQuietAt({ ...quiet, on: false }, at('23:30'))).toBe(false);
  });

  it('lie within a day', () => {
    const quiet = { on: true, from: '12:00', to: '13:00', timeZone: 'UTC' };
    expect(['11:59', '12:00', '12:59', '13:00'].map((time) => isQuietAt(quiet, at(time)))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});
