/**
 * Whose fault a failed delivery is: the channel's, so that the others wait as well; the message's own, so
 * that the others go on; or that of some recipients, so that it is not to be sent again to the rest.
 */
export type DeliveryFault = 'channel' | 'message' | 'recipients';

/** A message could not be delivered; the sentence says why and holds neither address nor secret. */
export class DeliveryError extends Error {
  readonly fault: DeliveryFault;
  constructor(sentence: string, fault: DeliveryFault = 'channel') {
    super(sentence);
    this.name = 'DeliveryError';
    this.fault = fault;
  }
}

/** One sentence for a failed connection to `what`, by the system's or TLS's code. */
export function connectionSentence(what: string, code: unknown): string {
  const text = typeof code === 'string' ? code : '';
  switch (text) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EDNS':
      return `The host name of ${what} is not known.`;
    case 'ECONNREFUSED':
      return `Nothing listens at the address of ${what}.`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `${capital(what)} cannot be reached over the network.`;
    case 'ETIMEDOUT':
      return `${capital(what)} did not answer in time.`;
    case 'ECONNRESET':
    case 'EPIPE':
      return `${capital(what)} closed the connection.`;
    case 'CERT_HAS_EXPIRED':
      return `The certificate of ${what} has expired.`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `The certificate of ${what} is for another host name.`;
    default:
      if (/CERT|ISSUER|SELF_SIGNED|UNABLE_TO/.test(text)) {
        return `The certificate of ${what} is not signed by a known authority.`;
      }
      return `The connection to ${what} failed${/^[A-Z0-9_]{1,40}$/.test(text) ? ` (${text})` : ''}.`;
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
