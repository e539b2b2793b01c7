import { createRouterClient } from '@orpc/server';
import { expect, it } from 'vitest';

import { backupProcedures, configurationProcedures } from '#engine/backup-router.ts';
import { SCRIPTED_PASSPHRASE, ScriptedBackup } from '#test/support/scripted-backup.ts';

function clientOf(desk: ScriptedBackup) {
  const router = { backup: backupProcedures(desk), configuration: configurationProcedures(desk) };
  return createRouterClient(router, { context: { by: 'test' } });
}

it('makes, restores, cancels and deletes backups through the contract', async () => {
  const client = clientOf(new ScriptedBackup());
  const before = await client.backup.get();
  expect((await client.backup.start({})).job).toMatchObject({ state: 'running', by: 'test' });
  expect((await client.backup.cancel({})).job).toMatchObject({ state: 'cancelled' });
  const name = before.files[2]?.name ?? '';
  await expect(client.backup.restore({ name, passphrase: 'a wrong one' })).rejects.toThrow('wrong');
  expect((await client.backup.restore({ name, passphrase: SCRIPTED_PASSPHRASE })).job?.kind).toBe('restore');
  expect((await client.backup.remove({ name })).files).toHaveLength(2);
});

it('takes settings and passphrases only as they are allowed', async () => {
  const client = clientOf(new ScriptedBackup());
  const { settings } = await client.backup.get();
  await expect(client.backup.settings({ ...settings, at: '24:00' })).rejects.toThrow('validation');
  expect((await client.backup.settings({ ...settings, at: '23:59' })).settings.at).toBe('23:59');
  await expect(client.backup.passphrase({ passphrase: 'short' })).rejects.toThrow('validation');
  expect((await client.backup.passphrase({ passphrase: SCRIPTED_PASSPHRASE })).hasPassphrase).toBe(true);
});

it('exports, previews and imports the configuration through the contract', async () => {
  const desk = new ScriptedBackup();
  const { configuration } = clientOf(desk);
  const { file } = await configuration.export({});
  expect((await configuration.preview({ file })).changes).toHaveLength(3);
  expect(desk.imports).toBe(0);
  expect((await configuration.import({ file, passphrase: SCRIPTED_PASSPHRASE })).secretsOpened).toBe(true);
  expect(desk.imports).toBe(1);
});
