import { createCipheriv, randomBytes, scryptSync } from 'node:crypto';

import { afterEach, describe, expect, it } from 'vitest';

import { HandFarm } from '#test/support/hand-machines.ts';

const by = 'desktop';
const passphrase = 'a horse and a battery';
let farm: HandFarm;

afterEach(() => farm?.dispose());

async function exported(): Promise<string> {
  farm = new HandFarm(2);
  farm.pointing.point({ machineIds: farm.ids, acceptsUnseen: true }, by);
  await farm.over();
  return (await farm.pointing.exportSnapshots(passphrase, by)).file;
}

describe('a file with previous pools', () => {
  it('puts machines back after a reinstall', async () => {
    const before = new HandFarm(2);
    const pools = before.machines.map((machine) => machine.pools);
    await before.dispose();
    const file = await exported();
    farm.reinstall();
    expect(farm.ids.map((id) => farm.pointing.canRestore(id))).toEqual([false, false]);
    expect(await farm.pointing.importSnapshots(file, passphrase, by)).toEqual({ machines: 2 });
    expect(farm.ids.map((id) => farm.pointing.canRestore(id))).toEqual([true, true]);
    farm.pointing.restore({ machineIds: farm.ids, acceptsUnseen: true }, by);
    await farm.over();
    expect(farm.machines.map((machine) => machine.pools)).toEqual(pools);
    expect(farm.audit().map(({ action }) => action)).toEqual(['machines.restore', 'machines.import-pools']);
  });

  it('does not replace what is kept here', async () => {
    const file = await exported();
    expect(await farm.pointing.importSnapshots(file, passphrase, by)).toEqual({ machines: 0 });
  });

  it('shows nothing of what is in it', async () => {
    const file = await exported();
    expect(file).not.toMatch(/pool-a|rig1|secret/);
    expect(Object.keys(JSON.parse(file) as object)).toEqual([
      'format',
      'version',
      'method',
      'salt',
      'nonce',
      'tag',
      'sealed',
    ]);
  });

  it('is made only of something, and with a passphrase of some length', async () => {
    farm = new HandFarm(1);
    await expect(farm.pointing.exportSnapshots(passphrase, by)).rejects.toThrow(/nothing to export/);
    farm.pointing.point({ machineIds: farm.ids, acceptsUnseen: true }, by);
    await farm.over();
    await expect(farm.pointing.exportSnapshots('short', by)).rejects.toThrow(
      'A passphrase has 8 to 256 characters.',
    );
  });

  it('is refused in one sentence when it is not what it must be', async () => {
    const file = await exported();
    const parsed = JSON.parse(file) as Record<string, string>;
    const changed = (more: object): string => JSON.stringify({ ...parsed, ...more });
    const flipped = Buffer.from(parsed.sealed!, 'base64');
    flipped[3] = flipped[3]! ^ 1;
    const cases: [name: string, file: string, passphrase: string, sentence: string][] = [
      ['wrong passphrase', file, 'another passphrase', 'The passphrase is wrong, or the file was changed.'],
      [
        'a bit flipped',
        changed({ sealed: flipped.toString('base64') }),
        passphrase,
        'The passphrase is wrong, or the file was changed.',
      ],
      ['no JSON', 'pools', passphrase, 'This is no file with previous pools, or it is damaged.'],
      [
        'another version',
        changed({ version: 2 }),
        passphrase,
        'This is no file with previous pools, or it is damaged.',
      ],
      [
        'a short tag',
        changed({ tag: 'AAAA' }),
        passphrase,
        'This is no file with previous pools, or it is damaged.',
      ],
      [
        'own costs',
        changed({ N: 2 ** 30 }),
        passphrase,
        'This is no file with previous pools, or it is damaged.',
      ],
      [
        '20 MB',
        `"${'x'.repeat(20_000_000)}"`,
        passphrase,
        'The file is too large to be one with previous pools.',
      ],
    ];
    for (const [name, text, word, sentence] of cases) {
      await expect(farm.pointing.importSnapshots(text, word, by), name).rejects.toThrow(sentence);
    }
  });

  it('is refused when what is sealed in it is hostile', async () => {
    await exported();
    const pool = { url: 'a:1', user: 'u', password: 'p' };
    const snapshot = {
      family: 'bitaxe',
      model: null,
      firmware: null,
      takenAtMs: 1,
      pools: [pool],
      promise: 'exact',
      raw: {},
    };
    const machine = { machineId: 'm-1f', pointedUrl: null, snapshot };
    const hostile: [name: string, machines: unknown][] = [
      ['no list', {}],
      ['an id of another kind', [{ ...machine, machineId: '../etc' }]],
      [
        'too many pools',
        [{ ...machine, snapshot: { ...snapshot, pools: Array.from({ length: 33 }, () => pool) } }],
      ],
      [
        'a long password',
        [{ ...machine, snapshot: { ...snapshot, pools: [{ ...pool, password: 'x'.repeat(2000) }] } }],
      ],
      ['a deep reply', [{ ...machine, snapshot: { ...snapshot, raw: 'DEEP' } }]],
      ['a large reply', [{ ...machine, snapshot: { ...snapshot, raw: { a: 'x'.repeat(300_000) } } }]],
      ['a member too many', [{ ...machine, snapshot: { ...snapshot, more: 1 } }]],
    ];
    for (const [name, machines] of hostile) {
      await expect(farm.pointing.importSnapshots(sealed({ machines }), passphrase, by), name).rejects.toThrow(
        'The file was opened, but it does not hold previous pools as this program knows them.',
      );
    }
    expect(await farm.pointing.importSnapshots(sealed({ machines: [machine] }), passphrase, by)).toEqual({
      machines: 1,
    });
  });
});

/** A file as the format says, made by other means than the code that is tested. */
function sealed(content: object): string {
  const json = JSON.stringify(content).replace('"DEEP"', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`);
  const [salt, nonce] = [randomBytes(16), randomBytes(12)];
  const key = scryptSync(passphrase, salt, 32, { N: 2 ** 16, r: 8, p: 1, maxmem: 2 ** 27 });
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from('hashquota-previous-pools'));
  const hidden = Buffer.concat([cipher.update(json), cipher.final()]);
  const [saltText, nonceText, tag, text] = [salt, nonce, cipher.getAuthTag(), hidden].map((bytes) =>
    bytes.toString('base64'),
  );
  return JSON.stringify({
    format: 'hashquota-previous-pools',
    version: 1,
    method: 'scrypt-65536-8-1+aes-256-gcm',
    salt: saltText,
    nonce: nonceText,
    tag,
    sealed: text,
  });
}
