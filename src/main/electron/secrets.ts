import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { safeStorage } from 'electron';

import type { Log } from '#engine/lib/log.ts';
import { AppError } from '#shared/errors.ts';

import { hasSealedKey, loadSealedKey, type KeyStore } from './sealed-key.ts';
import type { SecretSource } from './secret-source.ts';

const systemKeyStore: KeyStore = {
  seal: (text) => safeStorage.encryptStringAsync(text),
  async open(sealed) {
    const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(sealed);
    return { text: result, isOutdated: shouldReEncrypt };
  },
};

/**
 * The key of the pool passwords: it lies in `dataDir`, sealed by the system's key store. A folder that the
 * service has set up keeps the service's key file, so that both can go on with it.
 * Throws `AppError` where the system has none, or where it cannot open the key that is there.
 */
export async function openSecrets(dataDir: string, log: Log): Promise<SecretSource> {
  const serviceKeyFile = join(dataDir, 'secret.key');
  if (!hasSealedKey(dataDir) && existsSync(serviceKeyFile)) return { kind: 'file', path: serviceKeyFile };
  if (!(await safeStorage.isAsyncEncryptionAvailable())) {
    throw new AppError('UNAVAILABLE', 'This system offers no key store to seal the pool passwords with.');
  }
  if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') {
    log.warn({}, 'no keyring is running, so the pool passwords are only as safe as the files of this user');
  }
  const key = await loadSealedKey(dataDir, systemKeyStore);
  return { kind: 'key', key: key.toString('base64') };
}
