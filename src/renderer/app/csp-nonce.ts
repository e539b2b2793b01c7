const PLACEHOLDER = '__CSP_NONCE__';

/** The nonce that the server wrote into the page for its style elements; none in development. */
export function cspNonce(): string | undefined {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
  return nonce === undefined || nonce === '' || nonce === PLACEHOLDER ? undefined : nonce;
}
