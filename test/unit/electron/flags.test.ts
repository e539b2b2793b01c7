import { expect, it } from 'vitest';

import { parseShellFlags } from '#main/electron/flags.ts';

it('reads every option of the shell', () => {
  const args = ['--demo', '--hidden', '--data-dir', '/d', '--farm=/f.yaml', '--stratum', '127.0.0.1:0'];
  expect(parseShellFlags(args)).toEqual({
    demo: true,
    hidden: true,
    dataDir: '/d',
    farmFile: '/f.yaml',
    stratum: { host: '127.0.0.1', port: 0 },
  });
});

it('leaves switches of Chromium alone', () => {
  expect(parseShellFlags(['--no-sandbox', '--ozone-platform=wayland', '--demo'])).toEqual({
    demo: true,
    hidden: false,
    dataDir: null,
    farmFile: null,
    stratum: null,
  });
});

it('refuses an option without its value', () => {
  expect(() => parseShellFlags(['--data-dir'])).toThrow('--data-dir needs a value.');
  expect(() => parseShellFlags(['--farm='])).toThrow('--farm needs a value.');
});

it('says what is wrong with an address', () => {
  expect(() => parseShellFlags(['--stratum', 'nowhere'])).toThrow(
    /^--stratum: "nowhere" stands here; allowed is/,
  );
});
