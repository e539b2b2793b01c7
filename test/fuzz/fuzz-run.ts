import type fc from 'fast-check';

import { AppError } from '#shared/errors.ts';

/** Runs of one property where `FUZZ_RUNS` says nothing. */
const SHORT_RUNS = 100;
/** Of short runs, so that `npm test` looks at the same inputs each time. */
const SHORT_SEED = 20_260_711;

/** How often a property is tried, and from which seed. */
export type FuzzRuns = fc.Parameters<unknown>;

/**
 * `cost`: about how many times dearer one run of it is than that of a parser of short texts. `FUZZ_RUNS` runs
 * longer, each time from another seed; `FUZZ_SEED` repeats one that failed.
 */
export function fuzzRuns(cost = 1): FuzzRuns {
  const { FUZZ_RUNS: runs, FUZZ_SEED: seed } = process.env;
  const wanted = runs === undefined ? SHORT_RUNS : Number(runs);
  if (!Number.isSafeInteger(wanted) || wanted < 1) throw new Error(`FUZZ_RUNS is ${runs}`);
  const isRepeatable = runs === undefined || seed !== undefined;
  return {
    numRuns: Math.max(1, Math.ceil(wanted / cost)),
    ...(isRepeatable && { seed: seed === undefined ? SHORT_SEED : Number(seed) }),
  };
}

/** What a reader of hostile input does: returns, or throws one of its own errors. */
export type Outcome<T> = { value: T } | { refusal: Error };

/** Runs a reader; any error that is none of `own` is a bug and goes through. */
export function outcomeOf<T>(
  read: () => T,
  own: readonly (new (...parts: never[]) => Error)[] = [AppError],
): Outcome<T> {
  try {
    return { value: read() };
  } catch (error) {
    const refusal = own.find((kind) => error instanceof kind) ? (error as Error) : null;
    if (refusal === null) throw error;
    expectSentence(refusal.message);
    return { refusal };
  }
}

const MAX_SENTENCE = 1000;
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/** One clear sentence: not empty, not endless, and nothing in it that moves a cursor or turns text around. */
export function expectSentence(text: string): void {
  if (text.trim() === '') throw new Error('an error without a sentence');
  if (text.length > MAX_SENTENCE)
    throw new Error(`a sentence of ${text.length} characters: ${text.slice(0, 200)}`);
  if (UNPRINTABLE.test(text)) throw new Error(`a sentence with control characters: ${JSON.stringify(text)}`);
}

/** A text that counts how often its characters are looked at, for readers that go by index or `charCodeAt`. */
export class CountedText {
  looks = 0;
  readonly text: string;

  constructor(text: string) {
    const count = (by: number): void => {
      this.looks += by;
    };
    const methods: Record<string, unknown> = {
      charCodeAt: (at: number) => (count(1), text.charCodeAt(at)),
      charAt: (at: number) => (count(1), text.charAt(at)),
      slice: (from: number, to?: number) => {
        const part = text.slice(from, to);
        count(part.length);
        return part;
      },
      indexOf: (wanted: string, from = 0) => {
        const at = text.indexOf(wanted, from);
        count((at === -1 ? text.length : at) - from);
        return at;
      },
    };
    const counted = new Proxy(Object(text) as object, {
      get: (_target, key) => {
        if (key === 'length') return text.length;
        if (typeof key === 'string' && /^\d+$/.test(key)) return (count(1), text[Number(key)]);
        if (typeof key === 'string' && Object.hasOwn(methods, key)) return methods[key];
        throw new Error(`a reader uses ${String(key)} of a text: count it here`);
      },
    });
    this.text = counted as unknown as string;
  }
}
