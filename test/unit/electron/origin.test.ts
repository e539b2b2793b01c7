import { describe, expect, it } from 'vitest';

import { isAppUrl, isTrustedSender } from '#main/electron/origin.ts';

describe('isAppUrl', () => {
  it.each(['app://farm/', 'app://farm/index.html', 'app://farm/miners?x#y', 'APP://farm/'])(
    'knows %s',
    (address) => {
      expect(isAppUrl(address)).toBe(true);
    },
  );

  it.each([
    '',
    'app://farm.evil.example/',
    'app://farm@evil.example/',
    'app://evil@farm/',
    'app://farm:8080/',
    'app:farm/',
    'https://farm/',
    'file:///app://farm/',
    'about:blank',
    'data:text/html,app://farm/',
  ])('refuses %s', (address) => {
    expect(isAppUrl(address)).toBe(false);
  });
});

describe('isTrustedSender', () => {
  const ours = { url: 'app://farm/', isMainFrame: true, webContentsId: 7 };

  it('answers the main frame of our window', () => {
    expect(isTrustedSender(ours, 7)).toBe(true);
  });

  it.each([
    ['a frame that is gone', { ...ours, url: null }, 7],
    ['a frame inside our page', { ...ours, isMainFrame: false }, 7],
    ['another window', { ...ours, webContentsId: 8 }, 7],
    ['another origin', { ...ours, url: 'https://evil.example/' }, 7],
    ['a page when there is no window', ours, null],
  ])('refuses %s', (_who, sender, windowId) => {
    expect(isTrustedSender(sender, windowId)).toBe(false);
  });
});
