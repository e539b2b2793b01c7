import type { FarmSnapshot } from '#shared/model/snapshot.ts';
import { hashrateFromWork, type HashesPerSecond } from '#shared/units.ts';

const STEP_MS = 5000;
const KEPT_MS = 600_000;
/** Below this a rate of credited work says more about luck than about the farm. */
const ENOUGH_MS = 30_000;

interface RateSample {
  atMs: number;
  /** Sum of what the miners show, H/s; null when nothing is known. */
  minersHashrate: number | null;
  /** Credited work of all accounts since the window opened, across rounds. */
  creditedWork: number;
}

/** The last ten minutes as this window saw them. */
export interface RateHistory {
  samples: readonly RateSample[];
  roundId: string;
  creditedByAccount: ReadonlyMap<string, number>;
  creditedWork: number;
}

/** Sum of the miners' hashrates; null when no miner has one. */
export function minersHashrate(snapshot: FarmSnapshot): number | null {
  let sum: number | null = null;
  for (const { hashrate } of snapshot.miners) if (hashrate !== null) sum = (sum ?? 0) + hashrate;
  return sum;
}

/** Adds what a snapshot says; a new round starts the accounts' counters again, the sum goes on. */
export function addRateSample(history: RateHistory | undefined, snapshot: FarmSnapshot): RateHistory {
  const creditedByAccount = new Map(snapshot.accounts.map((account) => [account.id, account.creditedWork]));
  const isSameRound = history?.roundId === snapshot.round.id;
  let creditedWork = history?.creditedWork ?? 0;
  if (history) {
    for (const [id, credited] of creditedByAccount) {
      const before = isSameRound ? (history.creditedByAccount.get(id) ?? credited) : 0;
      creditedWork += Math.max(credited - before, 0);
    }
  }
  const samples = history?.samples ?? [];
  const last = samples.at(-1);
  const isDue = last === undefined || snapshot.atMs - last.atMs >= STEP_MS;
  const sample = { atMs: snapshot.atMs, minersHashrate: minersHashrate(snapshot), creditedWork };
  const kept = samples.filter((entry) => entry.atMs >= snapshot.atMs - KEPT_MS && entry.atMs < snapshot.atMs);
  return {
    samples: isDue ? [...kept, sample] : samples,
    roundId: snapshot.round.id,
    creditedByAccount,
    creditedWork,
  };
}

/** What the pools credited over the samples kept, as a hashrate; null while there is too little. */
export function creditedHashrate(history: RateHistory | undefined): HashesPerSecond | null {
  const first = history?.samples[0];
  const last = history?.samples.at(-1);
  if (!first || !last || last.atMs - first.atMs < ENOUGH_MS) return null;
  return hashrateFromWork(last.creditedWork - first.creditedWork, last.atMs - first.atMs);
}
