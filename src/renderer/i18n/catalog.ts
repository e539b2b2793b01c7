import { compileTemplates, type SentenceTemplates, type SentenceWays } from './sentence-templates.ts';
import type { LoadedLanguage } from './language.ts';

/**
 * Texts of one feature in another language. The key is the English text as it stands in the feature's
 * `messages.ts`; of a text with `one` and `other`, the `other`. A value has the same `{places}`, in any order.
 */
export type Catalog = Readonly<Record<string, string>>;

interface LanguageParts {
  catalogs: readonly Catalog[];
  sentences: readonly SentenceTemplates[];
  ways?: SentenceWays;
  libraries?: readonly object[];
}

/** A language made of catalogs and of templates for the engine's sentences. */
export function languageFrom(
  locale: string,
  { catalogs, sentences, ways = {}, libraries = [] }: LanguageParts,
): LoadedLanguage {
  const texts = new Map(catalogs.flatMap((catalog) => Object.entries(catalog)));
  return {
    locale,
    libraries,
    translate: (english) => texts.get(english),
    sentence: compileTemplates(Object.assign({}, ...sentences) as SentenceTemplates, ways),
  };
}
