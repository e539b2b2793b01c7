/** What decides whether a standby machine sleeps. Times are monotonic, ms. */
export interface StandbyFacts {
  id: string;
  /** Its miner's role is standby. */
  isStandby: boolean;
  /** It has to work now: it stands in for another, or a customer is short of hashrate. */
  isNeeded: boolean;
  /** Not needed since; null = needed. */
  idleSinceMs: number | null;
  /** Its family can sleep and wake. */
  canSleep: boolean;
  /** It answers, is neither being changed nor left alone. */
  isFree: boolean;
  /** Awake, tuned and up for fifteen minutes. */
  isSettled: boolean;
  /** The program has put it to sleep and not woken it since. */
  wasPutToSleep: boolean;
  /** The last order that it was given; null = none. */
  orderedAtMs: number | null;
}

export interface StandbyOrder {
  id: string;
  action: 'sleep' | 'wake';
}

/** Not needed for this long before it is put to sleep. */
const IDLE_MS = 10 * 60_000;
/** Between two tries to wake a machine. */
const WAKE_AGAIN_MS = 60_000;
/** Between an order and putting it to sleep (again). */
const SLEEP_AGAIN_MS = 15 * 60_000;

/**
 * Which standby machines to put to sleep and which to wake. A machine that the program put to sleep is woken
 * when it is needed, when it is no standby machine any more, and when the owner switches the rule off.
 */
export function standbyOrders(
  machines: readonly StandbyFacts[],
  isOn: boolean,
  nowMs: number,
): StandbyOrder[] {
  return machines.flatMap((facts): StandbyOrder[] => {
    const { id, orderedAtMs } = facts;
    const sinceOrderMs = nowMs - (orderedAtMs ?? -Infinity);
    if (facts.wasPutToSleep) {
      const isWanted = facts.isNeeded || !facts.isStandby || !isOn;
      return isWanted && sinceOrderMs >= WAKE_AGAIN_MS ? [{ id, action: 'wake' }] : [];
    }
    const maySleep = isOn && facts.isStandby && facts.canSleep && facts.isFree && facts.isSettled;
    const isIdle = facts.idleSinceMs !== null && nowMs - facts.idleSinceMs >= IDLE_MS;
    return maySleep && !facts.isNeeded && isIdle && sinceOrderMs >= SLEEP_AGAIN_MS
      ? [{ id, action: 'sleep' }]
      : [];
  });
}
