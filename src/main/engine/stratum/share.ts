import { achievedDifficulty, meetsTarget, networkTarget } from './difficulty.ts';
import { parseHexBytes } from './hex.ts';
import type { UpstreamJobParams } from './job.ts';
import { LIMITS } from './limits.ts';
import { sha256d, sha256dInto } from './sha256d.ts';

/** A pool's job with its hex decoded, shared by every miner that works on it. */
export interface PreparedJob {
  readonly coinb1: Buffer;
  readonly coinb2: Buffer;
  /** Each 32 bytes, in hash order. */
  readonly branches: readonly Buffer[];
  /** Header order. */
  readonly prevhash: Buffer;
  readonly version: number;
  readonly nbits: number;
  /** 32 bytes big-endian. */
  readonly networkTarget: Buffer;
}

/** Decodes a job once. Takes what `parseNotify` returned: anything else throws. */
export function prepareJob(job: UpstreamJobParams): PreparedJob {
  return {
    coinb1: decode(job.coinb1),
    coinb2: decode(job.coinb2),
    branches: job.branches.map((branch) => decode(branch, 32)),
    prevhash: decode(job.prevhash, 32).swap32(),
    version: job.version,
    nbits: job.nbits,
    networkTarget: networkTarget(job.nbits),
  };
}

/** What a miner sent, and what is asked of it. */
export interface ShareInput {
  /** The miner's extranonce2. */
  en2: Buffer;
  ntime: number;
  nonce: number;
  /** Sixth submit parameter; null when there were five. */
  versionBits: number | null;
  /** Version bits the miner may roll on this job; 0 = none. */
  mask: number;
  /** 32 bytes big-endian. */
  target: Buffer;
}

/** A share whose header was rebuilt and hashed. */
export class CheckedShare {
  /** The header's version; `version & mask` is what a pool gets as version bits. */
  readonly version: number;
  /** The 80 bytes. */
  readonly header: Buffer;
  /** The hash as a big-endian number, which is also how it is displayed. */
  readonly hashBE: Buffer;
  readonly meetsTarget: boolean;
  readonly solvesBlock: boolean;

  constructor(values: Pick<CheckedShare, 'version' | 'header' | 'hashBE' | 'meetsTarget' | 'solvesBlock'>) {
    this.version = values.version;
    this.header = values.header;
    this.hashBE = values.hashBE;
    this.meetsTarget = values.meetsTarget;
    this.solvesBlock = values.solvesBlock;
  }

  /** diff1 / hash, for display. */
  get achieved(): number {
    return achievedDifficulty(this.hashBE);
  }
}

/**
 * Rebuilds and hashes the shares of one job as one miner has it. `prefix` is everything between coinb1
 * and the miner's extranonce2: the pool's extranonce1, the pad, the miner's extranonce1. Keeps the last
 * few merkle roots, since a miner tries many nonces and version bits per extranonce2.
 */
export class JobHasher {
  readonly job: PreparedJob;
  readonly #prefix: Buffer;
  #roots: Map<string, Buffer> | null = null;

  constructor(job: PreparedJob, prefix: Buffer) {
    this.job = job;
    this.#prefix = prefix;
  }

  /** Merkle root for an extranonce2, in header order. */
  merkleRoot(en2: Buffer): Buffer {
    const key = en2.toString('latin1');
    this.#roots ??= new Map();
    let root = this.#roots.get(key);
    if (!root) {
      root = merkleRoot([this.job.coinb1, this.#prefix, en2, this.job.coinb2], this.job.branches);
      if (this.#roots.size >= LIMITS.cachedMerkleRoots) {
        const oldest = this.#roots.keys().next();
        if (!oldest.done) this.#roots.delete(oldest.value);
      }
      this.#roots.set(key, root);
    }
    return root;
  }

  /**
   * The share's header and hash. Firmware disagrees on what version bits mean, so the readings of
   * `candidateVersions` are tried in order until one meets the target; if none does, the one with the
   * lowest hash is returned.
   */
  check(share: ShareInput): CheckedShare {
    const root = this.merkleRoot(share.en2);
    let best: CheckedShare | null = null;
    for (const version of candidateVersions(this.job.version, share.mask, share.versionBits)) {
      const header = buildHeader({
        ...share,
        version,
        prevhash: this.job.prevhash,
        merkleRoot: root,
        nbits: this.job.nbits,
      });
      const hashBE = sha256d(header).reverse();
      const isMet = meetsTarget(hashBE, share.target);
      if (best && !isMet && best.hashBE.compare(hashBE) <= 0) continue;
      const solvesBlock = meetsTarget(hashBE, this.job.networkTarget);
      best = new CheckedShare({ version, header, hashBE, meetsTarget: isMet, solvesBlock });
      if (isMet) break;
    }
    if (!best) throw new Error('a share has no version to try');
    return best;
  }
}

/** H(coinbase), folded with each branch in turn; the coinbase is given in parts. Header order. */
export function merkleRoot(coinbaseParts: readonly Buffer[], branches: readonly Buffer[]): Buffer {
  const node = Buffer.allocUnsafe(64);
  sha256dInto(Buffer.concat(coinbaseParts), node, 0);
  for (const branch of branches) {
    branch.copy(node, 32);
    sha256dInto(node, node, 0);
  }
  return Buffer.from(node.subarray(0, 32));
}

interface HeaderFields {
  version: number;
  /** Header order. */
  prevhash: Buffer;
  /** Header order. */
  merkleRoot: Buffer;
  ntime: number;
  nbits: number;
  nonce: number;
}

/** The 80-byte block header; integers little-endian. */
export function buildHeader(fields: HeaderFields): Buffer {
  const header = Buffer.allocUnsafe(80);
  header.writeUInt32LE(fields.version >>> 0, 0);
  fields.prevhash.copy(header, 4);
  fields.merkleRoot.copy(header, 36);
  header.writeUInt32LE(fields.ntime, 68);
  header.writeUInt32LE(fields.nbits, 72);
  header.writeUInt32LE(fields.nonce, 76);
  return header;
}

/**
 * Versions a share may have been hashed with, most likely first, without repeats: BIP310's
 * `(job & ~mask) | bits`, then `job ^ bits` and `job | bits` as some pools and firmware do. Bits
 * outside the mask are dropped first: stock Antminers send some after a change of the job's version.
 */
export function candidateVersions(jobVersion: number, mask: number, versionBits: number | null): number[] {
  const bits = versionBits === null ? 0 : versionBits & mask;
  if (versionBits === null || mask === 0) return [jobVersion >>> 0];
  const bip310 = ((jobVersion & ~mask) | bits) >>> 0;
  // No version bit of the job inside the mask, as with every pool seen: all three readings agree.
  if ((jobVersion & mask) === 0) return [bip310];
  return [...new Set([bip310, (jobVersion ^ bits) >>> 0, (jobVersion | bits) >>> 0])];
}

function decode(hex: string, bytes?: number): Buffer {
  const decoded = parseHexBytes(hex, bytes);
  if (!decoded) throw new Error('a job that was not checked');
  return decoded;
}
