/** Why a peer's bytes could not be used. */
export type ProtocolErrorCode =
  | 'FRAME_TOO_LONG'
  | 'NOT_STRATUM'
  | 'NOT_JSON'
  | 'NOT_AN_OBJECT'
  | 'TOO_DEEP'
  | 'BAD_ID'
  | 'BAD_MESSAGE'
  | 'BAD_FIELD';

/** A peer broke the protocol. Ends or answers that one line or connection, never the program. */
export class ProtocolError extends Error {
  readonly code: ProtocolErrorCode;
  constructor(code: ProtocolErrorCode, message: string) {
    super(message);
    this.name = 'ProtocolError';
    this.code = code;
  }
}

/** Text from a peer made fit for a log or a screen: no control or direction characters, length bounded. */
export function cleanPeerText(text: string, maxLength: number): string {
  const printable = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
  return printable.length > maxLength ? `${printable.slice(0, maxLength - 1)}…` : printable;
}
