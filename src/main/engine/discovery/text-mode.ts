import { setMember } from './json.ts';
import type { Json, JsonObject } from './json.ts';

/** Sections of the text form by their first key, as the JSON form names them (cgminer API-README). */
const SECTION_NAMES = new Map([
  ['POOL', 'POOLS'],
  ['ASC', 'DEVS'],
  ['PGA', 'DEVS'],
  ['GPU', 'DEVS'],
  ['DEV', 'DEVS'],
]);
const KEY = /^[A-Za-z][A-Za-z0-9 _%]{0,63}=/;
/** More sections than any miner has boards, pools and fans together. */
const MAX_SECTIONS = 4096;

/** True for a reply in cgminer's text form: `STATUS=S,When=1,…|SUMMARY,Elapsed=5,…|`. */
export function looksLikeTextMode(text: string): boolean {
  return /^\s*STATUS=[A-Z],/.test(text);
}

/**
 * Reads cgminer's text form into the shape of its JSON form. Values stay texts: the readers know which of
 * them are numbers. Every whole section ends in `|`; one that does not loses its last value, which may be cut.
 */
export function parseTextMode(text: string): { value: JsonObject; isPartial: boolean } {
  const result: JsonObject = {};
  const sections = splitUnescaped(text, '|').slice(0, MAX_SECTIONS);
  const last = sections.at(-1) ?? '';
  const isPartial = last.trim() !== '';
  for (const [index, section] of sections.entries()) {
    if (section.trim() === '') continue;
    const fields = splitFields(section.trim());
    if (isPartial && index === sections.length - 1) fields.pop();
    addSection(result, fields);
  }
  return { value: result, isPartial };
}

function addSection(result: JsonObject, fields: string[]): void {
  const head = fields[0];
  if (head === undefined) return;
  const headKey = head.split('=', 1)[0] ?? head;
  const name = SECTION_NAMES.get(headKey) ?? headKey;
  const entry: JsonObject = {};
  for (const field of fields) {
    const equals = field.indexOf('=');
    if (equals > 0) setMember(entry, field.slice(0, equals), unescapeField(field.slice(equals + 1)));
  }
  const existing: Json | undefined = Object.hasOwn(result, name) ? result[name] : undefined;
  if (Array.isArray(existing)) existing.push(entry);
  else setMember(result, name, [entry]);
}

/** A comma starts a new field only before `key=`: Avalon's status text has bare commas in it. */
function splitFields(section: string): string[] {
  const fields: string[] = [];
  for (const part of splitUnescaped(section, ',')) {
    if (fields.length === 0 || KEY.test(part)) fields.push(part);
    else fields[fields.length - 1] += `,${part}`;
  }
  return fields;
}

function splitUnescaped(text: string, separator: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === separator) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}

function unescapeField(text: string): string {
  return text.replaceAll(/\\([,|=\\])/g, '$1');
}
