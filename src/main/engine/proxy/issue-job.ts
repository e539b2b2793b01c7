import type { Clock } from '#engine/lib/clock.ts';
import { targetForDifficulty } from '#engine/stratum/difficulty.ts';
import { tailCoinb1 } from '#engine/stratum/extranonce.ts';
import { JobHasher } from '#engine/stratum/share.ts';
import { jobDifficulty } from '#engine/stratum/vardiff.ts';
import type { DifficultySettings } from '#shared/model/farm-file.ts';

import { layOutTail } from './extranonce-layout.ts';
import type { MinerSession } from './miner-session.ts';
import type { UpstreamJob } from './upstream-job.ts';

/** `not-now`: no header is left that the miner has not had; a second later, or elsewhere, there is. */
export type Issued = 'sent' | 'not-now' | 'too-small';

export interface IssueDeps {
  clock: Clock;
  difficulty: DifficultySettings;
}

/** The difficulty a job of this upstream job would have for the miner now. */
export function difficultyFor(
  settings: DifficultySettings,
  session: MinerSession,
  upstream: UpstreamJob,
): number {
  return jobDifficulty(upstream.difficulty, session.vardiff.current, settings.min, settings.max);
}

/**
 * Gives a miner the pool's job as its own: fresh job id, fresh pad (or, without pad bytes, a higher
 * ntime), and the difficulty of product rule min(upstream, clamp(vardiff)). The pool's extranonce1 and
 * the pad go to the end of coinb1, so the miner's extranonce1 and extranonce2 size never change.
 */
export function issueJob(
  deps: IssueDeps,
  session: MinerSession,
  upstream: UpstreamJob,
  clean: boolean,
): Issued {
  const { clock } = deps;
  const layout = layOutTail(upstream.extranonce2Size, session.sizes);
  if (!layout) return 'too-small';
  const { params, space } = upstream;
  const limit = upstream.ntimeLimit(clock.nowMs(), clock.monotonicMs());
  const fresh = space.take(session.slot, layout.freshBytes, params.ntime, limit);
  if (!fresh) return 'not-now';
  const { extranonce1, extranonce2Size } = session.sizes;
  const poolPart = Buffer.concat([fresh.pad, layout.filler]);
  const difficulty = difficultyFor(deps.difficulty, session, upstream);
  const id = session.jobs.nextId();
  session.sendJob(
    {
      id,
      upstream,
      accountId: upstream.connection.accountId,
      pad: poolPart,
      extranonce1,
      extranonce2Size,
      hasher: new JobHasher(upstream.prepared, Buffer.concat([upstream.extranonce1, poolPart, extranonce1])),
      ntime: fresh.ntime,
      difficulty,
      target: targetForDifficulty(difficulty),
      issuedMonotonicMs: clock.monotonicMs(),
    },
    {
      ...params,
      jobId: id,
      coinb1: tailCoinb1(params.coinb1, upstream.extranonce1, poolPart),
      ntime: fresh.ntime,
      clean,
    },
  );
  return 'sent';
}
