import { afterEach, describe, expect, it } from 'vitest';
import { CpuMiner, type CpuMinerOptions } from '#main/demo/cpu-miner.ts';
import type { ProfileName } from '#main/demo/miner-profiles.ts';
import type { ValidatingPoolOptions } from '#main/demo/pool-options.ts';
import type { JudgedShare } from '#main/demo/pool-share-desk.ts';
import { ValidatingPool } from '#main/demo/validating-pool.ts';
import { FakeClock } from '#test/support/fake-clock.ts';

const WORKER = 'alice.rack1-01';
/** About 430 hashes a share. */
const EASY = 1e-7;

const opened: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of opened.splice(0).toReversed()) await part.stop();
});

async function startPool(options: Partial<ValidatingPoolOptions> = {}): Promise<ValidatingPool> {
  const pool = new ValidatingPool({ clock: new FakeClock(), difficulty: EASY, seed: 'test', ...options });
  await pool.start();
  opened.push(pool);
  return pool;
}

async function startMiner(pool: ValidatingPool, options: Partial<CpuMinerOptions> = {}): Promise<CpuMiner> {
  const { host } = pool.settings;
  const miner = new CpuMiner({ host, port: pool.port, worker: WORKER, ...options });
  opened.push({ stop: () => miner.close() });
  await miner.connect();
  await miner.whenJob();
  return miner;
}

