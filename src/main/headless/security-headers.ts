import type { ServerResponse } from 'node:http';

/** For everything that is not a page: nothing in it may load or be framed. */
const CLOSED_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

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
