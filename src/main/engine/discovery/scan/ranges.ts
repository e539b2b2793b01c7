import { AppError } from '#shared/errors.ts';

import { AddressSet } from './address-set.ts';
import { isPrivateRange, networkAround, parseIpv4 } from './ipv4.ts';
import type { AddressRange } from './ipv4.ts';

/** More than a /16 is scanned only on demand. */
const MOST_ADDRESSES = 65_536;
/** Never more, on demand either. */
const MOST_ADDRESSES_EVER = 2 ** 20;
const MOST_PIECES = 1000;
const MOST_CHARACTERS = 4000;
const EXAMPLES = '192.168.1.0/24, 10.0.4.10-50 or 10.0.4.17';

interface Piece {
  text: string;
  range: AddressRange;
}

/**
 * Reads what an owner types or pastes: networks, ranges, single addresses and `10.0.4.*`, apart by commas,
 * semicolons, spaces or line ends; addresses may stand in a URL or with a port. Of a network up to /30 the
 * network and the broadcast address are left out. Throws `BAD_INPUT` with one sentence that names the piece.
 */
export function parseRanges(text: string, { insist = false }: { insist?: boolean } = {}): AddressSet {
  if (text.length > MOST_CHARACTERS)
    throw bad(`The ranges are ${text.length} characters long; at most ${MOST_CHARACTERS} are read.`);
  const words = split(text);
  if (words.length === 0) throw bad(`No range is given; allowed are ranges such as ${EXAMPLES}.`);
  if (words.length > MOST_PIECES)
    throw bad(`${words.length} ranges are given; at most ${MOST_PIECES} are read.`);
  const pieces = words.map((word) => ({ text: word, range: parsePiece(word) }));
  for (const piece of pieces) checkPlace(piece, insist);
  const set = new AddressSet(pieces.map(({ range }) => range));
  checkSize(set.size, pieces, insist);
  return set;
}

function split(text: string): string[] {
  return text
    .replaceAll(/[\u2010-\u2015\u2212]/g, '-')
    .replaceAll(/^[ \t]*[-*\u2022][ \t]+/gm, '')
    .replaceAll(/https?:\/\/([^\s,;/?#]*)[^\s,;]*/gi, '$1 ')
    .replaceAll(/[^\S\r\n]*-[^\S\r\n]*/g, '-')
    .replaceAll(/[^\S\r\n]*\/[^\S\r\n]*(?=\d{1,3}(?:$|[\s,;]))/g, '/')
    .split(/[\s,;]+/)
    .filter((word) => word !== '');
}

function parsePiece(word: string): AddressRange {
  const text = word.replace(/^(\d[\d.]*):\d{1,5}$/, '$1').replace(/\/$/, '');
  if (text.includes(':'))
    throw refuse(
      word,
      `is an IPv6 address or has a port that is none; allowed are IPv4 ranges such as ${EXAMPLES}`,
    );
  if (text.includes('/')) return parseNetwork(word, text);
  if (text.includes('-') && /^[\d.-]+$/.test(text)) return parseSpan(word, text);
  if (text.includes('*')) return parseWildcard(word, text);
  const address = readAddress(word, text);
  return { first: address, last: address };
}

function parseNetwork(word: string, text: string): AddressRange {
  const [addressText = '', prefixText = '', ...rest] = text.split('/');
  const address = readAddress(word, addressText);
  const prefix = /^\d{1,2}$/.test(prefixText) ? Number(prefixText) : prefixOfMask(prefixText);
  if (prefix === null || prefix > 32 || rest.length > 0)
    throw refuse(word, 'has no prefix length from 0 to 32 behind the slash, such as /24');
  const { first, last } = networkAround(address, prefix);
  return prefix <= 30 ? { first: first + 1, last: last - 1 } : { first, last };
}

/** `255.255.255.0` → 24; null where the ones are not all in front. */
function prefixOfMask(text: string): number | null {
  const mask = parseIpv4(text);
  if (mask === null) return null;
  const prefix = Math.clz32(~mask);
  return mask === networkAround(0xffff_ffff, prefix).first ? prefix : null;
}

function parseSpan(word: string, text: string): AddressRange {
  const [from = '', to = '', ...rest] = text.split('-');
  if (rest.length > 0) throw refuse(word, 'has more than one "-"; write a range as 10.0.4.10-50');
  const first = readAddress(word, from);
  if (/^\d{1,3}$/.test(to) && Number(to) > 255)
    throw refuse(word, 'ends above 255; each part of an address is 0 to 255');
  const last = /^\d{1,3}$/.test(to) ? first - (first % 256) + Number(to) : readAddress(word, to);
  if (last < first) throw refuse(word, 'ends before it begins; write the lower address first');
  return { first, last };
}

function parseWildcard(word: string, text: string): AddressRange {
  const parts = text.split('.');
  const fixed = parts.findIndex((part) => part === '*');
  if (parts.length !== 4 || fixed < 1 || parts.slice(fixed).some((part) => part !== '*'))
    throw refuse(word, 'has a * where none can stand; allowed is 10.0.4.* or 10.0.*.*');
  return parseNetwork(word, `${parts.map((part) => (part === '*' ? '0' : part)).join('.')}/${fixed * 8}`);
}

function readAddress(word: string, text: string): number {
  const address = parseIpv4(text);
  if (address !== null) return address;
  if (/^\d+(?:\.\d+){3}$/.test(text))
    throw refuse(word, 'has a part above 255; each part of an address is 0 to 255');
  if (/^[\d.]*$/.test(text))
    throw refuse(
      word,
      `is no whole address: an IPv4 address has four parts; allowed are ranges such as ${EXAMPLES}`,
    );
  if (/^[\w.-]+$/.test(text) && /[a-z]/i.test(text))
    throw refuse(word, `is a name; allowed are IPv4 ranges such as ${EXAMPLES}`);
  throw refuse(word, `is no IPv4 range; allowed are ranges such as ${EXAMPLES}`);
}

function checkPlace({ text, range }: Piece, insist: boolean): void {
  if (range.first < 0x0100_0000)
    throw refuse(text, 'reaches into 0.0.0.0/8, which names no machine and is never scanned');
  if (range.last >= 0xe000_0000)
    throw refuse(
      text,
      'reaches into multicast, reserved or broadcast addresses (224.0.0.0 and above), which are never scanned',
    );
  if (!insist && !isPrivateRange(range))
    throw refuse(
      text,
      'is not private; 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, 169.254.0.0/16 and 127.0.0.0/8 are scanned, others only if you insist',
    );
}

function checkSize(size: number, pieces: readonly Piece[], insist: boolean): void {
  if (size <= (insist ? MOST_ADDRESSES_EVER : MOST_ADDRESSES)) return;
  const extent = ({ range }: Piece): number => range.last - range.first;
  const largest = pieces.toSorted((a, b) => extent(b) - extent(a))[0]?.text ?? '';
  const count = size.toLocaleString('en-US');
  throw insist || size > MOST_ADDRESSES_EVER
    ? refuse(largest, `makes it ${count} addresses; never more than 1,048,576 (a /12) are scanned at once`)
    : refuse(largest, `makes it ${count} addresses; more than 65,536 (a /16) are scanned only if you insist`);
}

function refuse(piece: string, why: string): AppError {
  return bad(`${JSON.stringify(piece.slice(0, 60))} ${why}.`);
}

function bad(sentence: string): AppError {
  return new AppError('BAD_INPUT', sentence);
}
