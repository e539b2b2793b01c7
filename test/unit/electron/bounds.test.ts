import { describe, expect, it } from 'vitest';

import { DEFAULT_SIZE, fitBounds, parseBounds } from '#main/electron/bounds.ts';

const screens = [
  { x: 0, y: 0, width: 1920, height: 1040 },
  { x: 1920, y: 0, width: 1280, height: 984 },
];

describe('fitBounds', () => {
  it('keeps bounds that lie on a screen', () => {
    const saved = { x: 2000, y: 50, width: 1000, height: 700 };
    expect(fitBounds(saved, screens)).toEqual(saved);
  });

  it('forgets bounds on a screen that is gone', () => {
    expect(fitBounds({ x: 4000, y: 50, width: 1000, height: 700 }, screens)).toEqual(DEFAULT_SIZE);
  });

  it('forgets bounds whose title bar is above the screen', () => {
    expect(fitBounds({ x: 10, y: -600, width: 1000, height: 700 }, screens)).toEqual(DEFAULT_SIZE);
  });

  it('cuts a window to its screen and never below the least size', () => {
    expect(fitBounds({ x: 1900, y: 0, width: 9000, height: 10 }, screens)).toEqual({
      x: 1900,
      y: 0,
      width: 1280,
      height: 520,
    });
  });

  it('lets the system place a first window', () => {
    expect(fitBounds(null, screens)).toEqual(DEFAULT_SIZE);
  });
});

describe('parseBounds', () => {
  it('reads what was saved', () => {
    expect(parseBounds('{"x":1,"y":2,"width":3,"height":4}')).toEqual({ x: 1, y: 2, width: 3, height: 4 });
  });

  it.each(['', 'null', '[]', '{"x":"1","y":2,"width":3,"height":4}', '{"x":1.5,"y":2,"width":3,"height":4}'])(
    'takes %j for nothing',
    (text) => {
      expect(parseBounds(text)).toBeNull();
    },
  );
});
