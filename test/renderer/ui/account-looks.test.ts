import { describe, expect, it } from 'vitest';

import {
  acceptLooks,
  assignLooks,
  COLOUR_COUNT,
  contrast,
  inkOn,
  lookColour,
} from '#renderer/ui/account-looks.ts';

const names = (...list: string[]) => list.map((name) => ({ id: name, name }));
const PAPER = { light: '#ffffff', dark: '#1a2027' };

describe('account looks', () => {
  it('give a letter of the name, another where it is taken', () => {
    const looks = assignLooks(names('alice', 'anna', 'aa', '_42'), {});
    expect(Object.values(looks).map(({ letter }) => letter)).toEqual(['A', 'N', 'B', 'C']);
  });

  it('stay with the account when others come, go or change places', () => {
    const before = assignLooks(names('alice', 'bob'), {});
    const after = assignLooks(names('carol', 'bob'), before);
    expect(after['bob']).toEqual(before['bob']);
    expect(after['alice']).toEqual(before['alice']);
    expect(after['carol']).toEqual({ colour: 2, letter: 'C' });
  });

  it('never repeat a letter, even for hundreds of accounts', () => {
    const many = Array.from({ length: 300 }, (_, n) => `customer-${n}`);
    const letters = Object.values(assignLooks(names(...many), {})).map(({ letter }) => letter);
    expect(new Set(letters).size).toBe(300);
  });

  it('spread the colours evenly', () => {
    const many = Array.from({ length: COLOUR_COUNT * 2 }, (_, n) => `a${n}`);
    const colours = Object.values(assignLooks(names(...many), {})).map(({ colour }) => colour);
    expect(colours.filter((colour) => colour === 0)).toHaveLength(2);
  });

  it.each(['light', 'dark'] as const)(
    'stand out 3:1 from the paper and carry their letter 4.5:1 (%s)',
    (mode) => {
      for (let colour = 0; colour < COLOUR_COUNT; colour++) {
        const css = lookColour({ colour, letter: 'A' }, mode === 'dark');
        expect(contrast(css, PAPER[mode]), `${css} on paper`).toBeGreaterThanOrEqual(3);
        expect(contrast(css, inkOn(css)), `letter on ${css}`).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  it('measure contrast as WCAG does', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });

  it('treat an account called __proto__ like any other', () => {
    const looks = assignLooks(names('__proto__', 'bob'), {});
    expect(Object.keys(looks)).toEqual(['__proto__', 'bob']);
  });

  it('read whatever a browser may have stored', () => {
    const stored = {
      good: { colour: 1, letter: 'B2' },
      bad: { colour: -1, letter: 'A' },
      worse: null,
      html: { colour: 0, letter: '<b>' },
    };
    expect(acceptLooks(stored)).toEqual({ good: { colour: 1, letter: 'B2' } });
    expect(acceptLooks('nonsense')).toEqual({});
  });
});
