import { currentLanguage } from './language.ts';

/** A text with `{name}` places; `one`/`other` choose by the value called `count`. */
export type Message = string | { readonly one: string; readonly other: string };

const plurals = new Map<string, Intl.PluralRules>();

function pluralOf(locale: string, count: number): Intl.LDMLPluralRule {
  const rules = plurals.get(locale) ?? new Intl.PluralRules(locale);
  plurals.set(locale, rules);
  return rules.select(count);
}

/**
 * A message in the window's language, filled. English is the key of every text, and what is shown where a
 * language has none; a language without plurals translates `other` alone. A value that is missing stays
 * visible as `{name}`, so that a test or an eye finds it.
 */
export function t(message: Message, values: Readonly<Record<string, string | number>> = {}): string {
  return inWords(message, values).replaceAll(/\{(\w+)\}/g, (place, name: string) =>
    String(values[name] ?? place),
  );
}

function inWords(message: Message, values: Readonly<Record<string, string | number>>): string {
  const { translate, locale } = currentLanguage();
  if (typeof message === 'string') return translate(message) ?? message;
  const isOne = (language: string) => pluralOf(language, Number(values['count'])) === 'one';
  const own = (isOne(locale) ? translate(message.one) : undefined) ?? translate(message.other);
  return own ?? (isOne('en') ? message.one : message.other);
}

/**
 * A sentence that the engine made (a notice, a cause, evidence, an error) in the window's language; the
 * engine's own words where the language has no template for it.
 */
export function translateSentence(sentence: string): string {
  const { sentence: translate } = currentLanguage();
  return translate(sentence) ?? sentence;
}
