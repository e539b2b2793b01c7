import { isIP } from 'node:net';

import { createTransport } from 'nodemailer';

import type { Clock } from '#engine/lib/clock.ts';

import type { MailTarget } from './channel-book.ts';
import { connectionSentence, DeliveryError } from './delivery-error.ts';
import type { ChannelMessage } from './message.ts';

/** Whole delivery: connecting, TLS, login, message. */
const LIMIT_MS = 14_000;
const CONNECT_MS = 6_000;
const SILENCE_MS = 10_000;
const WHAT = 'the mail server';

/**
 * Sends a message as plain text by SMTP. The certificate is always checked; with STARTTLS a server that does
 * not offer it is an error. Throws `DeliveryError`.
 */
export async function sendMail(
  { clock, signal }: { clock: Clock; signal?: AbortSignal },
  target: MailTarget,
  message: ChannelMessage,
): Promise<void> {
  const { host, port, tls, user, password, ca } = target;
  const transport = createTransport({
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    ...(password === null ? {} : { auth: { user, pass: password } }),
    tls: {
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(ca === null ? {} : { ca }),
    },
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
  });
  const ending = new AbortController();
  let isLate = false;
  const cancelTimer = clock.after(LIMIT_MS, () => {
    isLate = true;
    ending.abort();
  });
  try {
    const { rejected } = await transport.sendMail({
      from: target.from,
      to: target.to,
      subject: message.subject,
      text: message.body,
      headers: { 'Auto-Submitted': 'auto-generated' },
      signal: signal ? AbortSignal.any([signal, ending.signal]) : ending.signal,
    });
    if (rejected.length > 0) {
      const some = `${rejected.length} of ${target.to.length} recipients`;
      throw new DeliveryError(`The mail server refused ${some}.`, 'recipients');
    }
  } catch (error) {
    if (error instanceof DeliveryError) throw error;
    if (isLate) throw new DeliveryError('The mail server took longer than 14 s.');
    if (signal?.aborted) throw new DeliveryError('The delivery was ended because the program stops.');
    throw new DeliveryError(sentenceFor(error), isMessageRefused(error) ? 'message' : 'channel');
  } finally {
    cancelTimer();
    transport.close();
  }
}

/** For good (5xx), and not for who sends it. */
function isMessageRefused(error: unknown): boolean {
  const { code, responseCode } = (error ?? {}) as Record<string, unknown>;
  return code === 'EMESSAGE' && typeof responseCode === 'number' && responseCode >= 500;
}

/** By codes only: what a server says may repeat what it was told. */
function sentenceFor(error: unknown): string {
  const { code, responseCode, command, cause } = (error ?? {}) as Record<string, unknown>;
  const reply = typeof responseCode === 'number' ? ` (${responseCode})` : '';
  switch (code) {
    case 'EAUTH':
      return reply === ''
        ? 'The mail server offers no way to log in.'
        : `The mail server refused the user name or the password${reply}.`;
    case 'EENVELOPE':
      return command === 'MAIL FROM'
        ? `The mail server refused the sender's address${reply}.`
        : `The mail server refused the recipients${reply}.`;
    case 'EMESSAGE':
      return `The mail server refused the message${reply}.`;
    case 'EPROTOCOL':
    case 'EGREETING':
      return `What answered is no mail server, or one that is not ready${reply}.`;
    case 'ETLS':
      return 'The mail server does not offer TLS, or its certificate is not signed by a known authority.';
    case 'ECONNECTION':
    case 'ESOCKET':
      return connectionSentence(WHAT, systemCode(error) ?? (cause as { code?: unknown } | undefined)?.code);
    default:
      return connectionSentence(WHAT, code);
  }
}

/** The code that Node gave before the mail library put its own in its place. */
function systemCode(error: unknown): string | null {
  const message = error instanceof Error ? error.message : '';
  if (/Hostname\/IP does not match/.test(message)) return 'ERR_TLS_CERT_ALTNAME_INVALID';
  if (/certificate has expired/.test(message)) return 'CERT_HAS_EXPIRED';
  if (/certificate/.test(message)) return 'UNABLE_TO_VERIFY';
  return (
    /\b(ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ETIMEDOUT)\b/.exec(
      message,
    )?.[1] ?? null
  );
}
