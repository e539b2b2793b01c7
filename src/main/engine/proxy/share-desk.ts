import type { Ledger } from '#engine/ledger/ledger.ts';
import type { Clock } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import type { Log } from '#engine/lib/log.ts';
import { otherError, STRATUM_ERRORS, type RawId, type StratumError } from '#engine/stratum/codec.ts';
import { meetsTarget } from '#engine/stratum/difficulty.ts';
import { upstreamExtranonce2 } from '#engine/stratum/extranonce.ts';
import { parseHex32, parseHexBytes } from '#engine/stratum/hex.ts';
import type { CheckedShare } from '#engine/stratum/share.ts';

import type { IssuedJob } from './issued-job.ts';
import type { MinerSession } from './miner-session.ts';
import { MAX_NTIME_AHEAD_S } from './work-space.ts';

interface Submitted {
  job: IssuedJob;
  extranonce2: Buffer;
  ntime: number;
  nonce: number;
  versionBits: number | null;
  mask: number;
}

export interface BlockFound {
  accountId: string;
  minerId: string;
  hashHex: string;
  atMs: number;
}

/** A share that was verified and committed: who did how much, for whom. */
export interface VerifiedShare {
  minerId: string;
  accountId: string;
  difficulty: number;
  /** Its receipt, ms since 1970. */
  atMs: number;
  /** What proves it, as it is in the desk's hands: not to be kept or changed. */
  checked: CheckedShare;
  job: IssuedJob;
  extranonce2: Buffer;
}

/**
 * Judges every share in full, has the ledger commit the verdict, then answers the miner and passes on
 * what meets the pool's own target. A share belongs to the account that owns its job.
 */
export class ShareDesk {
  readonly verified = new Emitter<[share: VerifiedShare]>();
  /** We refused a miner's share. */
  readonly refused = new Emitter<[minerId: string, kind: 'stale' | 'rejected']>();
  readonly blockFound = new Emitter<[block: BlockFound]>();
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #ledger: Ledger;

  constructor(deps: { clock: Clock; log: Log; ledger: Ledger }) {
    this.#clock = deps.clock;
    this.#log = deps.log;
    this.#ledger = deps.ledger;
  }

