import { randomBytes } from 'node:crypto';

import type { JsonRoot } from '#engine/discovery/json.ts';
import { parseReply } from '#engine/discovery/reply-parser.ts';

import { exchange, type Limits, remaining } from './connect.ts';
import { answerChallenge, type DigestChallenge, readChallenge } from './digest.ts';
import { type HttpReply, HttpReader } from './http-reply.ts';
import { type MinerCredential, MinerError, type MinerHost } from './miner-host.ts';

/** One HTTP request to a miner's web server. */
export interface HttpRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** With its query, as sent: the caller escapes. */
  path: string;
  headers?: Record<string, string>;
  body?: string;
  /** For a digest login. It answers a challenge; it is never sent in clear. */
  credential?: MinerCredential;
  /** Which realms the credential may be shown to; a challenge of any other is not answered. Default all. */
  isRealm?: (realm: string) => boolean;
}

/** A reply with its body read as a miner's JSON. */
export interface JsonReply {
  status: number;
  headers: Record<string, string>;
  value: JsonRoot | null;
  repairs: string[];
  problem: string | null;
  text: string;
}

/**
 * Sends one request on a connection of its own and returns the reply, whatever its status; redirects are
 * not followed. With a credential every request gets a fresh challenge, as the servers of Antminers lose
 * count of repeated use of one; a login that is not taken is `MinerError` `unauthorized`.
 */
export async function askHttp(
  host: MinerHost,
  request: HttpRequest,
  limits: Limits = {},
): Promise<HttpReply> {
  const startMs = host.clock.monotonicMs();
  const left = (): Limits => remaining(limits, host.clock.monotonicMs() - startMs);
  let reply = await ask(host, request, limits);
  const { credential } = request;
  if (reply.status !== 401 || !credential) return reply;
  let challenge = challengeOf(host, request, reply);
  reply = await ask(host, withAnswer(request, credential, challenge), left());
  if (reply.status !== 401) return reply;
  challenge = challengeOf(host, request, reply);
  if (challenge.isStale) reply = await ask(host, withAnswer(request, credential, challenge), left());
  if (reply.status !== 401) return reply;
  throw new MinerError('unauthorized', `${host.address} did not take the user name and password.`);
}

/** As `askHttp`, with the body read as JSON; a body that is none has `value` null and its `problem`. */
export async function askJson(
  host: MinerHost,
  request: HttpRequest,
  limits: Limits = {},
): Promise<JsonReply> {
  const { status, headers, body } = await askHttp(host, request, limits);
  return { status, headers, ...parseReply(body), text: new TextDecoder().decode(body) };
}

function ask(host: MinerHost, request: HttpRequest, limits: Limits): Promise<HttpReply> {
  const port = host.ports.http;
  const reader = new HttpReader(`${host.address}, port ${port},`);
  return exchange(host, { port, bytes: formatRequest(host, request), reader, limits });
}

function formatRequest(host: MinerHost, { method, path, headers = {}, body }: HttpRequest): Buffer {
  const port = host.ports.http;
  const content = Buffer.from(body ?? '', 'utf8');
  const lines = new Map<string, string>([
    ['Host', port === 80 ? host.address : `${host.address}:${port}`],
    ['Accept', '*/*'],
    ['Connection', 'close'],
  ]);
  if (body !== undefined || method !== 'GET') lines.set('Content-Length', String(content.length));
  for (const [name, value] of Object.entries(headers)) lines.set(name, value);
  if (!/^\/[!-~]*$/.test(path)) throw new Error(`not a path of a request: ${JSON.stringify(path)}`);
  const head = [`${method} ${path} HTTP/1.1`];
  for (const [name, value] of lines) {
    if (!/^[\w-]+$/.test(name) || /\p{Cc}/u.test(value))
      throw new MinerError(
        'unsupported',
        `Control characters cannot be sent in the header ${JSON.stringify(name)}.`,
      );
    head.push(`${name}: ${value}`);
  }
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'utf8'), content]);
}

function withAnswer(
  request: HttpRequest,
  credential: MinerCredential,
  challenge: DigestChallenge,
): HttpRequest {
  const cnonce = randomBytes(16).toString('hex');
  const { method, path: uri } = request;
  const authorization = answerChallenge(challenge, { method, uri, credential, cnonce });
  return { ...request, headers: { ...request.headers, Authorization: authorization } };
}

function challengeOf(host: MinerHost, request: HttpRequest, reply: HttpReply): DigestChallenge {
  const challenge = readChallenge(reply.headers['www-authenticate'] ?? '');
  if (!challenge)
    throw new MinerError('unauthorized', `${host.address} asks for a login that is not a digest login.`);
  if (request.isRealm && !request.isRealm(challenge.realm))
    throw new MinerError(
      'unauthorized',
      `${host.address} is not the kind of miner that this user name and password are for.`,
    );
  return challenge;
}
