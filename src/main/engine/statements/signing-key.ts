import { randomUUID } from 'node:crypto';

import type { Clock } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';
import type { SecretBox } from '#engine/lib/secret-box.ts';
import type { SigningKeyStore } from '#engine/store/signing-key-store.ts';
import type { InstallationKey } from '#shared/model/statement.ts';

import { fingerprintOf, generateKey } from './signature.ts';

export interface SigningKey {
  installationId: string;
  publicKey: Buffer;
  privateKey: Buffer;
}

export interface KeyRingDeps {
  store: SigningKeyStore;
  secretBox: SecretBox;
  clock: Clock;
  log: Log;
}

/** The installation's Ed25519 key: made at first use, its private half sealed. */
export class KeyRing {
  readonly #deps: KeyRingDeps;
  #key: SigningKey | null = null;

  constructor(deps: KeyRingDeps) {
    this.#deps = deps;
  }

  /** One that can no longer be opened (the data folder's key file was lost) is followed by a new one. */
  key(): SigningKey {
    return (this.#key ??= this.#stored() ?? this.#make());
  }

  view(): InstallationKey {
    const { installationId, publicKey } = this.key();
    return { installationId, publicKey: publicKey.toString('hex'), fingerprint: fingerprintOf(publicKey) };
  }

  #stored(): SigningKey | null {
    const row = this.#deps.store.newest();
    if (!row) return null;
    try {
      const privateKey = Buffer.from(this.#deps.secretBox.open(row.sealedPrivateKey), 'hex');
      return { installationId: row.installationId, publicKey: row.publicKey, privateKey };
    } catch {
      this.#deps.log.warn(
        { fingerprint: fingerprintOf(row.publicKey) },
        'the key that statements were signed with cannot be opened; a new one is made',
      );
      return null;
    }
  }

  #make(): SigningKey {
    const { store, secretBox, clock } = this.#deps;
    const { publicKey, privateKey } = generateKey();
    const installationId = store.newest()?.installationId ?? randomUUID();
    const sealedPrivateKey = secretBox.seal(privateKey.toString('hex'));
    store.add({ installationId, publicKey, sealedPrivateKey, madeAtMs: Math.floor(clock.nowMs()) });
    return { installationId, publicKey, privateKey };
  }
}
