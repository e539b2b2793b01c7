import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { readManifest } from '#engine/backup/archive.ts';
import { restoreOffline } from '#engine/backup/restore-offline.ts';
import { acquireInstanceLock } from '#engine/lib/instance-lock.ts';
import { silentLog } from '#engine/lib/log.ts';
import { KeyFileSecretBox, type SecretBox } from '#engine/lib/secret-box.ts';
import { chooseDataFolder, makeDataFolder } from '#main/data-folder.ts';
import type { BackupPhase } from '#shared/model/backup.ts';

import { askPassword } from './password-prompt.ts';

export interface RestoreDeps {
  /** From `HASHQUOTA_PASSPHRASE`. */
  passphrase: string | null;
  say(sentence: string): void;
}

const PHASE_WORDS: Partial<Record<BackupPhase, string>> = {
  unpacking: 'Unpacking the backup …',
  checking: 'Checking every page of it …',
  preparing: 'Bringing it to the format of this version …',
};

/**
 * Puts a backup in place of the data of a folder that no engine uses; the data of before are kept beside it.
 * Throws `AppError` with one sentence; then nothing has changed.
 */
export async function restoreCommand(
  command: { file: string; dataDir: string | null },
  { passphrase, say }: RestoreDeps,
): Promise<void> {
  const file = resolve(command.file);
  const dataDir = chooseDataFolder({ dataDir: command.dataDir, demo: false }).path;
  makeDataFolder(dataDir);
  const lock = acquireInstanceLock(dataDir);
  let phase: BackupPhase | null = null;
  try {
    const given = passphrase ?? (await passphraseFromTerminal(file));
    const { plan, keysMissing } = await restoreOffline(
      {
        ...{ dataDir, file, secretBox: openBox(dataDir), passphrase: given ?? undefined },
        ...{ by: 'command line', nowMs: Date.now(), log: silentLog },
      },
      (now) => {
        if (now !== phase) say(PHASE_WORDS[now] ?? '');
        phase = now;
      },
    );
    say(`The data of ${plan.from} are in place in ${dataDir}.`);
    if (existsSync(join(dataDir, plan.aside))) say(`The data of before are in ${join(dataDir, plan.aside)}.`);
    if (keysMissing)
      say(
        'Its passwords were sealed with a key that is not here: type them again, or restore with its passphrase.',
      );
  } finally {
    lock.release();
  }
}

/** Null where the desktop app keeps the key of this folder. */
function openBox(dataDir: string): SecretBox | null {
  if (existsSync(join(dataDir, 'desktop.key'))) return null;
  return new KeyFileSecretBox(join(dataDir, 'secret.key'));
}

/** Asked only where a backup has something to open and a person can answer; an empty answer is none. */
async function passphraseFromTerminal(file: string): Promise<string | null> {
  if (!process.stdin.isTTY || !file.endsWith('.hqbackup') || !existsSync(file)) return null;
  const { sealedKeys } = await readManifest(file, file);
  if (!sealedKeys) return null;
  const question = 'Passphrase of the backup, or Enter to type the passwords again later: ';
  return (await askPassword(question, process.stdin)) || null;
}