/** Resolves when `miner` mines the job `id`. */
async function onJob(miner: CpuMiner, id: string): Promise<void> {
  while (miner.job?.id !== id) {
    miner.tick();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function judgedBy(pool: ValidatingPool): JudgedShare[] {
  const shares: JudgedShare[] = [];
  pool.shareJudged.on((share) => shares.push(share));
  return shares;
}

const PAIRS: [ProfileName, number][] = (
  ['bitaxe', 'antminer', 'cgminer', 'five-params', 'whatsminer', 'nerdminer', 'nerdqaxe'] as const
).flatMap((profile) => [
  [profile, 8],
  [profile, 4],
]);

describe('every miner on the validating pool', () => {
  it.each(PAIRS)('%s mines over several jobs with an extranonce2 of %i bytes', async (profile, size) => {
    const pool = await startPool({ extranonce2Size: size });
    const miner = await startMiner(pool, { profile });
    await miner.mine({ shares: 4 });
    await onJob(miner, pool.newJob());
    await miner.mine({ shares: 4 });
    await onJob(miner, pool.newBlock());
    await miner.mine({ shares: 4 });
    while (miner.pendingShares > 0) await new Promise((resolve) => setImmediate(resolve));
    const counts = pool.countsOf(WORKER);
    expect(miner.stats).toMatchObject({ rejected: 0, lost: 0, closes: 0, ignoredNotifies: 0 });
    expect(counts.rejected).toEqual(new Map());
    expect(counts.accepted).toEqual(new Map([[EASY, miner.stats.accepted]]));
    expect(miner.stats.accepted).toBeGreaterThanOrEqual(12);
  });
});

describe('the handshake', () => {
  it('shows what the miner said', async () => {
    const pool = await startPool();
    await startMiner(pool, { profile: 'bitaxe', suggestDifficulty: 7 });
    const [session] = pool.sessions;
    while (!session?.extranonceSubscribed) await new Promise((resolve) => setImmediate(resolve));
    expect(session).toMatchObject({ userAgent: 'bitaxe/BM1370/v2.9.0', suggestedDifficulty: 7 });
    expect([...session.logins]).toEqual([WORKER]);
    expect(session.terms.versionMask).toBe(0x1fffe000);
  });

  it('works with a pool that answers no optional method', async () => {
    const pool = await startPool({ answersOptional: false });
    const miner = await startMiner(pool, { profile: 'bitaxe' });
    const answers = await miner.mine({ shares: 3 });
    expect(answers.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted', 'accepted']);
  });

  it('refuses a worker that the pool does not know', async () => {
    const pool = await startPool({ acceptedWorkers: (worker, password) => password === worker });
    await expect(startMiner(pool)).rejects.toThrow('authorize refused');
  });

  it('gives each connection an extranonce1 of its own', async () => {
    const pool = await startPool();
    const one = await startMiner(pool);
    const two = await startMiner(pool, { worker: 'bob' });
    expect(one.extranonce.extranonce1).not.toBe(two.extranonce.extranonce1);
    expect(one.extranonce.extranonce1).toHaveLength(8);
  });

  it('keeps connections apart through coinb1 where extranonce1 is one byte', async () => {
    const pool = await startPool({ extranonce1Bytes: 1, extranonce2Size: 6 });
    const one = await startMiner(pool);
    const two = await startMiner(pool, { worker: 'bob' });
    await Promise.all([one.mine({ shares: 5 }), two.mine({ shares: 5 })]);
    expect(one.extranonce).toEqual({ extranonce1: '00', extranonce2Size: 6 });
    expect(pool.countsOf(WORKER)).toMatchObject({ acceptedShares: 5, rejectedShares: 0 });
    expect(pool.countsOf('bob')).toMatchObject({ acceptedShares: 5, rejectedShares: 0 });
  });

  it('drops a miner that sends an endless line', async () => {
    const pool = await startPool();
    const miner = await startMiner(pool);
    const closed = new Promise((resolve) => miner.closed.on(resolve));
    miner.sendLine('x'.repeat(20_000));
    await closed;
    expect(pool.sessions).toEqual([]);
  });

  it('serves miners over TCP again after it stopped listening', async () => {
    const pool = await startPool();
    const { port } = pool;
    await pool.stopListening();
    await expect(startMiner(pool)).rejects.toThrow('ECONNREFUSED');
    await pool.startListening();
    const miner = await startMiner(pool);
    expect(pool.port).toBe(port);
    expect(await miner.mine({ shares: 1 })).toMatchObject([{ outcome: 'accepted' }]);
  });
});

describe('difficulty', () => {
  it('pays a share of the old job what that job said where the pool judges by the job', async () => {
    const pool = await startPool({ judge: 'job' });
    const miner = await startMiner(pool);
    const first = pool.currentJobId;
    pool.setDifficulty(4 * EASY);
    await onJob(miner, pool.currentJobId);
    await miner.mine({ shares: 2, job: first });
    await miner.mine({ shares: 3 });
    expect(pool.countsOf(WORKER).accepted).toEqual(
      new Map([
        [EASY, 2],
        [4 * EASY, 3],
      ]),
    );
  });

  it('judges and pays a share of the old job at the new figure where the pool judges by the present', async () => {
    const pool = await startPool({ judge: 'current' });
    const miner = await startMiner(pool);
    const first = pool.currentJobId;
    const shares = judgedBy(pool);
    pool.setDifficulty(1000 * EASY);
    await onJob(miner, pool.currentJobId);
    const [answer] = await miner.mine({ shares: 1, job: first });
    pool.setDifficulty(EASY / 2);
    await onJob(miner, pool.currentJobId);
    await miner.mine({ shares: 1, job: first });
    expect(answer).toMatchObject({ outcome: 'rejected', code: 23 });
    expect(shares.map(({ verdict, difficulty }) => [verdict, difficulty])).toEqual([
      ['low-difficulty', 1000 * EASY],
      ['accepted', EASY / 2],
    ]);
  });

  it('reaches the miner with the next notify when it is sent alone', async () => {
    const pool = await startPool();
    const miner = await startMiner(pool);
    pool.setDifficulty(EASY / 4, { job: 'none' });
    await miner.mine({ shares: 2 });
    await onJob(miner, pool.newJob());
    await miner.mine({ shares: 2 });
    expect(pool.countsOf(WORKER).accepted).toEqual(
      new Map([
        [EASY, 2],
        [EASY / 4, 2],
      ]),
    );
  });

  it('follows a suggestion where the pool takes them', async () => {
    const pool = await startPool({ takesSuggestions: true });
    const miner = await startMiner(pool, { profile: 'whatsminer', suggestDifficulty: 2 * EASY });
    while (miner.job?.difficulty !== 2 * EASY) await new Promise((resolve) => setImmediate(resolve));
    await miner.mine({ shares: 1 });
    expect(pool.countsOf(WORKER).accepted).toEqual(new Map([[2 * EASY, 1]]));
  });
});

describe('refusals', () => {
  it('refuses a repeated share as a duplicate', async () => {
    const pool = await startPool();
    const miner = await startMiner(pool);
    const [first] = await miner.mine({ shares: 1 });
    const again = await miner.submit(first?.params ?? []);
    expect(again).toMatchObject({ outcome: 'rejected', code: 22 });
    expect(pool.countsOf(WORKER)).toMatchObject({
      acceptedShares: 1,
      rejected: new Map([['duplicate', 1]]),
    });
  });

  it('finds repeated work under a fresh job id', async () => {
    const pool = await startPool();
    const miner = await startMiner(pool, { profile: 'bitaxe' });
    await miner.mine({ shares: 3 });
    await onJob(miner, pool.repeatJob());
    const answers = await miner.mine({ shares: 1 });
    expect(pool.countsOf(WORKER).rejected.get('duplicate')).toBeGreaterThanOrEqual(1);
    expect(answers).toHaveLength(1);
  });

  it('refuses a share of the block before as stale', async () => {
    const pool = await startPool();
    const miner = await startMiner(pool);
    const old = pool.currentJobId;
    await onJob(miner, pool.newBlock());
    const [answer] = await miner.mine({ shares: 1, job: old });
    expect(answer).toMatchObject({ outcome: 'rejected', code: 21, message: 'Stale' });
  });

  it('takes a share of an older job of the same block, as far back as it keeps them', async () => {
    const pool = await startPool({ oldJobsKept: 2 });
    const miner = await startMiner(pool);
    const old = pool.currentJobId;
    await onJob(miner, pool.newJob());
    const [second] = await miner.mine({ shares: 1, job: old });
    await onJob(miner, pool.newJob());
    const [third] = await miner.mine({ shares: 1, job: old });
    expect([second?.outcome, third?.outcome]).toEqual(['accepted', 'rejected']);
  });

  it('refuses a hash that misses the target', async () => {
    const pool = await startPool();
    const miner = await startMiner(pool);
    const [answer] = await miner.mine({ shares: 1, quality: 'low' });
    expect(answer).toMatchObject({ outcome: 'rejected', code: 23 });
  });

  it('refuses what is wrong in a share by its name', async () => {
    const pool = await startPool();
    const miner = await startMiner(pool, { profile: 'bitaxe' });
    const [share] = await miner.mine({ shares: 1 });
    const [worker = '', job = '', extranonce2 = '', ntime = '', nonce = '', bits = ''] = share?.params ?? [];
    const shares = judgedBy(pool);
    const early = (Number.parseInt(ntime, 16) - 1).toString(16);
    const late = (Number.parseInt(ntime, 16) + 601).toString(16);
    await Promise.all([
      miner.submit(['mallory', job, extranonce2, ntime, nonce, bits]),
      miner.submit([worker, 'ffff', extranonce2, ntime, nonce, bits]),
      miner.submit([worker, job, `${extranonce2}00`, ntime, nonce, bits]),
      miner.submit([worker, job, extranonce2, early, nonce, bits]),
      miner.submit([worker, job, extranonce2, late, nonce, bits]),
      miner.submit([worker, job, extranonce2, ntime, nonce, '00000001']),
      miner.submit([worker, job, extranonce2, ntime, 'zz']),
    ]);
    expect(shares.map(({ verdict }) => verdict)).toEqual([
      'worker-mismatch',
      'unknown-job',
      'extranonce2',
      'ntime',
      'ntime',
      'version',
      'malformed',
    ]);
  });

  it('gives a stock Antminer bits outside the mask away after the job version changed', async () => {
    const pool = await startPool();
    const miner = await startMiner(pool, { profile: 'antminer' });
    while (pool.sessions[0]?.terms.versionMask === 0) await new Promise((resolve) => setImmediate(resolve));
    pool.setJobVersion(0x20000004);
    const old = pool.newJob();
    await onJob(miner, old);
    pool.setJobVersion(0x20000000);
    await onJob(miner, pool.newJob());
    const [late] = await miner.mine({ shares: 1, job: old });
    expect(late).toMatchObject({ outcome: 'rejected', message: 'Invalid version mask' });
  });

  it('writes refusals as ckpool does when told to', async () => {
    const pool = await startPool({ rejectStyle: 'reject-reason' });
    const miner = await startMiner(pool);
    const [answer] = await miner.mine({ shares: 1, quality: 'low' });
    expect(answer).toMatchObject({ outcome: 'rejected', code: null, message: 'Low difficulty share' });
  });
});

describe('blocks', () => {
  it('counts a share that solves a block and moves on to the next', async () => {
    const pool = await startPool({ nbits: 0x2000ffff, newBlockOnSolve: true, difficulty: 1e-8 });
    const miner = await startMiner(pool);
    const shares = judgedBy(pool);
    const first = pool.currentJobId;
    while (pool.countsOf(WORKER).blocks === 0) await miner.mine({ shares: 1 });
    expect(shares.filter(({ solvesBlock }) => solvesBlock)).toHaveLength(1);
    expect(pool.currentJobId).not.toBe(first);
  });
});

describe('a pool that misbehaves on command', () => {
  it('holds answers back and gives them later', async () => {
    const pool = await startPool();
    const miner = await startMiner(pool);
    pool.pauseAnswers();
    const judged = new Promise((resolve) => pool.shareJudged.on(resolve));
    const mined = miner.mine({ shares: 1 });
    await judged;
    expect([pool.heldAnswers, miner.stats.accepted]).toEqual([1, 0]);
    pool.resumeAnswers();
    expect(await mined).toMatchObject([{ outcome: 'accepted' }]);
  });

  it.each([true, false])('breaks off instead of answering, counted: %s', async (counted) => {
    const pool = await startPool();
    const miner = await startMiner(pool);
    pool.dropBeforeAnswer(1, { counted });
    expect(await miner.mine({ shares: 1 })).toMatchObject([{ outcome: 'lost' }]);
    expect(pool.countsOf(WORKER).acceptedShares).toBe(counted ? 1 : 0);
    expect(miner.stats).toMatchObject({ lost: 1, closes: 1, connects: 1 });
  });

  it('refuses the next shares with the error it was given', async () => {
    const pool = await startPool();
    const miner = await startMiner(pool);
    pool.rejectNext(1, [30, 'internal error']);
    const answers = await miner.mine({ shares: 2 });
    expect(answers.map(({ code }) => code)).toEqual([30, null]);
    expect(pool.countsOf(WORKER)).toMatchObject({ acceptedShares: 1, rejected: new Map([['forced', 1]]) });
  });

  it('changes the extranonce of a miner that asked for it, from the next job on', async () => {
    const pool = await startPool();
    const miner = await startMiner(pool, { profile: 'bitaxe' });
    while (!pool.sessions[0]?.extranonceSubscribed) await new Promise((resolve) => setImmediate(resolve));
    const before = miner.extranonce.extranonce1;
    pool.setExtranonce(5);
    await onJob(miner, pool.currentJobId);
    expect(await miner.mine({ shares: 2 })).toMatchObject([{ outcome: 'accepted' }, { outcome: 'accepted' }]);
    expect(miner.extranonce.extranonce2Size).toBe(5);
    expect(miner.extranonce.extranonce1).not.toBe(before);
  });

  it('gets answers to its own questions', async () => {
    const pool = await startPool();
    await startMiner(pool);
    pool.ask('client.get_version', 77);
    const session = pool.sessions[0];
    while (session?.answers.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(session?.answers).toEqual([{ id: 77, result: 'cgminer/4.11.1', error: null }]);
  });

  it('sends a miner away, which comes back when it may', async () => {
    const clock = new FakeClock();
    const pool = await startPool();
    const miner = await startMiner(pool, { reconnect: true, clock });
    const closed = new Promise((resolve) => miner.closed.on(resolve));
    pool.sendReconnect();
    await closed;
    clock.advance(1000);
    await miner.whenJob();
    expect(miner.stats).toMatchObject({ closes: 1, connects: 2 });
  });
});

describe('jobs by the clock', () => {
  it('come at their interval, and blocks at theirs', async () => {
    const clock = new FakeClock();
    const pool = await startPool({ clock, jobIntervalMs: 20_000, blockIntervalMs: 90_000 });
    const miner = await startMiner(pool, { profile: 'cgminer' });
    const old = pool.currentJobId;
    clock.advance(80_000);
    await onJob(miner, pool.currentJobId);
    const [late] = await miner.mine({ shares: 1, job: old });
    clock.advance(10_000);
    await onJob(miner, pool.currentJobId);
    const [stale] = await miner.mine({ shares: 1, job: old });
    expect([late?.outcome, stale?.message]).toEqual(['accepted', 'Stale']);
    expect(miner.stats.notifies).toBe(6);
  });
});
