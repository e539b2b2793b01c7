import { z } from 'zod';

import { KeyFileSecretBox, keySecretBox, type SecretBox } from '#engine/lib/secret-box.ts';

/** Where the key of the pool passwords comes from. Handed from process to process in memory only. */
export const secretSource = z.discriminatedUnion('kind', [
  /** The service's key file in the data folder. */
  z.object({ kind: z.literal('file'), path: z.string() }),
  /** A key that the system's key store has opened, base64. */
  z.object({ kind: z.literal('key'), key: z.string() }),
]);
export type SecretSource = z.infer<typeof secretSource>;

/** The box of that key. Throws `AppError` where the file is damaged. */
export function secretBoxOf(source: SecretSource): SecretBox {
  return source.kind === 'file'
    ? new KeyFileSecretBox(source.path)
    : keySecretBox(Buffer.from(source.key, 'base64'));
}
