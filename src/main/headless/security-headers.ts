import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** A value that scripts and styles of one page load must carry. */
export function newNonce(): string {
  return randomBytes(18).toString('base64');
}

/** For everything that is not a page: nothing in it may load or be framed. */
const CLOSED_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

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

/** The policy of the login page: no script at all, one style, a form to this server. */
export function loginPolicy(nonce: string): string {
  return `default-src 'none'; style-src 'nonce-${nonce}'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;
}

/** Sets the headers that every answer has; a page replaces the policy by its own. */
export function setSecurityHeaders(response: ServerResponse): void {
  response.setHeader('content-security-policy', CLOSED_POLICY);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('x-frame-options', 'DENY');
  // Not no-referrer: with it browsers send `Origin: null` from our own login form.
  response.setHeader('referrer-policy', 'same-origin');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  response.setHeader('permissions-policy', 'camera=(), geolocation=(), microphone=(), usb=(), serial=()');
  response.setHeader('cache-control', 'no-store');
}
