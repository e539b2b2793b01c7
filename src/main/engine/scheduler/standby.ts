import type { PlanInput, PlanMiner, Promotion } from './plan-types.ts';

/**
 * Who stands in for whom: present promotions that still hold, and new ones for active miners that were
 * lost. A promotion ends when the lost miner has been back for the dwell time, unless the owner pins it.
 */
export function promotionsOf(input: PlanInput): Promotion[] {
  const lost = input.miners.filter(isLost);
  const before = input.history.promotions;
  if (lost.length === 0 && before.length === 0) return [];
  const spare = new Map(input.miners.filter(isSpare).map((miner) => [miner.id, miner]));
  const returning = minersById(
    input,
    before.map(({ forMinerId }) => forMinerId),
  );
  const promotions: Promotion[] = [];
  const keep = (promotion: Promotion): void => {
    for (const id of promotion.minerIds) spare.delete(id);
    promotions.push(promotion);
  };
  for (const promotion of before) {
    const miner = returning.get(promotion.forMinerId);
    if (!miner || miner.role !== 'active' || !stillHolds(promotion, miner, input)) continue;
    const minerIds = promotion.minerIds.filter((id) => spare.has(id));
    if (minerIds.length === 0) continue;
    keep(minerIds.length === promotion.minerIds.length ? promotion : { ...promotion, minerIds });
  }
  const covered = new Set(promotions.map(({ forMinerId }) => forMinerId));
  for (const { id: forMinerId, accountId, hashrate } of lost) {
    if (covered.has(forMinerId)) continue;
    const minerIds = smallestCover([...spare.values()], hashrate ?? 0);
    if (minerIds.length > 0) keep({ forMinerId, minerIds, accountId, sinceMs: input.nowMs, isPinned: false });
  }
  return promotions;
}

/** The miners of these ids that there are. */
export function minersById(input: PlanInput, ids: Iterable<string>): Map<string, PlanMiner> {
  const wanted = new Set(ids);
  const found = new Map<string, PlanMiner>();
  if (wanted.size === 0) return found;
  for (const miner of input.miners) if (wanted.has(miner.id)) found.set(miner.id, miner);
  return found;
}

function isLost({ role, unavailable, hashrate }: PlanMiner): boolean {
  return role === 'active' && unavailable !== null && hashrate !== null;
}

function isSpare({ role, isConnected, unavailable }: PlanMiner): boolean {
  return role === 'standby' && isConnected && unavailable === null;
}

function stillHolds(promotion: Promotion, lost: PlanMiner, input: PlanInput): boolean {
  if (promotion.isPinned || lost.unavailable) return true;
  const backForMs = input.nowMs - (lost.availableSinceMs ?? input.nowMs);
  return !lost.isConnected || backForMs < input.settings.dwellMs;
}

/**
 * The fewest miners whose hashrate together reaches `hashrate`, none of which could be exchanged for a
 * smaller one. All, when even all do not cover it. Miners of unknown hashrate count as nothing and are
 * not called.
 */
export function smallestCover(miners: readonly PlanMiner[], hashrate: number): string[] {
  const left = miners
    .filter((miner) => (miner.hashrate ?? 0) > 0)
    .sort((a, b) => (b.hashrate ?? 0) - (a.hashrate ?? 0) || (a.id < b.id ? -1 : 1));
  const chosen: PlanMiner[] = [];
  let over = -hashrate;
  while (over < 0) {
    const biggest = left.shift();
    if (!biggest) return chosen.map(({ id }) => id);
    chosen.push(biggest);
    over += biggest.hashrate ?? 0;
  }
  // The biggest ones are the fewest; now each is exchanged for the smallest that still does.
  for (const [index, big] of chosen.entries()) {
    const enough = (big.hashrate ?? 0) - over;
    const at = left.findLastIndex((one) => (one.hashrate ?? 0) >= enough);
    const small = left[at];
    if (!small || (small.hashrate ?? 0) >= (big.hashrate ?? 0)) continue;
    chosen[index] = small;
    left.splice(at, 1);
    over -= (big.hashrate ?? 0) - (small.hashrate ?? 0);
  }
  return chosen.map(({ id }) => id);
}
