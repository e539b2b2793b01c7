import { formatHex32, parseHex32, parseHexBytes } from './hex.ts';
import { LIMITS } from './limits.ts';
import { ProtocolError } from './protocol-error.ts';

/** The parameters of `mining.notify`, checked. Hex strings are as they came on the wire. */
export interface UpstreamJobParams {
  jobId: string;
  /** 32 bytes with every 4-byte word reversed against the header's order. */
  prevhash: string;
  coinb1: string;
  coinb2: string;
  /** 32 bytes each, in the order of hashing. */
  branches: string[];
  version: number;
  nbits: number;
  /** Seconds since 1970. */
  ntime: number;
  clean: boolean;
}

/** Checks the parameters of a pool's `mining.notify`. Throws ProtocolError BAD_FIELD naming the field. */
export function parseNotify(params: readonly unknown[]): UpstreamJobParams {
  const [jobId, prevhash, coinb1, coinb2, branches, version, nbits, ntime, clean] = params;
  if (typeof jobId !== 'string' || jobId.length === 0 || jobId.length > LIMITS.jobIdLength) {
    throw bad('job id', `a string of 1 to ${LIMITS.jobIdLength} characters`);
  }
  if (!Array.isArray(branches) || branches.length > LIMITS.merkleBranches) {
    throw bad('merkle branches', `a list of at most ${LIMITS.merkleBranches}`);
  }
  return {
    jobId,
    prevhash: hexField(prevhash, 'previous block hash', 32),
    coinb1: coinbasePart(coinb1, 'coinb1'),
    coinb2: coinbasePart(coinb2, 'coinb2'),
    branches: branches.map((branch) => hexField(branch, 'merkle branch', 32)),
    version: numberField(version, 'version'),
    nbits: numberField(nbits, 'nbits'),
    ntime: numberField(ntime, 'ntime'),
    clean: cleanField(clean),
  };
}

/** The nine parameters of a notify to a miner. ESP-Miner reads clean_jobs from the last one: never more. */
export function encodeNotifyParams(job: UpstreamJobParams): unknown[] {
  return [
    job.jobId,
    job.prevhash,
    job.coinb1,
    job.coinb2,
    job.branches,
    formatHex32(job.version),
    formatHex32(job.nbits),
    formatHex32(job.ntime),
    job.clean,
  ];
}

function hexField(value: unknown, name: string, bytes: number): string {
  if (!parseHexBytes(value, bytes)) throw bad(name, `${bytes * 2} hex digits`);
  return value as string;
}

function coinbasePart(value: unknown, name: string): string {
  if (typeof value !== 'string' || value.length > LIMITS.coinbasePartBytes * 2 || !parseHexBytes(value)) {
    throw bad(name, `whole bytes in hex, at most ${LIMITS.coinbasePartBytes} of them`);
  }
  return value;
}

function numberField(value: unknown, name: string): number {
  const parsed = parseHex32(value);
  if (parsed === null) throw bad(name, '8 hex digits');
  return parsed;
}

/** A pool that leaves clean_jobs out gets the safe reading: older work is dropped. */
function cleanField(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'boolean') return value;
  if (value === 0 || value === 1) return value === 1;
  throw bad('clean_jobs', 'true or false');
}

function bad(name: string, allowed: string): ProtocolError {
  return new ProtocolError('BAD_FIELD', `notify: the ${name} is not ${allowed}`);
}
