import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { ConfigSection } from '#engine/backup/config-section.ts';
import { ConfigFarm, furnish, inputOf, SECRET, state } from '#test/support/config-farm.ts';

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

describe('the configuration as a file', () => {
  it('makes another installation the same, passwords too, where a passphrase seals them', async () => {
    furnish(here);
    const file = await here.export(PASSPHRASE);
    for (const secret of [SECRET, 'machine pw']) expect(file).not.toContain(secret);
    const preview = await there.import(file, PASSPHRASE);
    expect(preview).toMatchObject({ program: '1.2.3', hasSecrets: true, secretsOpened: true, warnings: [] });
    there.registry.takeOver([{ id: 'plain', name: 'plain', role: 'active', nominalHashrate: null }]);
    expect(state(there)).toEqual(state(here));
    expect(there.book.passwordOf('alice')).toBe(SECRET);
    expect(there.imports).toBe(1);
    const again = await there.exchange.preview({ file, passphrase: PASSPHRASE });
    expect(again.changes).toEqual([]);
  });

  it('holds no secret without a passphrase, leaves passwords alone and says what is missing', async () => {
    furnish(here);
    const file = await here.export();
    for (const secret of [SECRET, 'machine pw']) expect(file).not.toContain(secret);
    there.add({ name: 'alice', password: 'its own' });
    const { warnings } = await there.import(file);
    expect(warnings).toEqual([
      'The file gives no password for bob, rest: "x" is sent to the pool until you type another one.',
    ]);
    expect(there.book.passwordOf('alice')).toBe('its own');
    expect(there.machines.logins).toEqual([]);
    await expect(there.import(file, PASSPHRASE)).rejects.toThrow('The file holds no passwords');
  });

  it('says what it would do and does nothing of it', async () => {
    furnish(here);
    const file = await here.export();
    here.book.update(
      'alice',
      { ...inputOf(here, 'alice'), name: 'Alice Ltd', quota: { share: '15 %' } },
      'test',
    );
    here.book.archive('bob', 'test');
    here.add({ name: 'carol' });
    here.settings.choose('sequential', 'pro-rata');
    here.registry.takeOver([{ id: 's19-1', name: 's19-1', role: 'active', nominalHashrate: 1.1e14 }]);
    const before = state(here);
    const { changes } = await here.exchange.preview({ file });
    expect(state(here)).toEqual(before);
    expect(changes).toEqual([
      { section: 'farm', kind: 'changed', subject: 'settings', text: 'policy sequential → parallel' },
      {
        section: 'farm',
        kind: 'changed',
        subject: 'alice',
        text: 'name Alice Ltd → alice, quota {"share":"15 %"} → {"share":"10 %"}',
      },
      { section: 'farm', kind: 'added', subject: 'bob', text: 'Taken back from the archive.' },
      {
        section: 'farm',
        kind: 'archived',
        subject: 'carol',
        text: 'It is not in the file; its history stays.',
      },
      { section: 'miners', kind: 'changed', subject: 's19-1', text: 'role active → standby' },
    ]);
    await here.import(file);
    expect(here.book.list().map(({ id, name }) => `${id} ${name}`)).toEqual([
      'alice alice',
      'bob bob',
      'rest rest',
    ]);
    expect(here.audit.latest(1)[0]).toMatchObject({
      action: 'configuration.import',
      by: 'test',
      detail: { changes: 5 },
    });
  });

  it('fits 5,000 miners with a nominal hashrate each, and says so where it does not fit', async () => {
    const miners = (count: number) =>
      Array.from({ length: count }, (_, index) => {
        const name = `hall-3-rack-${index}`;
        return { id: name, name, role: 'active' as const, nominalHashrate: 1.04e14 };
      });
    here.registry.takeOver(miners(5000));
    await there.import(await here.export());
    expect(there.registry.get('hall-3-rack-4999')?.nominalHashrate).toBe(1.04e14);
    here.registry.takeOver(miners(15_000));
    await expect(here.export()).rejects.toThrow(
      /^The configuration would have \d+ characters, .* make a backup/,
    );
  });

  it('carries over an installation without any account', async () => {
    there.add({ name: 'alice' });
    await there.import(await here.export());
    expect(there.book.list()).toEqual([]);
  });

  it('changes the round to one without an end together with the quotas', async () => {
    here.add({ name: 'alice', quota: { work: 5 } });
    here.rounds.change({ every: 'never', anchor: '00:00', timeZone: 'UTC' });
    there.add({ name: 'alice', quota: { share: '10 %' } });
    await there.import(await here.export());
    expect(there.rounds.settings().every).toBe('never');
    expect(there.book.get('alice')?.quota).toEqual({ work: 5 });
  });

  it('takes over nothing at all when a part of it fails, and starts again from the disk', async () => {
    let isBroken = false;
    const failing: ConfigSection = {
      name: 'failing',
      export: () => ({}),
      plan: () => ({
        ...{ changes: [], warnings: [] },
        apply() {
          if (isBroken) throw new Error('the disk is full.');
        },
      }),
    };
    const broken = new ConfigFarm([failing]);
    try {
      furnish(broken);
      const file = await broken.export();
      broken.book.archive('bob', 'test');
      broken.add({ name: 'later' });
      broken.settings.choose('sequential', 'pro-rata');
      const tables = (): unknown[] =>
        ['accounts', 'endpoints', 'settings', 'miners', 'rounds', 'audit'].map((table) =>
          broken.database.sql.prepare(`SELECT * FROM ${table} ORDER BY 1`).all(),
        );
      const before = tables();
      isBroken = true;
      await expect(broken.import(file)).rejects.toThrow(
        'Nothing was taken over (the disk is full); the configuration is as it was, and the engine starts again with it.',
      );
      expect(tables()).toEqual(before);
      expect(broken.imports).toBe(0);
      broken.clock.advance(1000);
      expect(broken.restarts).toBe(1);
    } finally {
      broken.stop();
    }
  });

  it('leaves out sections that it does not know, and logins that have no place here', async () => {
    const future = new ConfigFarm([
      { name: 'weather', export: () => [1], plan: () => ({ changes: [], warnings: [], apply() {} }) },
    ]);
    try {
      for (const user of ['a', 'b', 'c'])
        future.machines.logins.push({ scope: { kind: 'family', family: 'antminer' }, user, password: 'p' });
      future.machines.logins.push({
        scope: { kind: 'machine', machineId: 'm-0bad' },
        user: 'a',
        password: 'p',
      });
      future.machines.logins.push({
        scope: { kind: 'machine', machineId: 'm-0a' },
        user: 'a',
        password: 'p',
      });
      here.machines.logins.push({
        scope: { kind: 'family', family: 'antminer' },
        user: 'own',
        password: 'q',
      });
      const { warnings, changes } = await here.import(await future.export(PASSPHRASE), PASSPHRASE);
      expect(warnings).toEqual([
        'Logins left out, since their machines are not known here yet: 1.',
        'Logins left out, since a family has at most 3: 1.',
        'The section "weather" is not known to this version and is left out.',
      ]);
      expect(changes.map(({ subject }) => subject)).toEqual([
        'family antminer',
        'family antminer',
        'machine m-0a',
      ]);
    } finally {
      future.stop();
    }
  });
});
