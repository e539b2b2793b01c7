import type { IncomingMessage } from 'node:http';

import { HttpFailure } from './http-errors.ts';

/** Reads a body of UTF-8 text. Throws 413 beyond `maxBytes`, 400 on text that is not UTF-8. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<string> {
  const tooLarge = new HttpFailure(
    413,
    'PAYLOAD_TOO_LARGE',
    `The body is larger than the ${maxBytes} bytes that are allowed.`,
    { connection: 'close' },
  );
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge;
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > maxBytes) throw tooLarge;
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof HttpFailure) throw error;
    throw new HttpFailure(400, 'BAD_INPUT', 'The body was cut off.', { connection: 'close' });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new HttpFailure(400, 'BAD_INPUT', 'The body is not UTF-8 text.');
  }
}

/** The media type without its parameters, lower case; empty when none is given. */
export function mediaType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** A JSON object from a body; an empty body is an empty object. Throws 400 or 415. */
export function parseJsonObject(text: string, type: string): object {
  if (text.trim() === '') return {};
  if (type !== '' && type !== 'application/json')
    throw new HttpFailure(
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      `The body is sent as ${type.slice(0, 64)}; allowed is application/json.`,
    );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new HttpFailure(400, 'BAD_INPUT', 'The body is not valid JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new HttpFailure(400, 'BAD_INPUT', 'The body is not a JSON object.');
  return value;
}
