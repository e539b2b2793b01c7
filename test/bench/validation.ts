import { randomBytes } from 'node:crypto';

import { targetForDifficulty } from '#engine/stratum/difficulty.ts';
import { parseNotify } from '#engine/stratum/job.ts';
import { JobHasher, prepareJob } from '#engine/stratum/share.ts';

import { describeRate, measureRate, type Section } from './report.ts';

const RUN_MS = 1500;
const CHUNK = 500;
/** About 3,000 to 4,000 transactions, as in a full block. */
const BRANCHES = 12;
/** Height, time, pool's tag and merge-mining commitment before the nonces; payout and commitments after. */
const COINB1_BYTES = 104;
const COINB2_BYTES = 238;

/** Full validations of shares in one thread: header rebuilt, SHA-256d, both targets compared. */
export function benchValidation(): Section {
  const hex = (bytes: number): string => randomBytes(bytes).toString('hex');
  const job = prepareJob(
    parseNotify([
      '1a',
      hex(32),
      hex(COINB1_BYTES),
      hex(COINB2_BYTES),
      Array.from({ length: BRANCHES }, () => hex(32)),
      '20000000',
      '17023a04',
      '6a0b1c2d',
      true,
    ]),
  );
  const hasher = new JobHasher(job, randomBytes(12));
  const target = targetForDifficulty(16384);
  const extranonce2 = Buffer.alloc(3);
  let count = 0;
  const check = (isCold: boolean): void => {
    count += 1;
    if (isCold) extranonce2.writeUIntBE(count & 0xffffff, 0, 3);
    const versionBits = ((count * 0x2000) & 0x1fffe000) >>> 0;
    const nonce = Math.imul(count, 0x9e3779b1) >>> 0;
    hasher.check({ en2: extranonce2, ntime: 0x6a0b1c2d, nonce, versionBits, mask: 0x1fffe000, target });
  };
  const chunk = (isCold: boolean) => (): void => {
    for (let at = 0; at < CHUNK; at += 1) check(isCold);
  };
  const cold = measureRate(RUN_MS, CHUNK, chunk(true));
  const cached = measureRate(RUN_MS, CHUNK, chunk(false));
  return {
    title: 'Share validation',
    how: `Full validation in one thread, ${BRANCHES} merkle branches, a coinbase of ${COINB1_BYTES + 12 + 3 + COINB2_BYTES} bytes, version rolling. Cold: every share has an extranonce2 of its own. Cached: all have the same.`,
    rows: [
      { what: 'shares per second, cold', figure: describeRate(cold) },
      { what: 'shares per second, cached merkle root', figure: describeRate(cached) },
    ],
  };
}
