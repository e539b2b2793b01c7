import { safeStorage } from 'electron';

import type { Log } from '#engine/lib/log.ts';
import { keySecretBox, type SecretBox } from '#engine/lib/secret-box.ts';
import { AppError } from '#shared/errors.ts';

import { loadSealedKey, type KeyStore } from './sealed-key.ts';

const systemKeyStore: KeyStore = {
  seal: (text) => safeStorage.encryptStringAsync(text),
  async open(sealed) {
    const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(sealed);
    return { text: result, isOutdated: shouldReEncrypt };
  },
};

/**
 * The box for pool passwords: its key lies in `dataDir`, sealed by the system's key store.
 * Throws `AppError` where the system has none, or where it cannot open the key that is there.
 */
export async function openSecretBox(dataDir: string, log: Log): Promise<SecretBox> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) {
    throw new AppError('UNAVAILABLE', 'This system offers no key store to seal the pool passwords with.');
  }
  if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') {
    log.warn({}, 'no keyring is running, so the pool passwords are only as safe as the files of this user');
  }
  return keySecretBox(await loadSealedKey(dataDir, systemKeyStore));
}
