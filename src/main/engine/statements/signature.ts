import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';

import type { SignedStatement, StatementContent } from '#shared/model/statement.ts';

import { canonicalJson } from './canonical-json.ts';

/** Keeps a signature of a statement from being taken for one of anything else. */
const STATEMENT_CONTEXT = 'hashquota-statement-1\n';
/** RFC 8410: what stands before the 32 raw bytes of an Ed25519 key in SPKI and in PKCS #8. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const KEY_BYTES = 32;

/** A new Ed25519 key, raw. */
export function generateKey(): { publicKey: Buffer; privateKey: Buffer } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.length),
    privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(PKCS8_PREFIX.length),
  };
}

/** `3f2a 91c0 …`: what people compare, the first 16 bytes of the key's SHA-256. */
export function fingerprintOf(publicKey: Buffer): string {
  const digits = hash('sha256', publicKey, 'hex').slice(0, 32);
  return (digits.match(/.{4}/g) ?? []).join(' ');
}

/** SHA-256 of the canonical content, in hex. */
export function contentHash(content: StatementContent): string {
  return hash('sha256', Buffer.from(canonicalJson(content)), 'hex');
}

export function signStatement(content: StatementContent, privateKey: Buffer): SignedStatement {
  const signature = signBytes(Buffer.from(STATEMENT_CONTEXT + canonicalJson(content)), privateKey);
  return { content, sha256: contentHash(content), signature: signature.toString('hex') };
}

/** True when the signature is that of the key named in the content. */
export function isSignatureGood({ content, signature }: SignedStatement): boolean {
  const bytes = Buffer.from(STATEMENT_CONTEXT + canonicalJson(content));
  return isSigned(bytes, Buffer.from(signature, 'hex'), Buffer.from(content.installation.publicKey, 'hex'));
}

export function signBytes(bytes: Buffer, privateKey: Buffer): Buffer {
  const der = Buffer.concat([PKCS8_PREFIX, privateKey]);
  return sign(null, bytes, createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
}

/** False also for a key or signature of another length. */
export function isSigned(bytes: Buffer, signature: Buffer, publicKey: Buffer): boolean {
  if (publicKey.length !== KEY_BYTES) return false;
  let key: KeyObject;
  try {
    key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: 'der', type: 'spki' });
  } catch {
    return false;
  }
  return verify(null, bytes, key, signature);
}

/** The file of a signed statement. */
export function statementJson(statement: SignedStatement): string {
  return `${canonicalJson(statement)}\n`;
}
