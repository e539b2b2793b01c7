import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

import { type DigestGate } from './digest-gate.ts';
import { type Answered, ERROR_PAGE } from './manners.ts';

/** A request as a simulated web server gets it. */
export interface HttpCall {
  method: string;
  /** Without the query. */
  path: string;
  query: URLSearchParams;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

export interface HttpAnswer {
  /** Default 200. */
  status?: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON. */
  body?: string | Uint8Array | object;
  /** How the body's end is told. Default `length`. */
  framing?: 'length' | 'chunked' | 'until-close';
}

export type HttpHandler = (call: HttpCall) => Answered<HttpAnswer> | Promise<Answered<HttpAnswer>>;

const REASONS: Record<number, string> = {
  200: 'OK',
  204: 'No Content',
  302: 'Found',
  307: 'Temporary Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** The request with its body read; null when the asker hung up before its end. */
export async function readCall(message: IncomingMessage): Promise<HttpCall | null> {
  let body = '';
  try {
    for await (const chunk of message.setEncoding('utf8')) body += String(chunk);
  } catch {
    return null;
  }
  const url = new URL(message.url ?? '/', 'http://miner');
  const { pathname: path, searchParams: query } = url;
  return { method: message.method ?? '', path, query, headers: message.headers, body };
}

/** The 401 of a request that the gate does not let in, else null. */
export function refusal(gate: DigestGate, message: IncomingMessage): HttpAnswer | null {
  const verdict = gate.check(message.method ?? '', message.url ?? '', message.headers.authorization);
  if (verdict === 'right') return null;
  return {
    status: 401,
    headers: { 'WWW-Authenticate': gate.challenge(verdict === 'stale'), 'Content-Type': 'text/html' },
    body: '<html><head><title>401 - Unauthorized</title></head><body><h1>401 - Unauthorized</h1></body></html>',
  };
}

/** The answer as it goes over the wire. */
export function formatAnswer(answer: HttpAnswer): Buffer {
  const { status = 200, headers = {}, framing = 'length' } = answer;
  const isJson = typeof answer.body === 'object' && !(answer.body instanceof Uint8Array);
  const body = isJson
    ? Buffer.from(JSON.stringify(answer.body))
    : Buffer.from((answer.body as string | Uint8Array | undefined) ?? '');
  const all: Record<string, string> = {
    ...(isJson ? { 'Content-Type': 'application/json' } : {}),
    ...headers,
    Connection: 'close',
  };
  if (framing === 'length') all['Content-Length'] = String(body.length);
  if (framing === 'chunked') all['Transfer-Encoding'] = 'chunked';
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = Buffer.from(`HTTP/1.1 ${status} ${REASONS[status] ?? ''}\r\n${lines.join('')}\r\n`);
  return Buffer.concat([head, framing === 'chunked' ? inChunks(body) : body]);
}

/** The web server's own error page. */
export const HTTP_ERROR: HttpAnswer = {
  status: 503,
  headers: { 'Content-Type': 'text/html' },
  body: ERROR_PAGE,
};

/** The connection under a request, once Node's own server has let go of it. */
export function takeSocket(message: IncomingMessage): Socket {
  message.socket.on('error', () => undefined);
  return message.socket;
}

function inChunks(body: Buffer): Buffer {
  const half = Math.ceil(body.length / 2);
  const parts = [body.subarray(0, half), body.subarray(half)].filter((part) => part.length > 0);
  const chunks = parts.map((part) =>
    Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')]),
  );
  return Buffer.concat([...chunks, Buffer.from('0\r\n\r\n')]);
}
