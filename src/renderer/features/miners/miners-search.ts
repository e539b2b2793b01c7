import { MINER_STATES } from '../../ui/state-looks.tsx';
import type { MinerRow } from './miners-view.ts';

/** A row's words are put together once, for as long as the row stays the same. */
const texts = new WeakMap<MinerRow, string>();

function textOf(row: MinerRow): string {
  const known = texts.get(row);
  if (known !== undefined) return known;
  const text = [
    row.name,
    row.id,
    row.address,
    row.userAgent,
    row.accountName,
    row.role,
    row.state,
    MINER_STATES[row.state].word,
    row.model,
    row.firmware,
    row.mac,
    row.mac?.replaceAll(/[^0-9a-fA-F]/g, ''),
    row.markedFailed?.note,
    row.standsInFor,
  ]
    .filter((part) => part !== null && part !== undefined)
    .join('\n')
    .toLowerCase();
  texts.set(row, text);
  return text;
}

type Test = (row: MinerRow) => boolean;

/** An IPv4 address as a number; null where the text is none. */
function ipv4(text: string): number | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!match) return null;
  const parts = match.slice(1).map(Number);
  return parts.some((part) => part > 255) ? null : parts.reduce((sum, part) => sum * 256 + part, 0);
}

/** First and last address of `10.0.0.7`, `10.0.0.0/24` or `10.0.0.10-50`; null where the text is none of them. */
function addressRange(text: string): [number, number] | null {
  const [, host = '', bits, last] = /^([\d.]+)(?:\/(\d{1,2})|-(\d{1,3}))?$/.exec(text) ?? [];
  const first = ipv4(host);
  if (first === null) return null;
  if (bits !== undefined) {
    if (Number(bits) > 32) return null;
    const size = 2 ** (32 - Number(bits));
    const start = Math.floor(first / size) * size;
    return [start, start + size - 1];
  }
  return last === undefined ? [first, first] : [first, first - (first % 256) + Number(last)];
}

function testFor(word: string): Test {
  const range = addressRange(word);
  if (!range) return (row) => textOf(row).includes(word);
  const [first, last] = range;
  return (row) => {
    const address = ipv4(row.address?.replace(/:\d+$/, '') ?? '');
    return (
      (address !== null && address >= first && address <= last) || textOf(row).split('\n').includes(word)
    );
  };
}

/**
 * Whether a row is looked for: every word of the query occurs somewhere in what is known of the miner. A whole
 * address finds that one alone, `10.0.0.0/24` and `10.0.0.10-50` the addresses in between.
 */
export function searchFor(query: string): Test {
  const tests = query.toLowerCase().split(/\s+/).filter(Boolean).map(testFor);
  return (row) => tests.every((test) => test(row));
}
