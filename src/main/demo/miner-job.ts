import type { MinerProfile } from './miner-profiles.ts';
import { headerOf, hex32, merkleRootOf, targetOfDifficulty } from './proof.ts';

/** What a miner knows of its session when a job comes. */
export interface MinerTerms {
  extranonce1: Buffer;
  extranonce2Size: number;
  difficulty: number;
  versionMask: number;
}

/** A job as the miner took it, with the difficulty, extranonce and mask that hold from this job on. */
export interface MinerJob extends MinerTerms {
  id: string;
  prevhash: Buffer;
  coinb1: Buffer;
  coinb2: Buffer;
  branches: Buffer[];
  version: number;
  nbits: number;
  ntime: number;
  clean: boolean;
}

/** One piece of work: a job with an extranonce2 and rolled version bits, ready for nonces. */
export interface WorkUnit {
  job: MinerJob;
  extranonce2: string;
  /** Header version with the rolled bits. */
  version: number;
  header: Buffer;
  target: bigint;
}

const MAX_BRANCHES = 32;

/** Reads the parameters of `mining.notify`; null when they are not of the right form. */
export function parseNotify(params: readonly unknown[], terms: MinerTerms): MinerJob | null {
  const [id, prevhash, coinb1, coinb2, branches, version, nbits, ntime] = params;
  if (typeof id !== 'string' || !isHex(prevhash, 32) || !isHex(coinb1) || !isHex(coinb2)) return null;
  if (!isHex(version, 4) || !isHex(nbits, 4) || !isHex(ntime, 4)) return null;
  if (!Array.isArray(branches) || branches.length > MAX_BRANCHES) return null;
  const decoded: Buffer[] = [];
  for (const branch of branches as unknown[]) {
    if (!isHex(branch, 32)) return null;
    decoded.push(Buffer.from(branch, 'hex'));
  }
  return {
    ...terms,
    id,
    prevhash: Buffer.from(prevhash, 'hex'),
    coinb1: Buffer.from(coinb1, 'hex'),
    coinb2: Buffer.from(coinb2, 'hex'),
    branches: decoded,
    version: Number.parseInt(version, 16),
    nbits: Number.parseInt(nbits, 16),
    ntime: Number.parseInt(ntime, 16),
    clean: params.at(-1) === true,
  };
}

/** The piece of work with counter values `extranonce2` and `roll` (spread over the bits of the mask). */
export function workUnit(
  job: MinerJob,
  profile: MinerProfile,
  counters: { extranonce2: number; roll: number },
): WorkUnit {
  const extranonce2 = extranonce2Hex(counters.extranonce2, job.extranonce2Size, profile);
  const mask = job.versionMask;
  const version = ((job.version & ~mask) | spread(counters.roll, mask)) >>> 0;
  const coinbase = Buffer.concat([job.coinb1, job.extranonce1, Buffer.from(extranonce2, 'hex'), job.coinb2]);
  const header = headerOf({
    version,
    prevhash: job.prevhash,
    merkleRoot: merkleRootOf(coinbase, job.branches),
    ntime: job.ntime,
    nbits: job.nbits,
    nonce: 0,
  });
  return { job, extranonce2, version, header, target: targetOfDifficulty(job.difficulty) };
}

/** The parameters of `mining.submit` for a nonce found in `unit`. */
export function submitParams(
  unit: WorkUnit,
  nonce: number,
  options: { worker: string; profile: MinerProfile; latestVersion: number },
): string[] {
  const { worker, profile, latestVersion } = options;
  const { job } = unit;
  const params = [worker, job.id, unit.extranonce2, hex32(job.ntime), hex32(nonce)];
  if (profile.versionMask === null) return params;
  const bits = profile.versionBits === 'job' ? unit.version ^ job.version : unit.version & ~latestVersion;
  return [...params, hex32(bits)];
}

/**
 * NerdQAxe prints its counter as a number and cuts the text to size (its top digits stay); the others
 * write the counter's bytes, lowest first.
 */
function extranonce2Hex(counter: number, size: number, profile: MinerProfile): string {
  if (profile.extranonce2Restarts === 'never')
    return (counter >>> 0)
      .toString(16)
      .padStart(2 * size, '0')
      .slice(0, 2 * size);
  const bytes = Buffer.alloc(size);
  bytes.writeUIntLE(counter % 2 ** (8 * Math.min(size, 6)), 0, Math.min(size, 6));
  return bytes.toString('hex');
}

/** Puts the low bits of `value` where `mask` has ones. */
function spread(value: number, mask: number): number {
  let left = value;
  let bits = 0;
  for (let bit = 0; bit < 32 && left !== 0; bit++) {
    if (((mask >>> bit) & 1) === 0) continue;
    if ((left & 1) === 1) bits |= 1 << bit;
    left >>>= 1;
  }
  return bits;
}

function isHex(value: unknown, bytes?: number): value is string {
  return (
    typeof value === 'string' &&
    value.length % 2 === 0 &&
    (bytes === undefined || value.length === 2 * bytes) &&
    /^[0-9a-fA-F]*$/.test(value)
  );
}
