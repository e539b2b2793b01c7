import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

import { protocol } from 'electron';

import { mediaTypeOf, newNonce, NONCE_PLACE, pagePolicy } from '#main/window-page.ts';

import { resolveAppFile } from './app-files.ts';
import { APP_SCHEME } from './origin.ts';
import type { ShellPart } from './shell.ts';

/** Must run before Electron is ready: makes `app:` a scheme with an origin, like https. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Headers of every answer under `app://farm/`. */
function securityHeaders(nonce: string): Record<string, string> {
  return {
    'content-security-policy': pagePolicy(nonce),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  };
}

/** Answers one request of the page from the files of `folder`. */
export async function answerAppRequest(folder: string, request: Request): Promise<Response> {
  const nonce = newNonce();
  const headers = securityHeaders(nonce);
  if (request.method !== 'GET') return new Response(null, { status: 405, headers });
  const file = resolveAppFile(folder, request.url);
  const type = file === null ? null : mediaTypeOf(file);
  if (file === null || type === null) return new Response(null, { status: 404, headers });
  try {
    const bytes = await readFile(file);
    const body =
      basename(file) === 'index.html' ? bytes.toString('utf8').replaceAll(NONCE_PLACE, nonce) : bytes;
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
