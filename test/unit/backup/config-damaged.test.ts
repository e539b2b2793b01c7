import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { digestOfSections } from '#engine/backup/config-file.ts';
import { MAX_CONFIGURATION_LENGTH } from '#shared/model/backup.ts';
import { ConfigFarm, furnish, inputOf, state } from '#test/support/config-farm.ts';

const PASSPHRASE = 'correct horse battery';

let here: ConfigFarm;
let there: ConfigFarm;
beforeEach(() => {
  here = new ConfigFarm();
  there = new ConfigFarm();
});
afterEach(() => {
  here.stop();
  there.stop();
});

describe('a file that cannot be taken over', () => {
  const damaged = 'This is no configuration of Hashquota, or it is damaged.';
  const changed = 'The file was changed after it was exported, or it is damaged.';
  const edit = (text: string, change: (file: Record<string, unknown>) => object): string =>
    JSON.stringify(change(JSON.parse(text) as Record<string, unknown>));

  it.each<[string, (text: string) => string, string]>([
    ['nothing', () => '', damaged],
    ['half of it', (text) => text.slice(0, text.length / 2), damaged],
    ['other JSON', () => '{"version":1,"accounts":[]}', damaged],
    ['a list', () => '[]', damaged],
    ['null', () => 'null', damaged],
    ['brackets without end', () => '['.repeat(1_000_000), damaged],
    [
      'depth without end',
      (text) =>
        text.replace('"sections":{', `"sections":{"deep": ${'['.repeat(200_000)}${']'.repeat(200_000)},`),
      changed,
    ],
    ['another pool', (text) => text.replace('pool.example', 'evil.example'), changed],
    [
      'a newer format',
      (text) => edit(text, (file) => ({ ...file, version: 2 })),
      'The file was written by a newer Hashquota (configuration format 2; this one knows up to 1). Update this program first.',
    ],
    [
      '20 MB',
      () => 'x'.repeat(20_000_000),
      `The file has 20000000 characters; a configuration has at most ${MAX_CONFIGURATION_LENGTH}.`,
    ],
  ])('is %s: one sentence, and nothing changes', async (_what, change, sentence) => {
    furnish(here);
    const file = change(await here.export());
    there.add({ name: 'alice' });
    const before = state(there);
    await expect(there.exchange.preview({ file })).rejects.toThrow(sentence);
    await expect(there.import(file)).rejects.toThrow(sentence);
    expect(state(there)).toEqual(before);
    expect(there.imports).toBe(0);
  });

  it('has another passphrase, or passwords of another file', async () => {
    furnish(here);
    const file = await here.export(PASSPHRASE);
    const wrong = 'The passphrase is wrong, or the file was changed.';
    await expect(there.import(file, 'not this one')).rejects.toThrow(wrong);
    here.book.update(
      'alice',
      { ...inputOf(here, 'alice'), pools: [{ url: 'stratum+tcp://evil.example:1' }] },
      'test',
    );
    const other = JSON.parse(await here.export()) as object;
    const { secrets } = JSON.parse(file) as { secrets: unknown };
    await expect(there.import(JSON.stringify({ ...other, secrets }), PASSPHRASE)).rejects.toThrow(wrong);
    await expect(here.export('short')).rejects.toThrow('A passphrase has 8 to 256 characters.');
  });

  it('names the place of a value that is not allowed, also where the checksum is right', async () => {
    furnish(here);
    const forged = async (
      change: (farm: { accounts: Record<string, unknown>[] }) => void,
    ): Promise<string> => {
      const file = JSON.parse(await here.export()) as {
        sections: { farm: { accounts: Record<string, unknown>[] } };
      };
      change(file.sections.farm);
      return JSON.stringify({ ...file, sha256: digestOfSections(file.sections) });
    };
    const badQuota = await forged(({ accounts }) =>
      Object.assign(accounts[1] ?? {}, { quota: { share: '120 %' } }),
    );
    await expect(there.import(badQuota)).rejects.toThrow(/^configuration, accounts\[1\]\.quota\.share: /);
    const reading = await forged(({ accounts }) =>
      Object.assign(accounts[0] ?? {}, { passwordFile: '/etc/passwd' }),
    );
    await expect(there.import(reading)).rejects.toThrow(/accounts\[0\]/);
    const twice = await forged(({ accounts }) => Object.assign(accounts[0] ?? {}, { id: 'bob' }));
    await expect(there.import(twice)).rejects.toThrow('two accounts of one id');
    expect(there.book.list()).toEqual([]);
  });
});
