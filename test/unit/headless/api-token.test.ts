import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Log } from '#engine/lib/log.ts';
import { readToken } from '#main/headless/api-token.ts';

let dataDir: string;
let lines: string[];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'hashquota-token-'));
  lines = [];
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const write = (fields: object, message: string): void =>
  void lines.push(`${JSON.stringify(fields)} ${message}`);
const log: Log = { debug: write, info: write, warn: write, error: write };
const read = (tokenFile: string | null, fromEnvironment: string | null): string =>
  readToken({ dataDir, tokenFile, fromEnvironment }, log);

describe('the API token', () => {
  it('is made once, for this user alone, and never logged', () => {
    const token = read(null, null);
    expect([read(null, ''), read(null, null)]).toEqual([token, token]);
    expect(statSync(join(dataDir, 'api-token')).mode & 0o777).toBe(0o600);
    expect(lines.join('\n')).not.toContain(token);
    expect(lines[0]).toContain(join(dataDir, 'api-token'));
  });

  it('comes from the given file before the environment', () => {
    const file = join(dataDir, 'own');
    writeFileSync(file, 'from-the-file-of-mine\n');
    expect([read(file, 'from-environment-variable'), read(null, 'from-environment-variable')]).toEqual([
      'from-the-file-of-mine',
      'from-environment-variable',
    ]);
    expect(() => readFileSync(join(dataDir, 'api-token'))).toThrow('ENOENT');
  });

  it('is taken short, with a warning', () => {
    expect(read(null, 'short')).toBe('short');
    expect(lines).toEqual([expect.stringContaining('could be guessed')]);
  });

  it.each(['', ' \n', 'two words', 'grün', 'x'.repeat(1025)])('is refused as %j', (text) => {
    const file = join(dataDir, 'own');
    writeFileSync(file, text);
    expect(() => read(file, null)).toThrow(`--token-file ${file} holds no token;`);
  });

  it('is refused from a file that is not there', () => {
    expect(() => read(join(dataDir, 'none'), null)).toThrow(/The token file .* cannot be read: /);
  });
});
