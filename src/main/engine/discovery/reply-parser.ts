import { isObject } from './json.ts';
import type { Json, JsonRoot } from './json.ts';
import { looksLikeTextMode, parseTextMode } from './text-mode.ts';
import { LimitError, TolerantJson } from './tolerant-json.ts';
import type { JsonLimits } from './tolerant-json.ts';

/** A reply as far as it could be read. */
export interface ParsedReply {
  /** Null when nothing in it is a miner's reply; `problem` then says why. */
  value: JsonRoot | null;
  /** Every repair made, in words, each once. 'partial' = the reply was cut and only whole members are here. */
  repairs: string[];
  problem: string | null;
}

/** The longest reply that is looked at, bytes or characters. */
export const MAX_REPLY_SIZE = 10_000_000;
const LIMITS: JsonLimits = { maxDepth: 64, maxValues: 500_000 };
/** `minerinfoCallback({…})`, as Avalon's web pages answer. */
const WRAPPER = /^\s*[A-Za-z_$][\w$.]{0,63}\(\s*(?=[[{])/;

/**
 * Reads a reply of a miner's TCP or web API. Strict JSON is tried first; only a reply that is not gets
 * repaired, by rules, and every rule used is named. It never throws and never makes up a value: what
 * cannot be read is null or absent.
 */
export function parseReply(reply: Uint8Array | string): ParsedReply {
  if (reply.length > MAX_REPLY_SIZE) return failed('longer than 10 MB');
  const repairs = new Set<string>();
  const text = cutAtNul(decode(reply), repairs);
  if (text.trim() === '') return failed('empty reply');
  try {
    return parseText(text, repairs);
  } catch (error) {
    if (error instanceof LimitError) return failed(error.message);
    return failed('unreadable');
  }
}

function parseText(text: string, repairs: Set<string>): ParsedReply {
  const strict = parseStrict(text);
  if (strict !== null) return { value: strict, repairs: [...repairs], problem: null };
  if (looksLikeTextMode(text)) {
    const { value, isPartial } = parseTextMode(text);
    repairs.add('text form');
    if (isPartial) repairs.add('partial');
    return { value, repairs: [...repairs], problem: null };
  }
  const bare = text.replace(WRAPPER, '');
  if (bare.length !== text.length) repairs.add('wrapper removed');
  const reader = new TolerantJson(bare, LIMITS);
  const first = reader.readRoot();
  if (first === null) return failed(classify(text));
  const value = readJoined(reader, first, bare);
  for (const repair of reader.repairs) repairs.add(repair);
  return { value, repairs: [...repairs], problem: null };
}

/** Objects one after the other (`}{`, `}, {`) become a list; any other text behind the first is ignored. */
function readJoined(reader: TolerantJson, first: JsonRoot, text: string): JsonRoot {
  const all: Json[] = [first];
  for (;;) {
    const before = reader.position;
    while (/[\s,]/.test(text[reader.position] ?? '')) reader.position += 1;
    if (text[reader.position] !== '{') {
      const rest = text.slice(before).replaceAll(/[\s);]/g, '');
      if (rest !== '') reader.repairs.add('text behind the reply ignored');
      break;
    }
    const next = reader.readRoot();
    if (next === null) break;
    all.push(next);
  }
  if (all.length === 1) return first;
  reader.repairs.add('joined objects');
  return all;
}

function parseStrict(text: string): JsonRoot | null {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  checkLimits(value);
  return value;
}

function checkLimits(root: JsonRoot): void {
  let level: Json[] = [root];
  let values = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > LIMITS.maxDepth) throw new LimitError('nested deeper than a miner does');
    const next: Json[] = [];
    for (const value of level) {
      values += 1;
      const inner = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
      for (const child of inner) next.push(child);
      if (values + next.length > LIMITS.maxValues) throw new LimitError('more values than a miner sends');
    }
    level = next;
  }
}

function decode(reply: Uint8Array | string): string {
  const text =
    typeof reply === 'string' ? reply : new TextDecoder('utf-8', { ignoreBOM: true }).decode(reply);
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function cutAtNul(text: string, repairs: Set<string>): string {
  const nul = text.indexOf('\0');
  if (nul < 0) return text;
  // One NUL at the very end is how cgminer ends every reply: nothing to tell.
  if (nul < text.length - 1) repairs.add('cut at NUL');
  return text.slice(0, nul);
}

function classify(text: string): string {
  if (/^\s*</.test(text)) return 'a web page, not a reply';
  if (/^HTTP\/1\.[01] /.test(text)) return 'HTTP spoken on this port';
  if (/connection refused|connect failed/i.test(text)) return 'the mining process does not answer';
  if (/forbidden|unauthorized|access denied/i.test(text.slice(0, 200))) return 'access refused';
  return 'not a miner reply';
}

function failed(problem: string): ParsedReply {
  return { value: null, repairs: [], problem };
}
