import { createHash } from 'node:crypto';

const ITOA64 = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Hash field of crypt(3)'s `$1$`, written after crypt's own steps and apart from the engine's. */
export function crypt1(password: string, salt: string): string {
  const pw = Buffer.from(password);
  const sp = Buffer.from(salt).subarray(0, 8);
  const alternate = createHash('md5').update(pw).update(sp).update(pw).digest();
  const first = createHash('md5').update(pw).update('$1$').update(sp);
  for (let at = 0; at < pw.length; at += 1) first.update(alternate.subarray(at % 16, (at % 16) + 1));
  for (let length = pw.length; length !== 0; length >>>= 1) {
    first.update((length & 1) === 0 ? pw.subarray(0, 1) : Buffer.from('\0'));
  }
  let final = first.digest();
  for (let i = 0; i < 1000; i += 1) {
    const hash = createHash('md5');
    hash.update((i & 1) === 0 ? final : pw);
    if (i % 3 !== 0) hash.update(sp);
    if (i % 7 !== 0) hash.update(pw);
    hash.update((i & 1) === 0 ? pw : final);
    final = hash.digest();
  }
  let text = '';
  const put = (a: number, b: number, c: number, count: number): void => {
    let bits = ((final[a] ?? 0) << 16) + ((final[b] ?? 0) << 8) + (final[c] ?? 0);
    for (let n = 0; n < count; n += 1) {
      text += ITOA64[bits % 64] ?? '';
      bits = Math.floor(bits / 64);
    }
  };
  for (let i = 0; i < 4; i += 1) put(i, i + 6, i + 12, 4);
  put(4, 10, 5, 4);
  put(16, 16, 11, 2);
  return text;
}
