import type { PlanInput, PlanMiner, Promotion } from './plan-types.ts';

/**
 * Who stands in for whom: present promotions that still hold, and new ones for active miners that were
 * lost. A promotion ends when the lost miner has been back for the dwell time, unless the owner pins it.
 */
export function promotionsOf(input: PlanInput): Promotion[] {
  const byId = new Map(input.miners.map((miner) => [miner.id, miner]));
  const spare = input.miners.filter(isSpare);
  const taken = new Set<string>();
  const kept: Promotion[] = [];
  for (const promotion of input.history.promotions) {
    const lost = byId.get(promotion.forMinerId);
    if (!lost || lost.role !== 'active' || !stillHolds(promotion, lost, input)) continue;
    const minerIds = promotion.minerIds.filter((id) => spare.some((miner) => miner.id === id));
    for (const id of minerIds) taken.add(id);
    kept.push(minerIds.length === promotion.minerIds.length ? promotion : { ...promotion, minerIds });
  }
  const covered = new Set(
    kept.filter((promotion) => promotion.minerIds.length > 0).map(({ forMinerId }) => forMinerId),
  );
  const promotions = kept.filter((promotion) => promotion.minerIds.length > 0);
  for (const lost of input.miners) {
    if (lost.role !== 'active' || !lost.unavailable || lost.hashrate === null || covered.has(lost.id))
      continue;
    const minerIds = smallestCover(
      spare.filter((miner) => !taken.has(miner.id)),
      lost.hashrate,
    );
    if (minerIds.length === 0) continue;
    for (const id of minerIds) taken.add(id);
    promotions.push({
      forMinerId: lost.id,
      minerIds,
      accountId: lost.accountId,
      sinceMs: input.nowMs,
      isPinned: false,
    });
  }
  return promotions;
}

function isSpare(miner: PlanMiner): boolean {
  return miner.role === 'standby' && miner.isConnected && miner.unavailable === null;
}

function stillHolds(promotion: Promotion, lost: PlanMiner, input: PlanInput): boolean {
  if (promotion.isPinned || lost.unavailable) return true;
  const backForMs = input.nowMs - (lost.availableSinceMs ?? input.nowMs);
  return !lost.isConnected || backForMs < input.settings.dwellMs;
}

/**
 * The fewest miners whose hashrate together reaches `hashrate`, and of those the least: the one that just
 * covers it, else the biggest ones with the last exchanged for the smallest that still covers. All, when
 * even all do not cover it. Miners of unknown hashrate count as nothing and are not called.
 */
export function smallestCover(miners: readonly PlanMiner[], hashrate: number): string[] {
  const sorted = miners
    .filter((miner) => (miner.hashrate ?? 0) > 0)
    .sort((a, b) => (b.hashrate ?? 0) - (a.hashrate ?? 0) || (a.id < b.id ? -1 : 1));
  const chosen: PlanMiner[] = [];
  let missing = hashrate;
  for (const miner of sorted) {
    if (missing <= 0) break;
    const gap = missing;
    const last = sorted.findLast((one) => !chosen.includes(one) && (one.hashrate ?? 0) >= gap);
    const next = last ?? miner;
    chosen.push(next);
    missing -= next.hashrate ?? 0;
  }
  return chosen.map((miner) => miner.id);
}
