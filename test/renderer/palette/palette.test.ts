import { describe, expect, it } from 'vitest';

import { fuzzyIndex, search, tokensOf } from '#renderer/features/palette/fuzzy.ts';
import { farmEntries, type Openers, type PaletteEntry } from '#renderer/features/palette/palette-entries.ts';
import {
  acceptRecent,
  paletteIndex,
  paletteResults,
  withRecent,
  type Command,
} from '#renderer/features/palette/palette-view.ts';
import { scriptedMachine } from '#test/support/scripted-machines.ts';

import { account, mark, miner, snapshot } from '../make.ts';

const NOTHING: Openers = { account: () => undefined, miner: () => undefined, pool: () => undefined };

function thing(title: string, ...words: string[]) {
  return { id: title, title, words };
}

function titlesFor(query: string, things: ReturnType<typeof thing>[]): string[] {
  return search(fuzzyIndex(things), tokensOf(query), 10).map(({ title }) => title);
}

function page(title: string): PaletteEntry {
  return { id: `page ${title}`, kind: 'page', title, detail: '', words: [], run: () => undefined };
}

describe('finding by a few letters', () => {
  it('puts the beginning of a name before that of a word, that before the middle, and that before other words', () => {
    const things = [
      thing('z', 'rack of others'),
      thing('tracker'),
      thing('the rack'),
      thing('rack1'),
      thing('r-a-c-k'),
    ];
    expect(titlesFor('rack', things)).toEqual(['rack1', 'the rack', 'tracker', 'z', 'r-a-c-k']);
  });

  it('wants every word, wherever each one is', () => {
    const things = [thing('rack1-01', '192.168.1.41', 'Antminer S19'), thing('rack1-02', '192.168.1.42')];
    expect(titlesFor('s19 rack1', things)).toEqual(['rack1-01']);
    expect(titlesFor('rack1 1.4', things)).toEqual(['rack1-01', 'rack1-02']);
    expect(titlesFor('rack1 whatsminer', things)).toEqual([]);
  });

  it('knows nothing of the case, and takes what is typed as text and not as a pattern', () => {
    expect(titlesFor('ALICE', [thing('alice')])).toEqual(['alice']);
    expect(titlesFor('.*', [thing('alice'), thing('a.*b')])).toEqual(['a.*b']);
  });
});

describe('the palette', () => {
  const miners = [
    miner({ id: 'rack1-01', address: '192.168.1.41' }),
    miner({ id: 'rack1-02', address: null, markedFailed: mark() }),
  ];
  const machine = {
    ...scriptedMachine(1),
    minerId: 'rack1-02',
    mac: '02:00:00:00:00:aa',
    model: 'Antminer S21',
  };
  const farm = farmEntries(snapshot({ accounts: [account()], miners }), [machine], NOTHING);
  const putBack: Command = {
    verbs: ['Put back'],
    applies: (entry) => entry.miner?.markedFailed != null,
    entry: (target) => ({ ...target, id: `put-back ${target.id}`, title: `Put ${target.title} back` }),
  };
  const index = paletteIndex([page('Overview'), page('Miners')], farm, [putBack]);
  const titles = (query: string, recent: string[] = []) =>
    paletteResults(index, query, recent).map(({ title }) => title);

  it('finds a miner by its name, its address, and by MAC and model of its machine', () => {
    expect(titles('rack1-02')[0]).toBe('rack1-02');
    expect(titles('1.41')).toEqual(['rack1-01']);
    expect(titles('00:00:aa')).toEqual(['rack1-02']);
    expect(titles('s21')).toEqual(['rack1-02']);
  });

  it('finds accounts and pools', () => {
    expect(titles('alice')[0]).toBe('alice');
    expect(titles('pool-a.example')).toEqual(['pool-a.example:3333']);
  });

  it('offers pages and actions before anything is typed, what was used lately first', () => {
    expect(titles('')).toEqual(['Overview', 'Miners']);
    expect(titles('', ['miner rack1-01', 'gone', 'page Miners'])).toEqual(['rack1-01', 'Miners', 'Overview']);
  });

  it('lifts what was used lately over what fits alike', () => {
    expect(titles('rack1')).toEqual(['rack1-01', 'rack1-02']);
    expect(titles('rack1', ['miner rack1-02'])).toEqual(['rack1-02', 'rack1-01']);
  });

  it('takes a command with what it is for, and offers only what it applies to', () => {
    expect(titles('put')).toEqual(['Put rack1-02 back']);
    expect(titles('put back rack1')).toContain('Put rack1-02 back');
    expect(titles('put back rack1-01')).not.toContain('Put rack1-01 back');
  });

  it('remembers the latest once, and twelve at most', () => {
    expect(withRecent(['a', 'b', 'c'], 'b')).toEqual(['b', 'a', 'c']);
    const many = Array.from({ length: 20 }, (_, n) => String(n));
    expect(withRecent(many, 'x')).toHaveLength(12);
    expect([acceptRecent('x'), acceptRecent([1, 'a', null])]).toEqual([undefined, ['a']]);
  });

  it('answers each key from an index of 5,000 miners without making it anew', () => {
    const many = Array.from({ length: 5000 }, (_, n) =>
      miner({ id: `rack${n >> 5}-${n & 31}`, address: `10.0.${n >> 8}.${n & 255}` }),
    );
    const big = paletteIndex([], farmEntries(snapshot({ miners: many }), [], NOTHING), []);
    const times: number[] = [];
    for (const query of ['r', 'ra', 'rac', 'rack77', 'rack77-1', '10.0.9.', 'zz', 'r7 1']) {
      const start = performance.now();
      paletteResults(big, query, []);
      times.push(performance.now() - start);
    }
    console.log(`Palette, 5,000 miners: at most ${Math.max(...times).toFixed(1)} ms a key.`);
    expect(paletteResults(big, 'rack77-1', [])[0]?.title).toBe('rack77-1');
    expect(paletteResults(big, 'r', [])).toHaveLength(30);
  });
});
