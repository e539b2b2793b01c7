import { afterEach, describe, expect, it } from 'vitest';

import { languageFrom } from '#renderer/i18n/catalog.ts';
import { fmt } from '#renderer/i18n/fmt.ts';
import { currentLanguage, languageOf, showLanguage } from '#renderer/i18n/language.ts';
import { t, translateSentence } from '#renderer/i18n/t.ts';
import { MINER_STATES } from '#renderer/ui/state-looks.tsx';

import { pseudoLanguage } from '../dev/pseudo.ts';
import { plain } from '../make.ts';

const MINERS = { one: '{count} miner', other: '{count} miners' };
const english = currentLanguage();
const german = languageFrom('de', {
  catalogs: [{ Working: 'Arbeitet', '{count} miners': '{count} Miner', '{n}\u00a0h': '{n}\u00a0Std.' }],
  sentences: [{ '{name} is offline.': '{name} fehlt.' }],
});

describe('the language of the window', () => {
  afterEach(() => showLanguage(english));

  it.each([
    [['zh-TW', 'en'], 'zh-CN'],
    [['de-DE', 'zh-CN', 'en'], 'zh-CN'],
    [['de-DE', 'en-GB', 'zh-CN'], 'en'],
    [['fr'], 'en'],
    [[], 'en'],
  ])('of a browser that wishes %j is %s', (wishes, language) => {
    expect(languageOf(wishes)).toBe(language);
  });

  it('has its own texts, and the English ones where it has none', () => {
    showLanguage(german);
    expect([t('Working'), t('Plan'), t(MINERS, { count: 1 }), t(MINERS, { count: 2 })]).toEqual([
      'Arbeitet',
      'Plan',
      '1 Miner',
      '2 Miner',
    ]);
  });

  it('keeps the plurals of English for a text that it does not have', () => {
    showLanguage(languageFrom('zh-CN', { catalogs: [], sentences: [] }));
    expect([1, 2].map((count) => t(MINERS, { count }))).toEqual(['1 miner', '2 miners']);
  });

  it('reaches words that were defined before it was chosen', () => {
    showLanguage(german);
    expect(MINER_STATES.working.word).toBe('Arbeitet');
  });

  it('is that of numbers and times; prefixes and units stay', () => {
    showLanguage(german);
    expect([fmt.hashrate(1.5e12), fmt.count(12_345), fmt.duration(3_600_000)].map(plain)).toEqual([
      '1,50 TH/s',
      '12.345',
      '1 Std.',
    ]);
  });

  it('is that of the engine’s sentences, where it has a template', () => {
    showLanguage(german);
    expect([translateSentence('a is offline.'), translateSentence('Else.')]).toEqual(['a fehlt.', 'Else.']);
  });

  it('for tests brackets every text, two fifths longer, with its places kept', () => {
    showLanguage(pseudoLanguage);
    expect(t('{count} of {total}', { count: 1, total: 2 })).toBe('⟦1 öf 2········⟧');
  });
});
