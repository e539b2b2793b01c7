import type { AlertChannelsInput, AlertChannelsView, MailTls } from '#shared/model/alert.ts';

import { t } from '../../i18n/t.ts';
import { alertMessages as m } from './messages.ts';

/** Secrets are typed into these fields and never come back: empty means "as it is". */
export interface WebhookForm {
  on: boolean;
  url: string;
  secret: string;
  isSecretRemoved: boolean;
  ca: string;
}

export interface EmailForm {
  on: boolean;
  host: string;
  port: string;
  tls: MailTls;
  user: string;
  password: string;
  isPasswordRemoved: boolean;
  from: string;
  to: string;
  ca: string;
}

type Errors<Form> = Partial<Record<keyof Form, string>>;

export function webhookFormOf({ on, ca }: AlertChannelsView['webhook']): WebhookForm {
  return { on, url: '', secret: '', isSecretRemoved: false, ca: ca ?? '' };
}

export function webhookErrors(form: WebhookForm, known: AlertChannelsView['webhook']): Errors<WebhookForm> {
  const url = form.url.trim();
  if (url === '') return form.on && known.destination === null ? { url: t(m.urlMissing) } : {};
  const isAddress = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  return isAddress ? {} : { url: t(m.urlWrong) };
}

export function webhookInput(form: WebhookForm): NonNullable<AlertChannelsInput['webhook']> {
  const url = form.url.trim();
  return {
    on: form.on,
    ca: form.ca.trim() === '' ? null : form.ca,
    ...(url === '' ? {} : { url }),
    ...secretInput('secret', form.secret, form.isSecretRemoved),
  };
}

export function emailFormOf(known: AlertChannelsView['email']): EmailForm {
  return {
    on: known.on,
    host: known.host,
    port: String(known.port),
    tls: known.tls,
    user: known.user,
    password: '',
    isPasswordRemoved: false,
    from: known.from,
    to: known.to.join(', '),
    ca: known.ca ?? '',
  };
}

function addressesOf(text: string): string[] {
  return text
    .split(/[,;\s]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function isMailAddress(text: string): boolean {
  return /^[^\s@<>]+@[^\s@<>]+$/.test(text);
}

/** A channel that is off may be half filled in. */
export function emailErrors(form: EmailForm): Errors<EmailForm> {
  const port = Number(form.port);
  const errors: Errors<EmailForm> = {};
  if (!Number.isInteger(port) || port < 1 || port > 65_535) errors.port = t(m.portWrong);
  const wrong = addressesOf(form.to).find((address) => !isMailAddress(address));
  if (wrong !== undefined) errors.to = t(m.toWrong, { address: wrong });
  if (!form.on) return errors;
  if (form.host.trim() === '') errors.host = t(m.hostMissing);
  if (!isMailAddress(form.from.trim())) errors.from = t(m.fromWrong);
  if (addressesOf(form.to).length === 0) errors.to = t(m.toMissing);
  return errors;
}

export function emailInput(form: EmailForm): NonNullable<AlertChannelsInput['email']> {
  return {
    on: form.on,
    host: form.host.trim(),
    port: Number(form.port),
    tls: form.tls,
    user: form.user.trim(),
    from: form.from.trim(),
    to: addressesOf(form.to),
    ca: form.ca.trim() === '' ? null : form.ca,
    ...secretInput('password', form.password, form.isPasswordRemoved),
  };
}

function secretInput<Name extends string>(name: Name, typed: string, isRemoved: boolean) {
  if (isRemoved) return { [name]: null } as Record<Name, null>;
  return typed === '' ? {} : ({ [name]: typed } as Record<Name, string>);
}

/** A time of day as `HH:MM`. */
export function isTimeOfDay(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}
