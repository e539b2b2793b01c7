import type { Random } from './random.ts';
import type { Brain, SimFarm } from './sim-farm.ts';

/** How hashrate is commonly shared, written anew for the comparison: none of them looks at credited work. */
export type RivalName = 'random' | 'slices' | 'whole miners';
export const RIVALS: readonly RivalName[] = ['random', 'slices', 'whole miners'];

const SLICE_MS = 5 * 60_000;

export function rivalOf(name: RivalName, farm: SimFarm, options: { random: Random; spanMs: number }): Brain {
  switch (name) {
    case 'random':
      return new RandomAtConnect(farm, options);
    case 'slices':
      return new WallClockSlices(farm, options.spanMs);
    default:
      return new WholeMiners(farm, options.spanMs);
  }
}

/** Parts of the farm's expected work that the accounts have bought; the overflow account has the rest. */
function partsOf(farm: SimFarm, spanMs: number): number[] {
  const hashes = farm.miners.reduce(
    (sum, { role, nominal }) => sum + (role === 'active' ? (nominal * spanMs) / 1000 : 0),
    0,
  );
  const parts = farm.targets.map((target) =>
    target === Number.POSITIVE_INFINITY ? 0 : (target * 2 ** 32) / hashes,
  );
  const sold = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part, index) => (index === parts.length - 1 ? Math.max(1 - sold, 0) : part));
}

/** Every miner gets an account by chance when it connects, weighted by the quotas, and stays. */
class RandomAtConnect implements Brain {
  readonly #farm: SimFarm;
  readonly #random: Random;
  readonly #parts: readonly number[];

  constructor(farm: SimFarm, { random, spanMs }: { random: Random; spanMs: number }) {
    this.#farm = farm;
    this.#random = random;
    this.#parts = partsOf(farm, spanMs);
  }

  start(): void {
    for (const { index } of this.#farm.miners) this.opened(index);
  }

  opened(minerIndex: number): void {
    const isStandby = this.#farm.miners[minerIndex]?.role === 'standby';
    let left = isStandby ? 1 : this.#random.uniform();
    let account = this.#parts.findIndex((part) => (left -= part) < 0);
    if (account < 0) account = this.#parts.length - 1;
    this.#farm.assign(minerIndex, account);
  }

  closed(): void {}

  tick(): void {}
}

/** The whole farm works for one account at a time, in slices of 5 minutes, as often as its part asks for. */
class WallClockSlices implements Brain {
  readonly #farm: SimFarm;
  readonly #parts: readonly number[];
  readonly #owed: number[];
  #current = 0;
  #nextSliceMs = 0;

  constructor(farm: SimFarm, spanMs: number) {
    this.#farm = farm;
    this.#parts = partsOf(farm, spanMs);
    this.#owed = this.#parts.map(() => 0);
  }

  start(): void {
    this.tick();
  }

  opened(minerIndex: number): void {
    const isStandby = this.#farm.miners[minerIndex]?.role === 'standby';
    this.#farm.assign(minerIndex, isStandby ? this.#parts.length - 1 : this.#current);
  }

  closed(): void {}

  tick(): void {
    if (this.#farm.nowMs < this.#nextSliceMs) return;
    this.#nextSliceMs = (Math.floor(this.#farm.nowMs / SLICE_MS) + 1) * SLICE_MS;
    for (const [index, part] of this.#parts.entries()) this.#owed[index] = (this.#owed[index] ?? 0) + part;
    this.#current = this.#owed.indexOf(Math.max(...this.#owed));
    this.#owed[this.#current] = (this.#owed[this.#current] ?? 0) - 1;
    for (const { index } of this.#farm.miners) this.opened(index);
  }
}

/** Whole miners for each account, chosen so that their nominal hashrates match the quotas best; they stay. */
class WholeMiners implements Brain {
  readonly #farm: SimFarm;
  readonly #places: number[];

  constructor(farm: SimFarm, spanMs: number) {
    this.#farm = farm;
    const active = farm.miners.filter(({ role }) => role === 'active');
    const rate = active.reduce((sum, { nominal }) => sum + nominal, 0);
    const missing = partsOf(farm, spanMs).map((part) => part * rate);
    this.#places = farm.miners.map(() => missing.length - 1);
    for (const { index, nominal } of [...active].sort((a, b) => b.nominal - a.nominal)) {
      const account = missing.indexOf(Math.max(...missing));
      this.#places[index] = account;
      missing[account] = (missing[account] ?? 0) - nominal;
    }
  }

  start(): void {
    for (const { index } of this.#farm.miners) this.opened(index);
  }

  opened(minerIndex: number): void {
    this.#farm.assign(minerIndex, this.#places[minerIndex] ?? 0);
  }

  closed(): void {}

  tick(): void {}
}
