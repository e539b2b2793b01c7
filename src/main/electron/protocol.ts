import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

import { protocol } from 'electron';

import { contentTypeOf, resolveAppFile } from './app-files.ts';
import { NONCE_PLACEHOLDER, securityHeaders } from './content-policy.ts';
import { APP_SCHEME } from './origin.ts';
import type { ShellPart } from './shell.ts';

/** Must run before Electron is ready: makes `app:` a scheme with an origin, like https. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Answers one request of the page from the files of `folder`. */
export async function answerAppRequest(folder: string, request: Request): Promise<Response> {
  const nonce = randomBytes(16).toString('base64');
  const headers = securityHeaders(nonce);
  if (request.method !== 'GET') return new Response(null, { status: 405, headers });
  const file = resolveAppFile(folder, request.url);
  const type = file === null ? null : contentTypeOf(file);
  if (file === null || type === null) return new Response(null, { status: 404, headers });
  try {
    const bytes = await readFile(file);
    const body =
      basename(file) === 'index.html' ? bytes.toString('utf8').replaceAll(NONCE_PLACEHOLDER, nonce) : bytes;
    return new Response(body, { headers: { ...headers, 'content-type': type } });
  } catch {
    return new Response(null, { status: 404, headers });
  }
}

/** Serves the built page at `app://farm/`. */
export function initProtocol(folder: string): ShellPart {
  return {
    name: 'protocol',
    onLoad() {
      protocol.handle(APP_SCHEME, (request) => answerAppRequest(folder, request));
    },
    onQuit() {
      protocol.unhandle(APP_SCHEME);
    },
  };
}
