import { isParallel } from './plan-needs.ts';
import type { PlanInput, PlanMiner } from './plan-types.ts';

/** A miner with less than this part of the farm's mean hashrate is not worth a move of choice. */
const WORTH_A_MOVE = 0.1;

/** Which moves of choice may still be made, and which miners are moved by choice. */
export class MoveBudget {
  /** Under `sequential` every move is called for; under `parallel` most could also be made a little later. */
  readonly isCounted: boolean;
  readonly #input: PlanInput;
  readonly #leastWorth: number;
  readonly #chosen = new Set<string>();
  #left: number;
  /** An account has far too little: moves are called for, not chosen. */
  isSuspended = false;

  constructor(input: PlanInput, miners: readonly PlanMiner[]) {
    this.#input = input;
    this.isCounted = isParallel(input);
    this.#left = Math.max(input.settings.movesPerHour - input.history.recentMoves, 0);
    const sum = miners.reduce((total, { hashrate }) => total + (hashrate ?? 0), 0);
    this.#leastWorth = (sum / Math.max(miners.length, 1)) * WORTH_A_MOVE;
  }

  /** Whether a miner that could stay may move: it has dwelt where it is, and is worth one of the moves left. */
  allows({ id, hashrate, movedAtMs }: PlanMiner): boolean {
    if (this.#chosen.has(id)) return true;
    if (this.#left <= 0 && !this.isSuspended) return false;
    if (hashrate !== null && hashrate < this.#leastWorth) return false;
    return movedAtMs === null || this.#input.nowMs - movedAtMs >= this.#input.settings.dwellMs;
  }

  note(minerId: string): void {
    if (this.isSuspended || this.#chosen.has(minerId)) return;
    this.#chosen.add(minerId);
    this.#left -= 1;
  }

  isChoice(minerId: string): boolean {
    return this.#chosen.has(minerId);
  }
}
