import { randomBytes } from 'node:crypto';
import { extname } from 'node:path';

const MEDIA_TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/** Content type of a file of the page; null for a kind that the page has no use for. */
export function mediaTypeOf(path: string): string | null {
  return MEDIA_TYPES[extname(path).toLowerCase()] ?? null;
}

/** Stands in index.html where the nonce of each load goes. */
export const NONCE_PLACE = '__CSP_NONCE__';

/** A value that the style elements of one page load must carry. */
export function newNonce(): string {
  return randomBytes(18).toString('base64');
}

/** The policy of the window's page. Emotion puts its styles into `<style>` elements with the nonce. */
export function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
