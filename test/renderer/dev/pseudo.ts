import type { LoadedLanguage } from '#renderer/i18n/language.ts';

const PLAIN = 'AaCcEeIiNnOoSsUuYy';
const ACCENTED = 'ÅåÇçÉéÎîÑñÖöŠšÛûÝý';
const GROWTH = 0.4;

/** Accents, two fifths more length, and brackets; `{places}` stay. What comes out without brackets is no text of `t`. */
export function pseudo(text: string): string {
  const letters = text
    .split(/(\{\w+\})/)
    .map((part) => (part.startsWith('{') ? part : part.replaceAll(/./gsu, accented)))
    .join('');
  return `⟦${letters}${'·'.repeat(Math.ceil(text.length * GROWTH))}⟧`;
}

function accented(letter: string): string {
  return ACCENTED[PLAIN.indexOf(letter)] ?? letter;
}

/** A language that nobody speaks: it shows what is not translated, and what does not fit when it is longer. */
export const pseudoLanguage: LoadedLanguage = {
  locale: 'en-XA',
  translate: pseudo,
  sentence: pseudo,
  libraries: [],
};
