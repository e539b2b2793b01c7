import { meetsTarget, targetForDifficulty } from '#engine/stratum/difficulty.ts';
import type { UpstreamJobParams } from '#engine/stratum/job.ts';
import { prepareJob, type PreparedJob } from '#engine/stratum/share.ts';

import type { UpstreamConnection } from './upstream-connection.ts';
import { MAX_NTIME_AHEAD_S, type WorkSpace } from './work-space.ts';

/** One `mining.notify` of one upstream connection, with the difficulty that was in force for it. */
export class UpstreamJob {
  readonly connection: UpstreamConnection;
  readonly params: UpstreamJobParams;
  readonly extranonce1: Buffer;
  readonly extranonce2Size: number;
  readonly versionMask: number;
  readonly difficulty: number;
  readonly difficultyEpoch: number;
  readonly target: Buffer;
  /** False where the network's target is easier than the pool's (test networks): then no share is a block. */
  readonly canSolveBlock: boolean;
  readonly prepared: PreparedJob;
  readonly space: WorkSpace;
  readonly receivedMonotonicMs: number;
  /** Set when the pool moved to another previous block: shares for this job are stale there. */
  isStale = false;

  constructor(
    connection: UpstreamConnection,
    space: WorkSpace,
    params: UpstreamJobParams,
    atMonotonicMs: number,
  ) {
    const { client } = connection;
    this.connection = connection;
    this.space = space;
    this.params = params;
    this.extranonce1 = client.extranonce1;
    this.extranonce2Size = client.extranonce2Size;
    this.versionMask = client.versionMask;
    this.difficulty = client.difficulty;
    this.difficultyEpoch = client.difficultyEpoch;
    this.target = targetForDifficulty(client.difficulty);
    this.prepared = prepareJob(params);
    this.canSolveBlock = meetsTarget(this.prepared.networkTarget, this.target);
    this.receivedMonotonicMs = atMonotonicMs;
  }

  /**
   * Highest ntime that a downstream job may start at: never beyond now (by the farm PC's clock or, where
   * that is behind, by the pool's own time), never more than 600 s above the job's.
   */
  ntimeLimit(nowMs: number, nowMonotonicMs: number): number {
    const byPool = this.params.ntime + Math.floor((nowMonotonicMs - this.receivedMonotonicMs) / 1000);
    return Math.min(this.params.ntime + MAX_NTIME_AHEAD_S, Math.max(Math.floor(nowMs / 1000), byPool));
  }
}
