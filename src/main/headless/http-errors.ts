import type { ServerResponse } from 'node:http';

import type { ErrorCode } from '#shared/errors.ts';

/** The contract's codes, and those that only HTTP has. */
export type HttpErrorCode =
  ErrorCode | 'METHOD_NOT_ALLOWED' | 'UNSUPPORTED_MEDIA_TYPE' | 'REQUEST_TIMEOUT' | 'HEADERS_TOO_LARGE';

/** A failure to answer a request with. */
export class HttpFailure extends Error {
  readonly status: number;
  readonly code: HttpErrorCode;
  readonly headers: Record<string, string>;
  constructor(status: number, code: HttpErrorCode, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.name = 'HttpFailure';
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** The one shape of every error body. */
export function errorBody(code: string, message: string): { error: { code: string; message: string } } {
  return { error: { code, message } };
}

/** Answers with an error body, or cuts the connection when an answer has begun already. */
export function sendFailure(response: ServerResponse, failure: HttpFailure): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  sendJson(response, failure.status, errorBody(failure.code, failure.message), failure.headers);
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
