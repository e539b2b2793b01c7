import { achievedDifficulty } from '#engine/stratum/difficulty.ts';
import { cleanPeerText } from '#engine/stratum/protocol-error.ts';
import { sha256d } from '#engine/stratum/sha256d.ts';
import { merkleRoot } from '#engine/stratum/share.ts';
import { BEST_OF_EACH, type BestShareRow } from '#engine/store/best-share-store.ts';
import type { ProofShare, StatementContent } from '#shared/model/statement.ts';

/** The merkle root's place in a block header. */
const ROOT_AT = 36;
const ROOT_END = 68;
/** Of a miner's id in a sentence. */
const MAX_NAME = 64;

/** A stored share as a statement shows it. */
export function proofOf(row: BestShareRow, rowFromMs: number): ProofShare {
  const branches = row.branches.toString('hex').match(/.{64}/g) ?? [];
  return {
    rowFromMs,
    atMs: row.atMs,
    minerId: row.minerId,
    achieved: achievedDifficulty(row.hash),
    hash: row.hash.toString('hex'),
    header: row.header.toString('hex'),
    coinbase: row.coinbase.toString('hex'),
    branches,
  };
}

/** The best three of each row. */
export function bestOfRows(shares: readonly BestShareRow[], edges: readonly number[]): ProofShare[] {
  const inTime = [...shares].sort((left, right) => left.atMs - right.atMs);
  const proofs: ProofShare[] = [];
  let next = 0;
  for (let index = 0; index + 1 < edges.length; index += 1) {
    const fromMs = edges[index] as number;
    const toMs = edges[index + 1] as number;
    const inside: BestShareRow[] = [];
    for (; next < inTime.length && (inTime[next] as BestShareRow).atMs < toMs; next += 1) {
      const share = inTime[next] as BestShareRow;
      if (share.atMs >= fromMs) inside.push(share);
    }
    inside.sort((left, right) => left.hash.compare(right.hash));
    for (const share of inside.slice(0, BEST_OF_EACH)) proofs.push(proofOf(share, fromMs));
  }
  return proofs;
}

/** Computes a share anew: coinbase → merkle root → header → hash → difficulty. Null = it is what it says. */
export function faultOfProof(proof: ProofShare): string | null {
  const header = Buffer.from(proof.header, 'hex');
  const branches = proof.branches.map((branch) => Buffer.from(branch, 'hex'));
  const root = merkleRoot([Buffer.from(proof.coinbase, 'hex')], branches);
  if (!root.equals(header.subarray(ROOT_AT, ROOT_END)))
    return 'its coinbase and branches do not lead to the merkle root in its header';
  const hashBE = sha256d(header).reverse();
  if (hashBE.toString('hex') !== proof.hash) return 'its header does not hash to what it says';
  if (achievedDifficulty(hashBE) !== proof.achieved) return 'its hash has not the difficulty that it says';
  return null;
}

/** Faults of all proof shares of a statement: of each by itself, of their times, and repeats. */
export function faultsOfProofs({ proofs, rows }: StatementContent): string[] {
  const faults: string[] = [];
  const seen = new Set<string>();
  const perRow = new Map<number, number>();
  const ends = new Map(rows.map(({ fromMs, toMs }) => [fromMs, toMs]));
  for (const proof of proofs) {
    const name = `The share of ${cleanPeerText(proof.minerId, MAX_NAME)} at ${new Date(proof.atMs).toISOString()}`;
    const fault = faultOfProof(proof);
    if (fault !== null) faults.push(`${name} is no proof: ${fault}.`);
    if (seen.has(proof.header)) faults.push(`${name} stands there twice.`);
    seen.add(proof.header);
    const endMs = ends.get(proof.rowFromMs);
    if (endMs === undefined || proof.atMs < proof.rowFromMs || proof.atMs >= endMs)
      faults.push(`${name} does not lie in the row it is said to be of.`);
    const count = (perRow.get(proof.rowFromMs) ?? 0) + 1;
    perRow.set(proof.rowFromMs, count);
    if (count === BEST_OF_EACH + 1) faults.push(`${name} is one too many of its row.`);
  }
  return faults;
}

/** What proof shares say about work by themselves. */
export interface ImpliedWork {
  /** Rows with three proofs, which is what an estimate can be made of. */
  rows: number;
  /** Twice the third best difficulty of each row, added up: its mean is the work. */
  impliedWork: number;
  /** Verified work that the statement gives for these rows. */
  statedWork: number;
  /** Relative standard deviation of the estimate. */
  deviation: number;
}

/**
 * Shares of difficulty d or more come at random, on average work / d of them. So the third best, d₃, has
 * work / d₃ distributed as Gamma(3, 1), and 2·d₃ has the work as its mean, with the work as its standard
 * deviation. Null without rows of three.
 */
export function impliedWork({ proofs, rows }: StatementContent): ImpliedWork | null {
  const byRow = new Map<number, number[]>();
  for (const { rowFromMs, achieved } of proofs)
    byRow.set(rowFromMs, [...(byRow.get(rowFromMs) ?? []), achieved]);
  let [count, implied, stated, squares] = [0, 0, 0, 0];
  for (const { fromMs, verifiedWork } of rows) {
    const achieved = byRow.get(fromMs) ?? [];
    if (achieved.length < BEST_OF_EACH) continue;
    count += 1;
    implied += (BEST_OF_EACH - 1) * Math.min(...achieved);
    stated += verifiedWork;
    squares += verifiedWork ** 2;
  }
  if (count === 0) return null;
  const deviation = stated === 0 ? Number.POSITIVE_INFINITY : Math.sqrt(squares) / stated;
  return { rows: count, impliedWork: implied, statedWork: stated, deviation };
}
