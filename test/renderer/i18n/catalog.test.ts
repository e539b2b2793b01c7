import { describe, expect, it } from 'vitest';

import type { Catalog } from '#renderer/i18n/catalog.ts';
import type { SentenceTemplates } from '#renderer/i18n/sentence-templates.ts';
import { glossary } from '#renderer/i18n/zh-CN/glossary.ts';
import type { Message } from '#renderer/i18n/t.ts';

import { foreignWords } from './chinese-words.ts';

/** What every `messages.ts` of the window exports: texts by name. */
const sources = import.meta.glob<Record<string, Record<string, Message>>>(
  '../../../src/renderer/**/messages.ts',
  { eager: true },
);
const translations = import.meta.glob<{ texts?: Catalog; sentences?: SentenceTemplates }>(
  '../../../src/renderer/i18n/zh-CN/*.ts',
  { eager: true },
);

/** The keys of all texts: the English text, or `other` of a text with plurals. */
function keysOf(messages: unknown): string[] {
  if (typeof messages === 'string') return [messages];
  if (typeof messages !== 'object' || messages === null) return [];
  if ('one' in messages && 'other' in messages) return [String(messages.other)];
  return Object.values(messages).flatMap(keysOf);
}

function placesOf(text: string): string[] {
  return [...new Set(text.match(/\{\w+\}/g))].toSorted();
}

const keys = new Set(Object.values(sources).flatMap((source) => Object.values(source).flatMap(keysOf)));
const catalogs = Object.entries(translations).flatMap(([file, { texts }]) =>
  texts ? [{ file, texts }] : [],
);

const pairs = Object.values(translations).flatMap(({ texts = {}, sentences = {} }) => [
  ...Object.entries(texts),
  ...Object.entries(sentences),
]);

/** Terms of the glossary in an English text; of `overflow account` both, of `miners’` the miner. */
function termsIn(english: string): string[] {
  const words = english.replaceAll(/\{\w+\}|\S*:\/\/\S*|\w+\.\w+|virtual machine/g, ' ').toLowerCase();
  return Object.keys(glossary).filter((term) => new RegExp(`\\b${term}s?\\b`).test(words));
}

describe('the texts of the window', () => {
  it('stand in the messages.ts of each part', () => {
    expect(keys.size).toBeGreaterThan(500);
  });

  it('are all there in Chinese, once any is', () => {
    const known = new Set(catalogs.flatMap(({ texts }) => Object.keys(texts)));
    // Numbers, signs and lone places read the same.
    const missing = [...keys].filter(
      (key) => !known.has(key) && /[A-Za-z]{2}/.test(key.replaceAll(/\{\w+\}/g, '')),
    );
    console.log(`Not in Chinese: ${missing.length} of ${keys.size} texts.`);
    expect(known.size === 0 ? [] : missing).toEqual([]);
  });

  it('have the same places in both languages, and nothing in Chinese is for a text that is gone', () => {
    const wrong = catalogs.flatMap(({ file, texts }) =>
      Object.entries(texts)
        .filter(([english, own]) => !keys.has(english) || String(placesOf(english)) !== String(placesOf(own)))
        .map(([english]) => `${file}: ${english}`),
    );
    expect(wrong).toEqual([]);
  });

  it('have one meaning each: no two parts translate the same English differently', () => {
    const seen = new Map<string, string>();
    const twice: string[] = [];
    for (const { file, texts } of catalogs)
      for (const [english, own] of Object.entries(texts)) {
        if (seen.has(english) && seen.get(english) !== own) twice.push(`${file}: ${english}`);
        seen.set(english, own);
      }
    expect(twice).toEqual([]);
  });

  it('are Chinese: no English word but names, units and what is typed', () => {
    const english = pairs.flatMap(([key, own]) => foreignWords(own, key).map((word) => `${word} in: ${own}`));
    expect(english).toEqual([]);
  });

  it('use one word for one thing, that of the glossary', () => {
    const strange = pairs.flatMap(([key, own]) =>
      termsIn(key)
        .filter((term) => !glossary[term]?.some((word) => own.includes(word)))
        .map((term) => `${term}: ${key} → ${own}`),
    );
    expect(strange).toEqual([]);
  });

  it('have spaces around figures and names as Chinese is set, and its punctuation', () => {
    const wrong = pairs.filter(([, own]) =>
      /[\p{sc=Han}][,;?!]|[,;?!][\p{sc=Han}]|\p{sc=Han} \p{sc=Han}|[。，；：] /u.test(own),
    );
    expect(wrong).toEqual([]);
  });
});
