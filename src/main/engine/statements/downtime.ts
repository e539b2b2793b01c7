import type { Span } from '#engine/store/service-store.ts';
import type { IdleCause } from '#shared/model/statement.ts';

/** What is known of an account's time; every list is of ms since 1970. */
export interface ServiceFacts {
  /** The account's time within the period: after it was added, before it was archived, not in the future. */
  span: Span;
  /** When at least one miner worked for it. */
  served: readonly Span[];
  /** When any miner worked for anybody. */
  working: readonly Span[];
  troubles: readonly (Span & { kind: 'connecting' | 'unreachable' | 'refused' })[];
  /** From when the target of a round was reached, to the round's end. */
  reached: readonly Span[];
  runs: readonly Span[];
  /** Since when runs and troubles are recorded. */
  recordedSinceMs: number;
  /** Since when it is recorded who worked for whom. */
  intervalsSinceMs: number;
}

/** Time with and without service. */
export interface ServiceTimes {
  servedMs: number;
  /** Longest first; causes with no time are left out. */
  downtime: { cause: IdleCause; ms: number }[];
}

const TROUBLE_CAUSE = {
  connecting: 'pool-connecting',
  unreachable: 'pool-unreachable',
  refused: 'pool-refused',
} as const;

/**
 * Divides the span among service and the causes of its absence. Pure. Where several hold at once, the first of
 * these counts: program stopped, pool trouble, served, target reached, waiting, no miners. Of a time before
 * records began nothing is claimed but what miners' intervals show.
 */
export function serviceTimes(facts: ServiceFacts): ServiceTimes {
  const { span, recordedSinceMs } = facts;
  const edges = edgesOf(facts);
  const times = new Map<IdleCause | 'served', number>();
  const at = {
    served: new Cursor(facts.served),
    working: new Cursor(facts.working),
    reached: new Cursor(facts.reached),
    runs: new Cursor(facts.runs),
    troubles: new Cursor(facts.troubles),
  };
  for (let index = 0; index + 1 < edges.length; index += 1) {
    const fromMs = edges[index] as number;
    const toMs = edges[index + 1] as number;
    const trouble = at.troubles.at(fromMs);
    const isRunning = at.runs.at(fromMs) !== null;
    const state = stateOf({
      isStopped: !isRunning && fromMs >= recordedSinceMs,
      trouble: trouble?.kind ?? null,
      isServed: at.served.at(fromMs) !== null,
      isReached: at.reached.at(fromMs) !== null,
      isWorking: at.working.at(fromMs) !== null,
      isKnown: isRunning && fromMs >= facts.intervalsSinceMs,
    });
    times.set(state, (times.get(state) ?? 0) + toMs - fromMs);
  }
  const servedMs = times.get('served') ?? 0;
  const downtime = [...times]
    .flatMap(([cause, ms]) => (cause === 'served' ? [] : [{ cause, ms }]))
    .sort((left, right) => right.ms - left.ms || (left.cause < right.cause ? -1 : 1));
  return span.toMs <= span.fromMs ? { servedMs: 0, downtime: [] } : { servedMs, downtime };
}

function stateOf(facts: {
  isStopped: boolean;
  trouble: keyof typeof TROUBLE_CAUSE | null;
  isServed: boolean;
  isReached: boolean;
  isWorking: boolean;
  isKnown: boolean;
}): IdleCause | 'served' {
  if (facts.isStopped) return 'program-stopped';
  if (facts.trouble !== null) return TROUBLE_CAUSE[facts.trouble];
  if (facts.isServed) return 'served';
  if (facts.isReached) return 'target-reached';
  if (facts.isWorking) return 'waiting';
  return facts.isKnown ? 'no-miners' : 'unknown';
}

/** All moments at which anything changes, within the span. */
function edgesOf(facts: ServiceFacts): number[] {
  const { span, recordedSinceMs, intervalsSinceMs } = facts;
  const edges = new Set([span.fromMs, span.toMs]);
  const add = (atMs: number): void => {
    if (atMs > span.fromMs && atMs < span.toMs) edges.add(atMs);
  };
  add(recordedSinceMs);
  add(intervalsSinceMs);
  for (const list of [facts.served, facts.working, facts.troubles, facts.reached, facts.runs]) {
    for (const { fromMs, toMs } of list) {
      add(fromMs);
      add(toMs);
    }
  }
  return [...edges].sort((left, right) => left - right);
}

/** Finds the span that covers a moment, for moments that only go forward. */
class Cursor<S extends Span> {
  readonly #spans: readonly S[];
  #index = 0;

  constructor(spans: readonly S[]) {
    this.#spans = [...spans].sort((left, right) => left.fromMs - right.fromMs);
  }

  at(atMs: number): S | null {
    while (this.#index < this.#spans.length && (this.#spans[this.#index] as S).toMs <= atMs) this.#index += 1;
    const span = this.#spans[this.#index];
    return span !== undefined && span.fromMs <= atMs ? span : null;
  }
}
