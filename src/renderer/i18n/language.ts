import { useSyncExternalStore } from 'react';

import { readRemembered, remember } from '../ui/use-remembered.ts';

/** Languages that the owner chooses from. */
export const LANGUAGES = ['en', 'zh-CN'] as const;
export type Language = (typeof LANGUAGES)[number];
/** A language, or whatever the browser speaks. */
export type LanguageChoice = Language | 'system';

/** Turns an English text, with its `{places}` still in it, into the language's own; undefined where it has none. */
export type Translate = (english: string) => string | undefined;

/** A language that is loaded and ready to be shown. */
export interface LoadedLanguage {
  /** For `lang` in the page, plurals, digits and clocks. */
  locale: string;
  translate: Translate;
  /** For whole sentences of the engine, without places. */
  sentence: Translate;
  /** The words that the tables and fields of the libraries bring themselves, as parts of a theme. */
  libraries: readonly object[];
}

const ENGLISH: LoadedLanguage = {
  locale: 'en',
  translate: () => undefined,
  sentence: () => undefined,
  libraries: [],
};
const KEY = 'language';

let choice: LanguageChoice = acceptChoice(readRemembered(KEY));
let loaded = ENGLISH;
const listeners = new Set<() => void>();

function acceptChoice(stored: unknown): LanguageChoice {
  return LANGUAGES.find((language) => language === stored) ?? 'system';
}

/** The language that fits the browser's wishes best. */
export function languageOf(wishes: readonly string[]): Language {
  for (const wish of wishes) {
    if (/^zh\b/i.test(wish)) return 'zh-CN';
    if (/^en\b/i.test(wish)) return 'en';
  }
  return 'en';
}

/** What texts are in now. */
export function currentLanguage(): LoadedLanguage {
  return loaded;
}

/** Shows a language that is loaded already; everything on screen is drawn anew. */
export function showLanguage(next: LoadedLanguage): void {
  loaded = next;
  if (typeof document !== 'undefined') document.documentElement.lang = next.locale;
  for (const tell of listeners) tell();
}

/** Loads what was chosen, or what the browser wishes, and shows it; called before the first drawing. */
export async function startLanguage(): Promise<void> {
  showLanguage(await load(wishedLanguage()));
}

/** Changes the language of the window, and keeps it for the next time. */
export async function chooseLanguage(next: LanguageChoice): Promise<void> {
  choice = next;
  remember(KEY, next);
  const language = wishedLanguage();
  const ready = await load(language);
  if (choice === next) showLanguage(ready);
}

function wishedLanguage(): Language {
  return choice === 'system' ? languageOf(navigator.languages) : choice;
}

async function load(language: Language): Promise<LoadedLanguage> {
  switch (language) {
    case 'en':
      return ENGLISH;
    case 'zh-CN':
      return (await import('./chinese.ts')).chinese;
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The locale of what is shown; its reader draws itself anew when another is chosen. */
export function useLocale(): string {
  return useSyncExternalStore(subscribe, () => loaded.locale);
}

/** What the owner chose, to mark it in a list. */
export function useLanguageChoice(): LanguageChoice {
  return useSyncExternalStore(subscribe, () => choice);
}
