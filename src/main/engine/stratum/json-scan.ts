import { ProtocolError } from './protocol-error.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/**
 * One pass over a line before it is parsed: throws ProtocolError TOO_DEEP past `maxDepth`, and returns
 * the source text of the top level's `"id"` value (undefined when there is none). The last one wins,
 * as in `JSON.parse`. What it returns means nothing unless the line then parses as JSON.
 */
export function scanLine(line: string, maxDepth: number): string | undefined {
  let depth = 0;
  let idValueStart = -1;
  let idSource: string | undefined;
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === QUOTE) {
      const end = stringEnd(line, at);
      if (depth === 1 && idValueStart < 0 && isIdKey(line, at, end)) {
        idValueStart = line.indexOf(':', end) + 1;
        at = idValueStart - 1;
      } else {
        at = end;
      }
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (++depth > maxDepth)
        throw new ProtocolError('TOO_DEEP', `the JSON is nested over ${maxDepth} levels`);
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET || code === COMMA) {
      if (depth === 1 && idValueStart >= 0) {
        idSource = line.slice(idValueStart, at).trim();
        idValueStart = -1;
      }
      if (code !== COMMA) depth--;
    }
  }
  return idSource;
}

/** Index of the closing quote, or the last index of the line when it has none. */
function stringEnd(line: string, openAt: number): number {
  for (let at = openAt + 1; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return at;
  }
  return line.length - 1;
}

/** True for the string `"id"` followed by a colon, that is, as a key and not as a value. */
function isIdKey(line: string, openAt: number, closeAt: number): boolean {
  if (closeAt - openAt !== 3 || line.slice(openAt + 1, closeAt) !== 'id') return false;
  let at = closeAt + 1;
  while (' \t\r\n'.includes(line.charAt(at)) && at < line.length) at++;
  return line.charCodeAt(at) === COLON;
}
