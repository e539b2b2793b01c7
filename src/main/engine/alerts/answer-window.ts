import type { AnswerCounts } from './farm-sample.ts';

const WINDOW_MS = 600_000;
const STEP_MS = 30_000;

interface Step extends AnswerCounts {
  startedMs: number;
}

/** What pools answered to one account in the last ten minutes, made of totals that begin anew with each round. */
export class AnswerWindow {
  #last: AnswerCounts | null = null;
  readonly #steps: Step[] = [];

  /** Takes totals over; returns the shares accepted since the last time. */
  note(nowMs: number, totals: AnswerCounts): number {
    const last = this.#last;
    this.#last = totals;
    while (this.#steps[0] && nowMs - this.#steps[0].startedMs > WINDOW_MS) this.#steps.shift();
    if (!last) return 0;
    const isNewRound =
      totals.accepted < last.accepted || totals.rejected < last.rejected || totals.stale < last.stale;
    const before = isNewRound ? { accepted: 0, rejected: 0, stale: 0 } : last;
    let step = this.#steps.at(-1);
    if (!step || nowMs - step.startedMs >= STEP_MS) {
      step = { startedMs: nowMs, accepted: 0, rejected: 0, stale: 0 };
      this.#steps.push(step);
    }
    step.accepted += totals.accepted - before.accepted;
    step.rejected += totals.rejected - before.rejected;
    step.stale += totals.stale - before.stale;
    return totals.accepted - before.accepted;
  }

  counts(): AnswerCounts {
    const sum = { accepted: 0, rejected: 0, stale: 0 };
    for (const { accepted, rejected, stale } of this.#steps) {
      sum.accepted += accepted;
      sum.rejected += rejected;
      sum.stale += stale;
    }
    return sum;
  }
}
