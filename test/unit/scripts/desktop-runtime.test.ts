import { describe, expect, it } from 'vitest';

// @ts-expect-error The scripts are plain JavaScript: they run before anything is installed or built.
import * as desktopRuntime from '../../../scripts/desktop-runtime.mjs';

interface Machine {
  platform: string;
  env: Record<string, string>;
  uid: number | null;
  args: string[];
}
interface End {
  code: number | null;
  signal: string | null;
  ranMs: number;
}
const { whyNoWindow, neverCameUp } = desktopRuntime as {
  whyNoWindow: (machine: Machine) => string | null;
  neverCameUp: (end: End) => boolean;
};

describe('whyNoWindow', () => {
  const desk: Machine = { platform: 'linux', env: { DISPLAY: ':0' }, uid: 1000, args: [] };

  it.each<[string, Partial<Machine>, string | null]>([
    ['a desktop', {}, null],
    ['Wayland', { env: { WAYLAND_DISPLAY: 'wayland-0' } }, null],
    ['a server', { env: {} }, 'there is no display'],
    ['root', { uid: 0 }, 'Electron does not run as root'],
    ['root that insists', { uid: 0, args: ['--no-sandbox'] }, null],
    ['Windows', { platform: 'win32', env: {}, uid: null }, null],
    ['whoever asks for the browser', { args: ['--demo', '--browser'] }, 'asked for by --browser'],
  ])('judges %s', (_who, changes, reason) => {
    expect(whyNoWindow({ ...desk, ...changes })).toBe(reason);
  });
});

describe('neverCameUp', () => {
  it.each<[string, End, boolean]>([
    ['a clean end', { code: 0, signal: null, ranMs: 500 }, false],
    ['a bad option', { code: 2, signal: null, ranMs: 500 }, false],
    ['no X server', { code: 1, signal: null, ranMs: 500 }, true],
    ['a sandbox that cannot be made', { code: null, signal: 'SIGTRAP', ranMs: 300 }, true],
    ['the same, told by a shell', { code: 133, signal: null, ranMs: 300 }, true],
    ['a library missing', { code: 127, signal: null, ranMs: 20 }, true],
    ['Ctrl+C at once', { code: null, signal: 'SIGINT', ranMs: 300 }, false],
    ['a crash after an hour', { code: null, signal: 'SIGSEGV', ranMs: 3_600_000 }, false],
  ])('judges %s', (_what, end, expected) => {
    expect(neverCameUp(end)).toBe(expected);
  });
});
