import { describe, expect, it } from 'vitest';

import { chinese } from '#renderer/i18n/chinese.ts';
import { compileTemplates } from '#renderer/i18n/sentence-templates.ts';

import type { SentenceTemplates } from '#renderer/i18n/sentence-templates.ts';

import { engineSentences, sampleOf } from './engine-sentences.ts';

const catalogs = import.meta.glob<{ sentences?: SentenceTemplates }>(
  '../../../src/renderer/i18n/zh-CN/*.ts',
  { eager: true },
);
const templates = Object.values(catalogs).flatMap(({ sentences = {} }) => Object.keys(sentences));

/** The engine puts some sentences together of parts; then the part stands in a template of the whole. */
function isPart(part: string): boolean {
  const literals = part.split(/\{\w+\}/).map((text) => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
  const pattern = new RegExp(literals.join('.*'));
  return templates.some((template) => pattern.test(template));
}

describe('sentences of the engine', () => {
  const translate = compileTemplates({
    'There is no overflow account.': 'Kein Überlaufkonto.',
    '{account} cannot be served: {whyText}.': '{account} geht nicht: {whyText}.',
    'the pool refused {worker}': '{worker} wurde abgelehnt',
    '{count} miners are offline.': '{count} Miner fehlen.',
    '{name} is offline.': '{name} fehlt.',
    '{a} of {b}, {c} left': '{c} / {b} / {a}',
  });

  it.each([
    ['There is no overflow account.', 'Kein Überlaufkonto.'],
    ['rack1-03 is offline.', 'rack1-03 fehlt.'],
    ['12 miners are offline.', '12 Miner fehlen.'],
    ['1 of 2, 3 left', '3 / 2 / 1'],
    ['alice cannot be served: the pool refused a.b.', 'alice geht nicht: a.b wurde abgelehnt.'],
    ['alice cannot be served: ENOENT.', 'alice geht nicht: ENOENT.'],
  ])('%s', (english, german) => {
    expect(translate(english)).toBe(german);
  });

  it.each(['rack1-03 is offline', ' is offline.', 'It is offline. And more', ''])(
    'leave %o to the engine’s own words',
    (english) => {
      expect(translate(english)).toBeUndefined();
    },
  );

  it('cost little however often a text from the wire repeats what a template waits for', () => {
    let looks = 0;
    class Counted extends String {
      override indexOf(text: string, from?: number): number {
        looks += 1;
        return super.indexOf(text, from);
      }
    }
    const hostile = `${', of '.repeat(390)}right`;
    // A pattern with three places that tries every end would look millions of times.
    const text = new Counted(hostile) as unknown as string;
    expect(translate(text)).toBeUndefined();
    expect(looks > 0 && looks < 50, `${looks} looks`).toBe(true);
  });

  it('are found in the source of the engine, with their values as places', () => {
    const templates = engineSentences().map(({ template }) => template);
    expect(templates).toContain('{length} miners are offline.');
    expect(templates.length).toBeGreaterThan(300);
  });

  it('that are notices, causes and evidence are all known in Chinese', () => {
    const missing = engineSentences().filter(
      (sentence) => chinese.sentence(sampleOf(sentence)) === undefined && !isPart(sentence.template),
    );
    const needed = missing.filter(({ kind }) => ['notice', 'cause', 'evidence'].includes(kind));
    console.log(
      `Not in Chinese: ${missing.length} sentences of the engine, ${missing.filter(({ kind }) => kind === 'error').length} of them errors.`,
    );
    expect(needed.map(({ template, file, line }) => `${template} (${file}:${line})`)).toEqual([]);
  });
});
