import { inflateSync } from 'node:zlib';

import { isSigned, signBytes } from './signature.ts';

/** Keeps the signature of a file from being taken for one of anything else. */
const CONTEXT = Buffer.from('hashquota-pdf-1\n');
/** A comment after the end of the document, which readers pass over. */
const MARK = '%hashquota-signature-1 ';
const SIGNATURE_DIGITS = 128;
const SEAL_BYTES = MARK.length + SIGNATURE_DIGITS + 1;
const MAX_ATTACHMENT_BYTES = 128 * 1024 * 1024;
/** Between an embedded file's type and its bytes stand only its other properties. */
const MAX_DICTIONARY_BYTES = 2000;

/** The PDF with a signature of every byte before it. */
export function sealPdf(pdf: Buffer, privateKey: Buffer): Buffer {
  const signature = signBytes(Buffer.concat([CONTEXT, pdf]), privateKey);
  return Buffer.concat([pdf, Buffer.from(`${MARK}${signature.toString('hex')}\n`)]);
}

/** True when the file ends with a signature by this key of all that stands before it. */
export function isSealGood(file: Buffer, publicKey: Buffer): boolean {
  const seal = file.subarray(-SEAL_BYTES).toString('latin1');
  const digits = seal.slice(MARK.length, -1);
  if (!seal.startsWith(MARK) || !seal.endsWith('\n') || !/^[0-9a-f]{128}$/.test(digits)) return false;
  const pdf = file.subarray(0, file.length - SEAL_BYTES);
  return isSigned(Buffer.concat([CONTEXT, pdf]), Buffer.from(digits, 'hex'), publicKey);
}

/** The file attached to a PDF of ours; null where there is none that can be read. */
export function attachmentOf(pdf: Buffer): Buffer | null {
  const at = pdf.indexOf('/Type /EmbeddedFile');
  if (at === -1) return null;
  const dictionary = pdf.subarray(at, at + MAX_DICTIONARY_BYTES).toString('latin1');
  const start = /stream\r?\n/.exec(dictionary);
  if (!start) return null;
  const properties = dictionary.slice(0, start.index);
  const length = Number(/\/Length (\d{1,10})\b/.exec(properties)?.[1] ?? Number.NaN);
  const from = at + start.index + start[0].length;
  if (!(from + length <= pdf.length)) return null;
  const bytes = pdf.subarray(from, from + length);
  if (!properties.includes('/FlateDecode')) return bytes;
  try {
    return inflateSync(bytes, { maxOutputLength: MAX_ATTACHMENT_BYTES });
  } catch {
    return null;
  }
}
