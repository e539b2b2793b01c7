import type { Database } from './database.ts';

export interface SigningKeyRow {
  installationId: string;
  /** Ed25519, raw. */
  publicKey: Buffer;
  sealedPrivateKey: Buffer;
  madeAtMs: number;
}

/** The keys that statements were and are signed with; the newest is in use. */
export class SigningKeyStore {
  readonly #newest;
  readonly #add;

  constructor({ sql }: Database) {
    this.#newest = sql.prepare<[], SigningKeyRow>(
      `SELECT installation_id AS installationId, public_key AS publicKey, sealed_private_key AS sealedPrivateKey,
              made_at_ms AS madeAtMs
       FROM signing_keys ORDER BY seq DESC LIMIT 1`,
    );
    this.#add = sql.prepare<[SigningKeyRow]>(
      `INSERT INTO signing_keys (installation_id, public_key, sealed_private_key, made_at_ms)
       VALUES ($installationId, $publicKey, $sealedPrivateKey, $madeAtMs)`,
    );
  }

  newest(): SigningKeyRow | undefined {
    return this.#newest.get();
  }

  add(row: SigningKeyRow): void {
    this.#add.run(row);
  }
}
