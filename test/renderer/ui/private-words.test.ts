import { describe, expect, it } from 'vitest';

import { privateSpans, privateWordsOf } from '#renderer/ui/private-words.ts';

const words = privateWordsOf(['alice', 'rack1-03', 'Big Customer', 'alice.farm1', '', ' ', 'bob']);

/** The text as it is seen when names are hidden. */
function covered(text: string): string {
  const letters = [...text];
  for (const { start, end } of privateSpans(text, words)) letters.fill('█', start, end);
  return letters.join('').replaceAll(/█+/g, '█');
}

describe('hidden names', () => {
  it.each([
    ['alice is up to standard', '█ is up to standard'],
    ['rack1-03 (104 TH/s) leaves alice.', '█ (104 TH/s) leaves █.'],
    ['worker alice.farm1, then bob', 'worker █, then █'],
    ['for Big Customer now', 'for █ now'],
    ['alices bobby malice', 'alices bobby malice'],
    ['stratum+tcp://pool.example:3333 is down', '█ is down'],
    ['at 192.168.1.41:3333 and 10.0.0.1', 'at █ and █'],
    ['02:00:00:00:00:aa', '█'],
    ['bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq.rig1', '█.rig1'],
    ['1BoatSLRHtKNngkdXEeobR76b53LETtpyT', '█'],
    ['mail to owner@farm.example', 'mail to █'],
    ['39.6 % of 40 %, 16.4 k, version 1.2.3', '39.6 % of 40 %, 16.4 k, version 1.2.3'],
  ])('%s', (text, seen) => {
    expect(covered(text)).toBe(seen);
  });
});
