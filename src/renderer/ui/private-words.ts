/** What gives an owner, a customer or a place away by its form, whoever it belongs to. */
const TELLTALES = [
  // Pool addresses and IPv4 addresses, with or without a port.
  /\b(?:stratum\+)?(?:tcp|ssl|tls|https?):\/\/[^\s,;“”"')]+/giu,
  /\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b/gu,
  /\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b/giu,
  // Bitcoin addresses: bech32, and base58 of the two older kinds.
  /\b(?:bc1|tb1)[0-9a-z]{20,87}\b/giu,
  /\b[13][1-9A-HJ-NP-Za-km-z]{25,34}\b/gu,
  /\b[\w.+-]+@[\w-]+\.[\w.-]+\b/gu,
];
/** Anything longer than a name of one word can be; names with blanks are looked for by themselves. */
const WORD = /[\p{L}\p{N}][\p{L}\p{N}._~-]*/gu;

/** A part of a text: from its first character to the one after its last. */
export interface Span {
  start: number;
  end: number;
}

/** The names of a farm, prepared for being looked for in many texts. */
export interface PrivateWords {
  words: ReadonlySet<string>;
  /** Names of more than one word. */
  phrases: readonly string[];
}

/** Prepares names for being looked for. */
export function privateWordsOf(names: Iterable<string>): PrivateWords {
  const words = new Set<string>();
  const phrases = new Set<string>();
  for (const name of names) {
    const [word] = name.match(WORD) ?? [];
    if (word === name) words.add(name);
    else if (name.trim() !== '') phrases.add(name);
  }
  return { words, phrases: [...phrases] };
}

/** Where a text gives something away, in order; parts may touch or overlap. */
export function privateSpans(text: string, { words, phrases }: PrivateWords): Span[] {
  const spans: Span[] = [];
  for (const telltale of TELLTALES)
    for (const { index, 0: found } of text.matchAll(telltale))
      spans.push({ start: index, end: index + found.length });
  for (const { index, 0: word } of text.matchAll(WORD)) {
    // A name at the end of a sentence has its full stop beside it.
    const bare = words.has(word) ? word : word.replace(/[._~-]+$/u, '');
    if (words.has(bare)) spans.push({ start: index, end: index + bare.length });
  }
  for (const phrase of phrases)
    for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + phrase.length))
      spans.push({ start: at, end: at + phrase.length });
  return spans.toSorted((a, b) => a.start - b.start);
}
