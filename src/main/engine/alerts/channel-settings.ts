import { isIP } from 'node:net';

import { z } from 'zod';

import { AppError } from '#shared/errors.ts';
import { type AlertChannelsInput, mailTls, quietHours } from '#shared/model/alert.ts';

import { NO_QUIET_HOURS } from './quiet-hours.ts';

/** Sealed texts are stored in base64. */
const sealed = z.string().nullable();

/** As stored; everything secret is sealed. */
export const channelSettings = z.object({
  desktop: z.object({ on: z.boolean() }),
  webhook: z.object({
    on: z.boolean(),
    /** Scheme and host; the whole address is sealed, since its path often is a password. */
    destination: z.string().nullable(),
    sealedUrl: sealed,
    sealedSecret: sealed,
    ca: z.string().nullable(),
  }),
  email: z.object({
    on: z.boolean(),
    host: z.string(),
    port: z.int(),
    tls: mailTls,
    user: z.string(),
    sealedPassword: sealed,
    from: z.string(),
    to: z.array(z.string()),
    ca: z.string().nullable(),
  }),
  quietHours,
});
export type ChannelSettings = z.infer<typeof channelSettings>;

export const NO_CHANNELS: ChannelSettings = {
  desktop: { on: true },
  webhook: { on: false, destination: null, sealedUrl: null, sealedSecret: null, ca: null },
  email: {
    ...{ on: false, host: '', port: 587, tls: 'starttls', user: '', sealedPassword: null },
    ...{ from: '', to: [], ca: null },
  },
  quietHours: NO_QUIET_HOURS,
};

const MAX_RECIPIENTS = 20;
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?$/i;
/** Enough to keep anything but one plain address out of a header. */
const MAIL_ADDRESS = /^[^\s@<>(),:;"\\[\]\p{Cc}]{1,64}@[^\s@<>(),:;"\\\p{Cc}]{1,255}$/u;

/** The address of a webhook. Private addresses are fine: farms have relays on their LANs. */
export function readWebhookUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw bad('The address of a webhook begins with https:// or http://.');
  }
  if (url.username !== '' || url.password !== '') {
    throw bad('Leave user and password out of the address of the webhook; use the secret instead.');
  }
  url.hash = '';
  return url;
}

/** Throws `AppError` with one sentence. */
export function checkWebhook(webhook: ChannelSettings['webhook']): void {
  if (webhook.on && webhook.sealedUrl === null) throw bad('Give the address of the webhook first.');
  checkCa(webhook.ca);
}

/** Throws `AppError` with one sentence. */
export function checkEmail(email: ChannelSettings['email']): void {
  const { on, host, port, tls, user, sealedPassword, from, to } = email;
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw bad('The port of the mail server is a number from 1 to 65535.');
  }
  if (host !== '' && !HOST_NAME.test(host) && isIP(host) === 0) {
    throw bad(`"${host}" is no host name or address of a mail server.`);
  }
  if (/\p{Cc}/u.test(user)) throw bad('The user name for the mail server holds control characters.');
  if (to.length > MAX_RECIPIENTS) throw bad(`At most ${MAX_RECIPIENTS} people can get an e-mail.`);
  const wrong = [...(from === '' ? [] : [from]), ...to].find((address) => !MAIL_ADDRESS.test(address));
  if (wrong !== undefined) throw bad(`"${wrong}" is no e-mail address.`);
  if (tls === 'none' && (user !== '' || sealedPassword !== null)) {
    throw bad('A password is sent over TLS only: choose TLS or STARTTLS, or leave user and password empty.');
  }
  if (sealedPassword !== null && user === '') throw bad('Give the user name that the password is for.');
  checkCa(email.ca);
  if (!on) return;
  if (host === '') throw bad('Give the host name of the mail server.');
  if (from === '') throw bad('Give the e-mail address that messages come from.');
  if (to.length === 0) throw bad('Give at least one e-mail address that messages go to.');
}

/** A stored password must not follow to another server than it was typed for. */
export function keepsPassword(
  before: ChannelSettings['email'],
  after: NonNullable<AlertChannelsInput['email']>,
): boolean {
  return (
    before.host === after.host &&
    before.port === after.port &&
    before.user === after.user &&
    before.tls === after.tls &&
    (after.ca === undefined || after.ca === before.ca)
  );
}

function checkCa(ca: string | null): void {
  if (ca !== null && !/-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/.test(ca)) {
    throw bad(
      'The authority is given as certificates in PEM form, beginning with -----BEGIN CERTIFICATE-----.',
    );
  }
}

function bad(sentence: string): AppError {
  return new AppError('BAD_INPUT', sentence);
}
