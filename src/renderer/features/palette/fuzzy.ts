/** What can be found: a name to show, and further words that lead to it. */
export interface Findable {
  id: string;
  title: string;
  /** Addresses, models, names in English and whatever else somebody may type. */
  words: readonly string[];
}

/** Findable things in the form that is searched, made once for many searches. */
export interface FuzzyIndex<T extends Findable> {
  entries: readonly { item: T; title: string; rest: string }[];
}

const IN_TITLE = { start: 100, word: 80, inside: 60 };
const IN_REST = { start: 40, word: 40, inside: 30 };
/** Letters in order with others between them, in the title alone. */
const SCATTERED = 20;
const LETTER = /[\p{L}\p{N}]/u;

/** Makes an index of things; do it once, not at every key. */
export function fuzzyIndex<T extends Findable>(items: readonly T[]): FuzzyIndex<T> {
  return {
    entries: items.map((item) => ({
      item,
      title: item.title.toLocaleLowerCase(),
      rest: item.words.join('\n').toLocaleLowerCase(),
    })),
  };
}

/** The words of what was typed. */
export function tokensOf(query: string): string[] {
  return query.toLocaleLowerCase().split(/\s+/u).filter(Boolean);
}

function substringScore(text: string, token: string, scores: typeof IN_TITLE): number {
  const at = text.indexOf(token);
  if (at < 0) return 0;
  if (at === 0) return scores.start;
  for (let place = at; place >= 0; place = text.indexOf(token, place + 1))
    if (!LETTER.test(text.charAt(place - 1))) return scores.word;
  return scores.inside;
}

function scatteredScore(title: string, token: string): number {
  let at = -1;
  let gaps = 0;
  for (const letter of token) {
    const next = title.indexOf(letter, at + 1);
    if (next < 0) return 0;
    gaps += next - at - 1;
    at = next;
  }
  return Math.max(SCATTERED - gaps, 0);
}

function scoreOf(entry: { title: string; rest: string }, tokens: readonly string[]): number {
  let sum = 0;
  for (const token of tokens) {
    const score =
      substringScore(entry.title, token, IN_TITLE) ||
      substringScore(entry.rest, token, IN_REST) ||
      scatteredScore(entry.title, token);
    if (score === 0) return 0;
    sum += score;
  }
  // Of two that fit alike, the shorter name is more of what was typed.
  return sum / tokens.length - Math.min(entry.title.length, 100) / 100;
}

/**
 * The best `limit` that have all `tokens`, best first; `bonus` lifts what is likely anyway, such as what was
 * used lately. Without tokens everything fits alike.
 */
export function search<T extends Findable>(
  { entries }: FuzzyIndex<T>,
  tokens: readonly string[],
  limit: number,
  bonus: (item: T) => number = () => 0,
): T[] {
  const best: { item: T; score: number }[] = [];
  for (const entry of entries) {
    const fit = tokens.length === 0 ? 1 : scoreOf(entry, tokens);
    if (fit <= 0) continue;
    const score = fit + bonus(entry.item);
    const last = best.at(-1);
    if (best.length >= limit && last && score <= last.score) continue;
    let place = best.length;
    while (place > 0 && (best[place - 1]?.score ?? 0) < score) place -= 1;
    best.splice(place, 0, { item: entry.item, score });
    if (best.length > limit) best.pop();
  }
  return best.map(({ item }) => item);
}