  submit(session: MinerSession, id: RawId, params: unknown[]): void {
    if (!session.isSubscribed) return session.refuse(id, STRATUM_ERRORS.notSubscribed);
    const [worker, jobId] = params;
    if (typeof worker !== 'string' || typeof jobId !== 'string' || params.length < 5) {
      return this.#refuse(
        session,
        id,
        otherError('mining.submit takes worker, job, extranonce2, ntime, nonce'),
      );
    }
    if (!session.isAuthorized) return session.refuse(id, STRATUM_ERRORS.unauthorizedWorker);
    const job = session.jobs.get(jobId);
    if (!job) return this.#refuse(session, id, STRATUM_ERRORS.jobNotFound);
    const isWorkerKnown = session.workerNames.has(worker);
    const share = readShare(session, job, params);
    if (typeof share === 'string') {
      const error = isWorkerKnown ? otherError(share) : STRATUM_ERRORS.unauthorizedWorker;
      return this.#refuse(session, id, error, job);
    }
    this.#judge(session, id, { ...share, isWorkerKnown });
  }

  #judge(session: MinerSession, id: RawId, share: Submitted & { isWorkerKnown: boolean }): void {
    const { job } = share;
    const { upstream } = job;
    const checked = job.hasher.check({ ...share, en2: share.extranonce2, target: job.target });
    const key = shareKey(checked);
    const isRepeat = upstream.space.has(key);
    // A block is not lost to a rule of ours: only a repeat of it is of no use to anybody.
    const isBlock = checked.solvesBlock && upstream.canSolveBlock && !isRepeat;
    const fault = isBlock ? null : faultOf(share, checked, isRepeat);
    if (fault) return this.#refuse(session, id, fault, job);
    upstream.space.remember(key);
    upstream.space.noteSubmitted(session.slot, share.ntime);
    if (isBlock) this.#announce(session, job, checked.hashBE.toString('hex'));
    this.#accept({ session, id, share, checked, isBlock });
  }

  #accept(one: {
    session: MinerSession;
    id: RawId;
    share: Submitted;
    checked: CheckedShare;
    isBlock: boolean;
  }): void {
    const { session, id, share, checked, isBlock } = one;
    const { job } = share;
    const { connection } = job.upstream;
    const minerId = session.minerId ?? '';
    const isForPool = meetsTarget(checked.hashBE, job.upstream.target) && !connection.isClosed;
    const send = (): void =>
      connection.submit({
        job: job.upstream,
        extranonce2Hex: upstreamExtranonce2(job.pad, job.extranonce1, share.extranonce2).toString('hex'),
        ntime: share.ntime,
        nonce: share.nonce,
        // With the job's own bits clear inside the mask this reads the same at BIP 310, OR and XOR pools.
        versionBits:
          job.upstream.versionMask === 0 ? null : (checked.version & job.upstream.versionMask) >>> 0,
        ticket,
      });
    const ticket = this.#ledger.recordShare(
      {
        accountId: job.accountId,
        minerId,
        verified: job.difficulty,
        pending: isForPool ? job.upstream.difficulty : null,
      },
      (error) => {
        if (error) {
          session.refuse(id, otherError('The share could not be recorded'));
          return;
        }
        session.respond(id, true, null);
        if (isForPool && !isBlock) send();
        this.verified.emit({
          minerId,
          accountId: job.accountId,
          difficulty: job.difficulty,
          atMs: ticket.receivedAtMs,
          checked,
          job,
          extranonce2: share.extranonce2,
        });
      },
    );
    // A block is worth more than its record: it goes out first, whatever becomes of the commit.
    if (isForPool && isBlock) send();
    session.noteGoodShare();
    session.vardiff.onShare(this.#clock.monotonicMs(), job.difficulty);
  }

  #announce(session: MinerSession, job: IssuedJob, hashHex: string): void {
    const block = {
      accountId: job.accountId,
      minerId: session.minerId ?? '',
      hashHex,
      atMs: this.#clock.nowMs(),
    };
    this.#log.info(block, 'a share solves a block');
    if (job.upstream.connection.isClosed)
      this.#log.error(block, 'the block cannot be sent: its pool connection is closed');
    this.blockFound.emit(block);
  }

  /** Counts the refusal, then answers; an unnamed session has nobody to count it for. */
  #refuse(session: MinerSession, id: RawId, error: StratumError, job?: IssuedJob): void {
    if (session.minerId === null) {
      session.refuse(id, error);
      return;
    }
    const kind = error[0] === 21 ? 'stale' : 'rejected';
    this.refused.emit(session.minerId, kind);
    this.#ledger.recordRefusal(
      {
        minerId: session.minerId,
        accountId: job?.accountId ?? null,
        kind,
        difficulty: job?.difficulty ?? 0,
      },
      () => session.refuse(id, error),
    );
  }
}

/** What is wrong with a share, in the order in which pools look; null = nothing. */
function faultOf(
  share: Submitted & { isWorkerKnown: boolean },
  checked: CheckedShare,
  isRepeat: boolean,
): StratumError | null {
  const { job, ntime } = share;
  if (!share.isWorkerKnown) return STRATUM_ERRORS.unauthorizedWorker;
  if (ntime < job.ntime || ntime > job.ntime + MAX_NTIME_AHEAD_S) return otherError('ntime out of range');
  if (isRepeat) return STRATUM_ERRORS.duplicateShare;
  if (!checked.meetsTarget) return STRATUM_ERRORS.lowDifficultyShare;
  return job.upstream.isStale ? STRATUM_ERRORS.staleShare : null;
}

/**
 * What a share is remembered by against repeats: the last 16 bytes of its hash, one character each. The
 * first are zeros, the more the higher the difficulty; hundreds of thousands are kept.
 */
function shareKey({ hashBE }: CheckedShare): string {
  return hashBE.toString('latin1', 16);
}

function readShare(session: MinerSession, job: IssuedJob, params: unknown[]): Submitted | string {
  const extranonce2 = parseHexBytes(params[2], job.extranonce2Size);
  if (!extranonce2) return `Incorrect size of extranonce2: ${job.extranonce2Size} bytes of hex are wanted`;
  const ntime = parseHex32(params[3]);
  if (ntime === null) return 'ntime is not 8 hex digits';
  const nonce = parseHex32(params[4]);
  if (nonce === null) return 'nonce is not 8 hex digits';
  const bits = params[5];
  const versionBits = bits === undefined || bits === null ? null : parseHex32(bits);
  if (versionBits === null && bits !== undefined && bits !== null) return 'version bits are not 8 hex digits';
  const mask = ((session.requestedMask ?? 0) & job.upstream.versionMask) >>> 0;
  return { job, extranonce2, ntime, nonce, versionBits, mask };
}
