import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

import { mediaTypeOf, newNonce, NONCE_PLACE, pagePolicy } from '#main/window-page.ts';

import { HttpFailure } from './http-errors.ts';

const MAX_FILES = 5000;
/** The bundler puts a hash of the content into the names of these. */
const HASHED = /^assets\/.*-[\w-]{8,}\.[a-z0-9]+$/;
/** What the window's own places look like, as against files. */
const WINDOW_PLACE = /^[\w/~-]*$/;

/** Where the built window lies: beside the built service, or in `out` when run from source. */
export function findUiDir(from: string): string | null {
  const candidates = ['../renderer/', '../../../out/renderer/'];
  const found = candidates.find((path) => existsSync(new URL(`${path}index.html`, from)));
  return found === undefined ? null : fileURLToPath(new URL(found, from));
}

/** Serves the built window. Only files that were there at the start can be asked for. */
export class UiFiles {
  readonly #dir: string | null;
  readonly #files: ReadonlySet<string>;

  /** `dir` null: the window is not built, and asking for it says so. */
  constructor(dir: string | null) {
    this.#dir = dir;
    this.#files = new Set(dir === null ? [] : listFiles(dir));
  }

  /** Answers for `path`, which begins with a slash. A path without an extension is a place in the window. */
  send(response: ServerResponse, path: string, isHead: boolean): void {
    const name = path.slice(1);
    if (name === '' || name === 'index.html' || (WINDOW_PLACE.test(name) && !this.#files.has(name)))
      this.#sendPage(response, isHead);
    else this.#sendFile(response, name, isHead);
  }

  #sendPage(response: ServerResponse, isHead: boolean): void {
    const nonce = newNonce();
    const html = this.#read('index.html').toString('utf8').replaceAll(NONCE_PLACE, nonce);
    response.setHeader('content-security-policy', pagePolicy(nonce));
    response.writeHead(200, {
      'content-type': mediaTypeOf('index.html') ?? '',
      'content-length': Buffer.byteLength(html),
    });
    response.end(isHead ? undefined : html);
  }

  #sendFile(response: ServerResponse, name: string, isHead: boolean): void {
    const content = this.#read(name);
    response.writeHead(200, {
      'content-type': mediaTypeOf(name) ?? 'application/octet-stream',
      'content-length': content.length,
      'cache-control': HASHED.test(name) ? 'private, max-age=31536000, immutable' : 'no-cache',
    });
    response.end(isHead ? undefined : content);
  }

  #read(name: string): Buffer {
    if (this.#dir === null)
      throw new HttpFailure(503, 'UNAVAILABLE', 'The window is not built; npm run build builds it.');
    const missing = new HttpFailure(404, 'NOT_FOUND', 'There is nothing at this address.');
    if (!this.#files.has(name)) throw missing;
    try {
      return readFileSync(join(this.#dir, name));
    } catch {
      throw missing;
    }
  }
}

function listFiles(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .slice(0, MAX_FILES)
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/'));
}
