import type { Translate } from './language.ts';

/**
 * English templates of the engine's sentences and what they are in another language:
 * `'{account} cannot be served: {reasonText}.'`. A place stands for one or more characters, all
 * in one clause. What a place whose name ends in `Text` holds is a sentence or clauses of the engine too, and is
 * translated where it has a template; a key of `PlaceReaders` at the end of a name says who reads what it holds.
 * What other places hold stays as it is. Templates that begin with words come before those that begin with a
 * place, and of either the ones with the most words come first.
 */
export type SentenceTemplates = Readonly<Record<string, string>>;

/** How a language reads what templates leave open. */
export interface SentenceWays {
  readers?: PlaceReaders;
  /** What stands between two sentences, and between two clauses. */
  joints?: readonly [string, string];
  /** What ends a sentence. */
  stop?: string;
}

/** Puts what a place holds into the language's words, by the end of the place's name: `Span`, `Names`. */
export type PlaceReaders = Readonly<Record<string, (value: string) => string>>;

interface Compiled {
  /** What stands before, between and after the places. */
  literals: readonly string[];
  places: readonly string[];
  /** Characters that are not places: the more there are, the better a match says what was meant. */
  weight: number;
  target: string;
}

const PLACE = /\{(\w+)\}/g;
/** Where one sentence ends and the next begins, or one clause of a list. */
const CLAUSE = '; ';
const SEAMS = [/(?<=[.!?]) (?=[\p{Lu}\d(])/u, CLAUSE];
const MAX_PIECES = 8;
/** Sentences within sentences, and a stop for templates that find themselves in what they hold. */
const MAX_DEPTH = 3;
/** A sentence from the wire may be long; no template is for one of these. */
const MAX_SENTENCE = 2000;
const MAX_KNOWN = 500;

function compile([english, target]: [string, string]): Compiled {
  const literals = english.split(/\{\w+\}/);
  return {
    literals,
    places: [...english.matchAll(PLACE)].map(([, name = '']) => name),
    weight: literals.join('').length,
    target,
  };
}

/**
 * What the places of a template hold in a sentence, or null where it is another sentence. Every place ends at
 * the first chance, and none is tried twice: sentences carry words from the wire, which may not cost time.
 */
function match({ literals, places }: Compiled, sentence: string): Map<string, string> | null {
  const values = new Map<string, string>();
  let at = literals[0]?.length ?? 0;
  if (!sentence.startsWith(literals[0] ?? '')) return null;
  for (const [index, place] of places.entries()) {
    const next = literals[index + 1] ?? '';
    const isLast = index === places.length - 1;
    const end = isLast ? sentence.length - next.length : sentence.indexOf(next, at + 1);
    if (end <= at || !sentence.startsWith(next, end)) return null;
    const value = sentence.slice(at, end);
    if (value.includes(CLAUSE) && !place.endsWith('Text')) return null;
    values.set(place, value);
    at = end + next.length;
  }
  return values;
}

/**
 * A translator of whole sentences. What no template is for is taken apart into sentences, or into clauses
 * apart by `; `, and put together again: sentences where all are known, clauses where any is. It remembers what it was asked, as the same notices
 * come again and again.
 */
export function compileTemplates(
  templates: SentenceTemplates,
  { readers = {}, joints = [' ', '; '], stop = '.' }: SentenceWays = {},
): Translate {
  const { exact, open } = sort(templates);
  const known = new Map<string, string | undefined>();

  function read(name: string, value: string, depth: number): string {
    if (name.endsWith('Text')) return translate(value, depth + 1) ?? value;
    const ending = Object.keys(readers).find((key) => name.endsWith(key) || name === key.toLowerCase());
    return ending === undefined ? value : (readers[ending]?.(value) ?? value);
  }

  function whole(sentence: string, depth: number): string | undefined {
    for (const template of open) {
      const values = match(template, sentence);
      if (!values) continue;
      return template.target.replaceAll(PLACE, (place, name: string) => {
        const value = values.get(name);
        return value === undefined ? place : read(name, value, depth);
      });
    }
    return undefined;
  }

  /** The engine makes a sentence of a clause by a capital and a full stop. */
  function asClause(sentence: string, depth: number): string | undefined {
    if (!/^\p{Lu}.*\.$/su.test(sentence)) return undefined;
    const clause = sentence.charAt(0).toLowerCase() + sentence.slice(1, -1);
    const words = exact.get(clause) ?? whole(clause, depth);
    return words === undefined ? undefined : words + stop;
  }

  function pieces(sentence: string, depth: number): string | undefined {
    for (const [index, seam] of SEAMS.entries()) {
      const parts = sentence.split(seam, MAX_PIECES + 1);
      if (parts.length < 2 || parts.length > MAX_PIECES) continue;
      const words = parts.map((part) => translate(part, depth + 1));
      const known = words.filter((word) => word !== undefined).length;
      if (known === 0 || (index === 0 && known < parts.length)) continue;
      return parts.map((part, at) => words[at] ?? part).join(joints[index]);
    }
    return undefined;
  }

  function translate(sentence: string, depth: number): string | undefined {
    const fixed = exact.get(sentence);
    if (fixed !== undefined || depth > MAX_DEPTH || sentence.length > MAX_SENTENCE) return fixed;
    return whole(sentence, depth) ?? asClause(sentence, depth) ?? pieces(sentence, depth);
  }

  return (sentence) => {
    if (known.has(sentence)) return known.get(sentence);
    if (known.size >= MAX_KNOWN) known.clear();
    const translated = translate(sentence, 0);
    known.set(sentence, translated);
    return translated;
  };
}

function sort(templates: SentenceTemplates): { exact: Map<string, string>; open: Compiled[] } {
  const exact = new Map<string, string>();
  const open: Compiled[] = [];
  for (const entry of Object.entries(templates)) {
    if (/\{\w+\}/.test(entry[0])) open.push(compile(entry));
    else exact.set(...entry);
  }
  const isAnchored = ({ literals }: Compiled) => (literals[0] === '' ? 0 : 1);
  return {
    exact,
    open: open.toSorted((a, b) => isAnchored(b) - isAnchored(a) || b.weight - a.weight),
  };
}
