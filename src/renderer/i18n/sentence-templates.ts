import type { Translate } from './language.ts';

/**
 * English templates of the engine's sentences and what they are in another language:
 * `'{account} cannot be served: {reasonText}.'`. A place stands for one or more characters. What a place
 * whose name ends in `Text` holds is a sentence of the engine too, and is translated where it has a
 * template; what other places hold stays as it is.
 */
export type SentenceTemplates = Readonly<Record<string, string>>;

interface Compiled {
  /** What stands before, between and after the places. */
  literals: readonly string[];
  places: readonly string[];
  /** Characters that are not places: the more there are, the better a match says what was meant. */
  weight: number;
  target: string;
}

const PLACE = /\{(\w+)\}/g;
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
    values.set(place, sentence.slice(at, end));
    at = end + next.length;
  }
  return values;
}

/** A translator of whole sentences. It remembers what it was asked, as the same notices come again and again. */
export function compileTemplates(templates: SentenceTemplates): Translate {
  const exact = new Map<string, string>();
  const open: Compiled[] = [];
  for (const entry of Object.entries(templates)) {
    if (/\{\w+\}/.test(entry[0])) open.push(compile(entry));
    else exact.set(...entry);
  }
  open.sort((a, b) => b.weight - a.weight);
  const known = new Map<string, string | undefined>();

  function translate(sentence: string, depth: number): string | undefined {
    const fixed = exact.get(sentence);
    if (fixed !== undefined || depth > MAX_DEPTH || sentence.length > MAX_SENTENCE) return fixed;
    for (const template of open) {
      const values = match(template, sentence);
      if (!values) continue;
      return template.target.replaceAll(PLACE, (place, name: string) => {
        const value = values.get(name);
        if (value === undefined) return place;
        return name.endsWith('Text') ? (translate(value, depth + 1) ?? value) : value;
      });
    }
    return undefined;
  }

  return (sentence) => {
    if (known.has(sentence)) return known.get(sentence);
    if (known.size >= MAX_KNOWN) known.clear();
    const translated = translate(sentence, 0);
    known.set(sentence, translated);
    return translated;
  };
}
