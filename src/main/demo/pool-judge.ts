import { coinbaseParts, type PoolJob, type WorkTerms } from './pool-job.ts';
import type { PoolError, RejectReason } from './pool-options.ts';
import {
  difficultyOfHash,
  headerOf,
  merkleRootOf,
  numberOfHash,
  sha256d,
  targetOfBits,
  targetOfDifficulty,
} from './proof.ts';

/** A submit whose parameters have the right form. */
export interface Submit {
  worker: string;
  jobId: string;
  extranonce2: Buffer;
  ntime: number;
  nonce: number;
  /** Null in a 5-parameter submit. */
  versionBits: number | null;
}

/** What the hash of a share came to. */
export interface Proof {
  /** Display order. */
  hash: string;
  shareDifficulty: number;
  meetsDifficulty: boolean;
  solvesBlock: boolean;
}

/** Codes and texts of the refusals, as pools in the field word them. */
export const REJECTIONS: Record<Exclude<RejectReason, 'forced'>, PoolError> = {
  malformed: [20, 'Invalid params'],
  'unknown-job': [21, 'Job not found'],
  stale: [21, 'Stale'],
  unauthorized: [24, 'Unauthorized worker'],
  'worker-mismatch': [24, 'Worker mismatch'],
  extranonce2: [20, 'Invalid nonce2 length'],
  ntime: [20, 'Ntime out of range'],
  version: [20, 'Invalid version mask'],
  duplicate: [22, 'Duplicate share'],
  'low-difficulty': [23, 'Low difficulty share'],
};

const HEX_32 = /^[0-9a-fA-F]{8}$/;
const HEX = /^(?:[0-9a-fA-F]{2}){0,32}$/;

/** Reads the parameters of `mining.submit`; null when they are not of the right form. */
export function parseSubmit(params: unknown): Submit | null {
  if (!Array.isArray(params) || params.length < 5) return null;
  const [worker, jobId, extranonce2, ntime, nonce, bits] = params as unknown[];
  if (typeof worker !== 'string' || worker.length > 255) return null;
  if (typeof jobId !== 'string' || jobId.length > 64) return null;
  if (typeof extranonce2 !== 'string' || !HEX.test(extranonce2)) return null;
  if (typeof ntime !== 'string' || !HEX_32.test(ntime)) return null;
  if (typeof nonce !== 'string' || !HEX_32.test(nonce)) return null;
  if (bits !== undefined && (typeof bits !== 'string' || !HEX_32.test(bits))) return null;
  return {
    worker,
    jobId,
    extranonce2: Buffer.from(extranonce2, 'hex'),
    ntime: Number.parseInt(ntime, 16),
    nonce: Number.parseInt(nonce, 16),
    versionBits: typeof bits === 'string' ? Number.parseInt(bits, 16) : null,
  };
}

/** Checks what can be checked without hashing; null = in order. */
export function checkFields(
  submit: Submit,
  job: PoolJob,
  rules: { extranonce2Size: number; versionMask: number; ntimeWindowSeconds: number },
): RejectReason | null {
  if (submit.extranonce2.length !== rules.extranonce2Size) return 'extranonce2';
  if (submit.ntime < job.ntime || submit.ntime > job.ntime + rules.ntimeWindowSeconds) return 'ntime';
  // BIP 310: bits outside the mask make the share invalid.
  if (submit.versionBits !== null && (submit.versionBits & ~rules.versionMask) !== 0) return 'version';
  return null;
}

/** Rebuilds the header of a share and hashes it. `versionMask` is the one that holds for the share. */
export function prove(
  submit: Submit,
  job: PoolJob,
  terms: WorkTerms & { judgedAt: number; versionMask: number },
): Proof {
  const { coinb1, coinb2 } = coinbaseParts(job, terms);
  const coinbase = Buffer.concat([coinb1, terms.extranonce1, submit.extranonce2, coinb2]);
  const mask = terms.versionMask;
  const header = headerOf({
    version: submit.versionBits === null ? job.version : (job.version & ~mask) | (submit.versionBits & mask),
    prevhash: job.prevhash,
    merkleRoot: merkleRootOf(coinbase, job.branches),
    ntime: submit.ntime,
    nbits: job.nbits,
    nonce: submit.nonce,
  });
  const digest = sha256d(header);
  const number = numberOfHash(digest);
  return {
    hash: Buffer.from(digest).reverse().toString('hex'),
    shareDifficulty: difficultyOfHash(number),
    meetsDifficulty: number <= targetOfDifficulty(terms.judgedAt),
    solvesBlock: number <= targetOfBits(job.nbits),
  };
}
