import { setMember } from './json.ts';
import type { Json, JsonObject, JsonRoot } from './json.ts';

/** Why a text was given up; `message` is the problem as `parseReply` tells it. */
export class LimitError extends Error {}

/** Bounds on one reply: deeper or larger ones are refused, not read in part. */
export interface JsonLimits {
  maxDepth: number;
  maxValues: number;
}

/** The end of the text was reached inside a value: that value is dropped, what is whole stays. */
const CUT = Symbol('cut');
const NO_NUMBER = /^[-+]?(?:nan|inf|infinity)$/i;
const NUMBER = /^-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;
const LITERALS = new Map<string, Json>([
  ['true', true],
  ['false', false],
  ['null', null],
]);
const ESCAPES = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
]);

/**
 * Reads one JSON value and repairs the damage miners are known for: missing, doubled and trailing commas,
 * empty values, bare `nan`/`inf` (null, never 0), wrong escapes, control characters in text and replies
 * cut in the middle. It works on tokens, so that nothing inside a text is ever touched.
 */
export class TolerantJson {
  readonly repairs = new Set<string>();
  /** Where reading stopped. */
  position = 0;
  private values = 0;
  private readonly text: string;
  private readonly limits: JsonLimits;

  constructor(text: string, limits: JsonLimits) {
    this.text = text;
    this.limits = limits;
  }

  /** The object or array at `position`, or null if none starts there. Throws only LimitError. */
  readRoot(): JsonRoot | null {
    this.countValue();
    this.skipSpace();
    const start = this.text[this.position];
    if (start === '{') return this.readObject(1);
    if (start === '[') return this.readArray(1);
    return null;
  }

  skipSpace(): void {
    // All that ends a bare token must be stepped over here, or an array would stay where it is.
    while (isSpace(this.text.charCodeAt(this.position))) this.position += 1;
  }

  private countValue(): void {
    this.values += 1;
    if (this.values > this.limits.maxValues) throw new LimitError('more values than a miner sends');
  }

  private readValue(depth: number): Json | typeof CUT {
    this.countValue();
    this.skipSpace();
    const start = this.text[this.position];
    if (start === undefined) return CUT;
    if (start === '{' || start === '[') {
      if (depth >= this.limits.maxDepth) throw new LimitError('nested deeper than a miner does');
      return start === '{' ? this.readObject(depth + 1) : this.readArray(depth + 1);
    }
    return start === '"' ? this.readText() : this.readBare();
  }

  private readObject(depth: number): JsonObject {
    const result: JsonObject = {};
    this.position += 1;
    for (let isFirst = true; this.nextMember('}', isFirst); isFirst = false) {
      const key = this.readKey();
      if (key === CUT) return this.cut(result);
      this.skipSpace();
      if (this.text[this.position] !== ':') {
        if (this.position < this.text.length) {
          this.repairs.add('unreadable member dropped');
          this.skipJunk();
          continue;
        }
        return this.cut(result);
      }
      this.position += 1;
      const value = this.readValue(depth);
      if (value === CUT) return this.cut(result);
      setMember(result, key, value);
    }
    return result;
  }

  private readArray(depth: number): Json[] {
    const result: Json[] = [];
    this.position += 1;
    while (this.nextMember(']', result.length === 0)) {
      const value = this.readValue(depth);
      if (value === CUT) return this.cut(result);
      result.push(value);
    }
    return result;
  }

  /** Steps over the separator; false when the container ends here (closed, cut, or closed by its parent). */
  private nextMember(closer: string, first: boolean): boolean {
    let commas = 0;
    for (;;) {
      this.skipSpace();
      if (this.text[this.position] !== ',') break;
      commas += 1;
      this.position += 1;
    }
    const next = this.text[this.position];
    if (next === undefined) {
      this.repairs.add('partial');
      return false;
    }
    if (next === '}' || next === ']') {
      if (commas > 0) this.repairs.add('comma removed');
      if (next === closer) this.position += 1;
      else this.repairs.add('partial');
      return false;
    }
    if (commas > (first ? 0 : 1)) this.repairs.add('comma removed');
    if (!first && commas === 0) this.repairs.add('comma added');
    return true;
  }

  private readKey(): string | typeof CUT {
    if (this.text[this.position] !== '"') {
      const bare = this.takeBare();
      return this.position >= this.text.length ? CUT : bare;
    }
    if (/^""[A-Za-z_]/.test(this.text.slice(this.position, this.position + 3))) {
      this.repairs.add('doubled quote removed');
      this.position += 1;
    }
    return this.readText();
  }

  private readText(): string | typeof CUT {
    let result = '';
    let from = this.position + 1;
    for (let at = from; at < this.text.length; at += 1) {
      const code = this.text.charCodeAt(at);
      if (code < 32) this.repairs.add('control character in text');
      if (code === 34) {
        this.position = at + 1;
        return result + this.text.slice(from, at);
      }
      if (code === 92) {
        const escape = this.readEscape(at);
        result += this.text.slice(from, at) + escape.text;
        from = at + escape.length;
        at = from - 1;
      }
    }
    this.position = this.text.length;
    return CUT;
  }

  private readEscape(at: number): { text: string; length: number } {
    const next = this.text[at + 1] ?? '';
    const simple = ESCAPES.get(next);
    if (simple !== undefined) return { text: simple, length: 2 };
    const hex = next === 'u' ? this.text.slice(at + 2, at + 6) : '';
    if (/^[0-9a-f]{4}$/i.test(hex)) return { text: String.fromCharCode(Number.parseInt(hex, 16)), length: 6 };
    this.repairs.add('escape dropped');
    return { text: '', length: 1 };
  }

  private readBare(): Json | typeof CUT {
    const token = this.takeBare();
    // A number or word that touches the end may have lost its last digits: it is not known.
    if (this.position >= this.text.length) return CUT;
    if (token === '') {
      this.repairs.add('empty value read as null');
      if (this.text[this.position] === ':') this.position += 1;
      return null;
    }
    const literal = LITERALS.get(token);
    if (literal !== undefined) return literal;
    const number = NUMBER.test(token) ? Number(token) : Number.NaN;
    if (Number.isFinite(number)) return number;
    this.repairs.add(NO_NUMBER.test(token) ? 'not a number read as null' : 'unreadable value read as null');
    return null;
  }

  private takeBare(): string {
    const from = this.position;
    while (this.position < this.text.length && !/[\s,:{}[\]"]/.test(this.text[this.position] ?? '')) {
      this.position += 1;
    }
    return this.text.slice(from, this.position);
  }

  /** After a member without a colon: on to the next comma or bracket, so that reading always moves on. */
  private skipJunk(): void {
    while (this.position < this.text.length && !/[,{}[\]"]/.test(this.text[this.position] ?? '')) {
      this.position += 1;
    }
    if (this.text[this.position] === '{' || this.text[this.position] === '[') this.position += 1;
  }

  private cut<T>(kept: T): T {
    this.repairs.add('partial');
    return kept;
  }
}

/** Control characters, blanks, and what else a `\s` is; false behind the end. */
function isSpace(code: number): boolean {
  return code <= 32 || (code > 127 && /\s/.test(String.fromCharCode(code)));
}
