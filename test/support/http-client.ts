import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';

/** An answer read to its end. */
export interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  text: string;
  /** The parsed body, or undefined where it is not JSON. */
  json: unknown;
}

export interface Ask {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Asks a server on 127.0.0.1 with exactly these headers; `fetch` would not let `Host` or `Origin` be set. */
export async function ask(port: number, path: string, options: Ask = {}): Promise<Answer> {
  const message = request({
    host: '127.0.0.1',
    port,
    path,
    method: options.method ?? 'GET',
    // Without a length, Node sends no framing for the body of a DELETE.
    headers:
      options.body === undefined
        ? options.headers
        : { 'content-length': Buffer.byteLength(options.body), ...options.headers },
    agent: false,
  });
  message.end(options.body);
  const [response] = (await once(message, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += String(chunk);
  return { status: response.statusCode ?? 0, headers: response.headers, text, json: parse(text) };
}

/** Sends raw bytes and reads until the server hangs up. */
export async function askRaw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.setEncoding('latin1');
  socket.write(bytes, 'latin1');
  let text = '';
  try {
    for await (const chunk of socket) text += String(chunk);
  } catch {
    // A reset after the answer: the server does not read the rest of what it refuses.
  }
  return text;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
