import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { FarmClient } from '#main/electron/engine-host.ts';
import { applyFarmFile, farmFileAmong, farmFileQuestion } from '#main/electron/farm-file-opener.ts';
import { parseFarmFileText } from '#engine/config/farm-file.ts';
import { seen } from '#test/support/fake-electron.ts';

vi.mock('electron', async () => (await import('#test/support/fake-electron.ts')).fakeElectron);

const APPLY = 0;
const CANCEL = 1;

let folder: string;
let file: string;
let applied: object[];
const client = {
  farm: { applyFile: async (given: object) => void applied.push(given) },
} as unknown as FarmClient;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hashquota-open-'));
  file = join(folder, 'farm.hqfarm');
  applied = [];
  seen.questions.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const account = (name: string, more = ''): string =>
  `  - { name: ${name}, pools: ["stratum+tcp://${name}.example:3333"], worker: ${name}.w, overflow: true${more} }\n`;

describe('a farm file that is opened', () => {
  it('is applied after a yes to what it would change', async () => {
    writeFileSync(file, `version: 1\naccounts:\n${account('alice')}`);
    seen.answers[0] = APPLY;
    expect(await applyFarmFile(file, client)).toBe(true);
    expect(seen.questions).toMatchObject([
      {
        message: 'Apply the farm file “farm.hqfarm”?',
        detail: expect.stringContaining('alice: stratum+tcp://alice.example:3333'),
        defaultId: 1,
        cancelId: 1,
      },
    ]);
    expect(applied).toMatchObject([{ version: 1, accounts: [{ name: 'alice' }] }]);
  });

  it('changes nothing after a no', async () => {
    writeFileSync(file, `version: 1\naccounts:\n${account('alice')}`);
    seen.answers[0] = CANCEL;
    expect([await applyFarmFile(file, client), applied]).toEqual([false, []]);
  });

  it.each([
    ['names a file of this computer', account('alice', ', passwordFile: /etc/hostname')],
    ['names a variable of this computer', account('alice', ', passwordEnv: HOME')],
    ['has a key that does not exist', account('alice', ', pasword: x')],
  ])('is explained and not applied where it %s', async (_what, accounts) => {
    writeFileSync(file, `version: 1\naccounts:\n${accounts}`);
    seen.answers[0] = APPLY;
    expect(await applyFarmFile(file, client)).toBe(false);
    expect([seen.questions.map(({ message }) => message), applied]).toEqual([
      ['The farm file was not applied.'],
      [],
    ]);
    expect(seen.questions[0]?.detail).toMatch(/^farm\.hqfarm, line 3/);
  });

  it('is explained where it is not there, and where the engine does not run', async () => {
    expect(await applyFarmFile(join(folder, 'none.hqfarm'), client)).toBe(false);
    writeFileSync(file, `version: 1\naccounts:\n${account('alice')}`);
    expect(await applyFarmFile(file, null)).toBe(false);
    expect(seen.questions.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/^none\.hqfarm cannot be read/),
      'The engine is not running.',
    ]);
  });
});

it('shows eight accounts and counts the others', () => {
  const names = Array.from({ length: 11 }, (_, index) => `a${index}`);
  const accounts = names.map((name) => account(name).replace('overflow: true', 'quota: { work: 1 }'));
  const parsed = parseFarmFileText(`version: 1\naccounts:\n${accounts.join('')}`, {
    ...{ fileName: 'x', readFile: null, env: null },
  });
  const { detail } = farmFileQuestion('/tmp/big.hqfarm', parsed);
  expect([detail.includes('a7:'), detail.includes('a8:'), detail.endsWith('and 3 more')]).toEqual([
    true,
    false,
    true,
  ]);
});

it('finds the farm file among arguments, with the folder they were given in', () => {
  expect([
    farmFileAmong(['--demo', '--farm=x.hqfarm', 'Farm.HQFARM'], '/home/ann'),
    farmFileAmong(['/a/b.hqfarm', 'c.hqfarm'], '/home/ann'),
    farmFileAmong(['.', '--demo', 'farm.yaml'], '/home/ann'),
  ]).toEqual(['/home/ann/Farm.HQFARM', '/a/b.hqfarm', null]);
});
