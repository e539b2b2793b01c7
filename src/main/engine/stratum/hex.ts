/** The bytes of a hex string of either case, or null when it is not whole bytes of hex. */
export function parseHexBytes(text: unknown, exactBytes?: number): Buffer | null {
  if (typeof text !== 'string' || text.length % 2 !== 0) return null;
  if (exactBytes !== undefined && text.length !== exactBytes * 2) return null;
  if (!/^[0-9a-fA-F]*$/.test(text)) return null;
  return Buffer.from(text, 'hex');
}

/** A `%08x` field (version, nbits, ntime, nonce, version bits) as uint32: exactly 8 hex digits, else null. */
export function parseHex32(text: unknown): number | null {
  if (typeof text !== 'string' || text.length !== 8 || !/^[0-9a-fA-F]{8}$/.test(text)) return null;
  return Number.parseInt(text, 16);
}

/** A uint32 as `%08x`. */
export function formatHex32(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
