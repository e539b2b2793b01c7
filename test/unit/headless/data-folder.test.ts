import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { chooseDataFolder, defaultDataDir, makeDataFolder } from '#main/data-folder.ts';

describe('the data folder', () => {
  it.each([
    ['linux', {}, '/home/me/.local/share/hashquota'],
    ['linux', { XDG_DATA_HOME: '/srv/data' }, '/srv/data/hashquota'],
    ['darwin', {}, '/home/me/Library/Application Support/Hashquota'],
    ['win32', { LOCALAPPDATA: 'C:\\Users\\me\\AppData\\Local' }, 'C:\\Users\\me\\AppData\\Local\\Hashquota'],
  ] as const)('lies on %s with %j in %s', (platform, env, path) => {
    expect(defaultDataDir({ platform, home: '/home/me', env })).toBe(path);
  });

  it('of a demo lasts as long as the demo, unless it was named', () => {
    const own = chooseDataFolder({ dataDir: null, demo: true });
    expect(existsSync(own.path)).toBe(true);
    own.release();
    expect(existsSync(own.path)).toBe(false);
    expect(chooseDataFolder({ dataDir: '/named', demo: true }).path).toBe('/named');
  });

  it('is made for this user alone, or the failure is told', () => {
    const parent = mkdtempSync(join(tmpdir(), 'hashquota-folder-'));
    makeDataFolder(join(parent, 'a', 'b'));
    expect(statSync(join(parent, 'a', 'b')).mode & 0o777).toBe(0o700);
    writeFileSync(join(parent, 'file'), '');
    expect(() => makeDataFolder(join(parent, 'file', 'sub'))).toThrow(/The data folder .* cannot be made: /);
    rmSync(parent, { recursive: true });
  });
});
