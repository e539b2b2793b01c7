import { afterEach, describe, expect, it } from 'vitest';

import { STRATUM_ERRORS } from '#engine/stratum/codec.ts';
import type { CpuMiner } from '#main/demo/cpu-miner.ts';
import type { ProfileName } from '#main/demo/miner-profiles.ts';
import type { ValidatingPool } from '#main/demo/validating-pool.ts';
import { randomFrom } from '#test/support/random.ts';
import { minerIdOf, SHARE, Stage } from '#test/support/stage.ts';

const STEPS = 150;
const PROFILES: ProfileName[] = ['bitaxe', 'antminer', 'cgminer', 'five-params', 'nerdminer', 'nerdqaxe'];
const ACCOUNTS = ['alice', 'bob', 'owner'];
const MASKS = [0x1fffe000, 0x00c00000, 0x00006000];
const SIZES = [8, 6, 4];
const STALE = STRATUM_ERRORS.staleShare[1];

let stage: Stage | null = null;

afterEach(async () => {
  await stage?.stop();
  stage = null;
});

/** Pools that do whatever pools do, one thing after another as the seed has it. */
class Storm {
  readonly stage = new Stage();
  readonly log: string[] = [];
  readonly refusals: string[] = [];
  readonly miners: CpuMiner[] = [];
  /** Everything but the owner's, which stays well so that nobody is ever parked. */
  readonly #wild: ValidatingPool[] = [];
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomFrom(seed);
  }

  async start(upstream: 'aggregated' | 'dedicated'): Promise<void> {
    const { stage } = this;
    for (const extranonce2Size of [8, 4, 6]) this.#wild.push(await stage.pool({ extranonce2Size }));
    const [a, b, c] = this.#wild.map(({ url }) => ({ url })) as [
      { url: string },
      { url: string },
      { url: string },
    ];
    const owner = await stage.pool({ extranonce2Size: 8 });
    await stage.start({
      accounts: [
        { name: 'alice', pools: [a, b], quota: { work: 1 }, upstream },
        { name: 'bob', pools: [b, c], quota: { work: 1 }, upstream },
        { name: 'owner', pools: [{ url: owner.url }], overflow: true, upstream },
      ],
    });
    for (const profile of PROFILES) this.miners.push(await stage.miner(`farm.${profile}`, profile));
  }

  async step(): Promise<void> {
    for (const miner of this.miners) await this.#mine(miner);
    const actions = this.#actions();
    const [name, act] = this.#pick(actions);
    this.log.push(name);
    await act(this.#pick(this.#wild));
    await this.stage.pass(1000 * this.#below(8));
  }

  async #mine(miner: CpuMiner): Promise<void> {
    await this.stage.latestJob(miner);
    const isLate = this.#random() < 0.2 && miner.stats.notifies > 1;
    const answers = await miner.mine({ shares: this.#below(6), ...(isLate ? { job: 'previous' } : {}) });
    for (const { outcome, code, message } of answers) {
      // This miner goes through an old job's headers again from the start; a real one would not.
      const isOwnFault = isLate && code === 22;
      const isStale = message === STALE;
      if (outcome !== 'accepted' && !isOwnFault && !isStale)
        this.refusals.push(`${miner.worker}: ${code} ${message}, step ${this.log.length}`);
    }
  }

  /** Ends all that is held back, and waits until all shares are settled or in doubt. */
  async calm(): Promise<void> {
    for (const pool of this.#wild) {
      pool.resumeAnswers();
      pool.unmute();
      await pool.startListening();
    }
    await this.stage.pass(70_000);
    await this.stage.settled();
  }

  #actions(): [string, (pool: ValidatingPool) => unknown][] {
    return [
      ['new job', (pool) => pool.newJob()],
      ['clean job', (pool) => pool.newJob({ clean: true })],
      ['repeated job', (pool) => pool.repeatJob()],
      ['new block', (pool) => pool.newBlock()],
      ['difficulty', (pool) => pool.setDifficulty(SHARE * (1 + this.#below(3)), { job: 'new' })],
      [
        'difficulty, same work',
        (pool) => pool.setDifficulty(SHARE * (1 + this.#below(3)), { job: 'repeat' }),
      ],
      ['extranonce', (pool) => pool.setExtranonce(this.#pick(SIZES))],
      ['mask', (pool) => (pool.setVersionMask(this.#pick(MASKS)), pool.newJob())],
      ['drop', (pool) => pool.dropConnections()],
      [
        'drop before answer',
        (pool) => pool.dropBeforeAnswer(1 + this.#below(3), { counted: this.#random() < 0.5 }),
      ],
      ['hold answers', (pool) => pool.pauseAnswers()],
      ['answer', (pool) => pool.resumeAnswers()],
      ['silence', (pool) => pool.mute()],
      ['speak', (pool) => pool.unmute()],
      ['down', async (pool) => (await pool.stopListening(), pool.dropConnections())],
      ['up', (pool) => pool.startListening()],
      ['a minute', () => this.stage.pass(60_000)],
      ['mark a miner', () => this.#mark('miner', minerIdOf(this.#pick(this.miners)))],
      ['mark an endpoint', () => this.#mark('pool', this.#pick(['alice~1', 'alice~2', 'bob~1', 'bob~2']))],
    ];
  }

  #mark(kind: 'miner' | 'pool', id: string): void {
    const { operations } = this.stage.farm.engine;
    const request = { id, failed: this.#random() < 0.5, by: 'storm' };
    if (kind === 'miner') operations.markMiner(request);
    else operations.markPool(request);
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#below(list.length)] as T;
  }
}

/** What all pools together have counted under an account's worker names. */
function poolCounts(account: string): { accepted: number; reasons: string[] } {
  let accepted = 0;
  const reasons: string[] = [];
  for (const pool of stage?.pools ?? []) {
    for (const worker of pool.workers().filter((name) => name.startsWith(`${account}.farm`))) {
      const counts = pool.countsOf(worker);
      accepted += counts.acceptedShares;
      reasons.push(...counts.rejected.keys());
    }
  }
  return { accepted, reasons };
}

describe.each(['aggregated', 'dedicated'] as const)(
  'pools at their worst, with %s connections',
  (upstream) => {
    it.each([1, 2, 3, 4])(
      'never cost a miner its connection or an account its share (seed %i)',
      async (seed) => {
        const storm = new Storm(seed);
        stage = storm.stage;
        await storm.start(upstream);
        for (let step = 0; step < STEPS; step += 1) await storm.step();
        await storm.calm();
        const happened = storm.log.join(', ');
        for (const name of ACCOUNTS) {
          const {
            acceptedShares: credited,
            inDoubtShares: inDoubt,
            pendingShares,
          } = stage.farm.account(name);
          const { accepted, reasons } = poolCounts(name);
          expect([name, pendingShares], happened).toEqual([name, 0]);
          expect(accepted, `${name} after ${happened}`).toBeGreaterThanOrEqual(credited);
          expect(accepted, `${name} after ${happened}`).toBeLessThanOrEqual(credited + inDoubt);
          expect(
            reasons.filter((reason) => reason !== 'stale'),
            `${name} after ${happened}`,
          ).toEqual([]);
        }
        for (const { worker, stats } of storm.miners) {
          expect([worker, stats.closes, stats.lost], happened).toEqual([worker, 0, 0]);
          expect(stats.accepted, worker).toBeGreaterThan(STEPS / 2);
        }
      },
    );
  },
);
