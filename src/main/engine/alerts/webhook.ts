import { createHmac, randomUUID } from 'node:crypto';
import { request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';

import type { Clock } from '#engine/lib/clock.ts';

import type { WebhookTarget } from './channel-book.ts';
import { connectionSentence, DeliveryError } from './delivery-error.ts';
import type { ChannelMessage } from './message.ts';

/** From the first packet to the answer's status. */
const LIMIT_MS = 10_000;
const WHAT = 'the webhook';
/** Bad request, too large, not to be processed: another message may be taken. */
const OWN_FAULTS = new Set([400, 413, 422]);

/**
 * Posts a message as JSON. With a secret, `X-Hashquota-Signature` is `v1=` and the hex HMAC-SHA256 of
 * `<X-Hashquota-Timestamp>.<body>`. Redirects are not followed and the answer's body is not read.
 * Throws `DeliveryError`.
 */
export async function postWebhook(
  deps: { clock: Clock; version: string; signal?: AbortSignal },
  { url, secret, ca }: WebhookTarget,
  message: ChannelMessage,
): Promise<void> {
  const nowMs = deps.clock.nowMs();
  const timestamp = String(Math.floor(nowMs / 1000));
  const body = Buffer.from(JSON.stringify({ ...message.json, sentAt: new Date(nowMs).toISOString() }));
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': body.length,
    'User-Agent': `Hashquota/${deps.version}`,
    'X-Hashquota-Delivery': randomUUID(),
    'X-Hashquota-Timestamp': timestamp,
    ...(secret === null ? {} : { 'X-Hashquota-Signature': sign(secret, timestamp, body) }),
    Connection: 'close',
  };
  const options = { method: 'POST', headers, agent: false, ...(ca === null ? {} : { ca }) };
  const status = await exchange(deps, url, { options, body });
  if (status >= 200 && status < 300) return;
  if (status >= 300 && status < 400) {
    throw new DeliveryError(`The webhook answered with a redirect (${status}), which is not followed.`);
  }
  const fault = OWN_FAULTS.has(status) ? 'message' : 'channel';
  throw new DeliveryError(`The webhook answered with status ${status}.`, fault);
}

function sign(secret: string, timestamp: string, body: Buffer): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex')}`;
}

/** The status of the answer. */
function exchange(
  { clock, signal }: { clock: Clock; signal?: AbortSignal },
  url: URL,
  { options, body }: { options: RequestOptions; body: Buffer },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(url, options, (response) => {
      // A body that is not wanted may have no end.
      response.destroy();
      done();
      resolve(response.statusCode ?? 0);
    });
    const give = (sentence: string): void => {
      done();
      reject(new DeliveryError(sentence));
      request.destroy();
    };
    const cancelTimer = clock.after(LIMIT_MS, () => give('The webhook did not answer within 10 s.'));
    const stop = (): void => give('The delivery was ended because the program stops.');
    const done = (): void => {
      cancelTimer();
      signal?.removeEventListener('abort', stop);
    };
    signal?.addEventListener('abort', stop);
    request.on('error', (error: NodeJS.ErrnoException) => give(connectionSentence(WHAT, error.code)));
    if (signal?.aborted) stop();
    else request.end(body);
  });
}
