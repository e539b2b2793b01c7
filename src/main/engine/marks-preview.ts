import { planAllocation } from '#engine/scheduler/plan.ts';
import { lookAheadEndMs, simulateFluid } from '#engine/scheduler/what-if.ts';
import { AppError } from '#shared/errors.ts';
import type { MarksPreview } from '#shared/model/planning.ts';

import { withoutMiners, type PlanningDeps } from './planning-queries.ts';

/** What marking these miners failed at one time would do: one plan without all of them. Nothing is touched. */
export function previewMarks(
  { parts, source, scheduler }: PlanningDeps,
  ids: readonly string[],
): MarksPreview {
  const chosen = new Set(ids);
  for (const id of chosen) {
    if (!parts.registry.get(id))
      throw new AppError('MINER_NOT_FOUND', `There is no miner with the id "${id}".`);
  }
  const input = source.planInput(scheduler.memory());
  const marked = withoutMiners(input, chosen);
  const plan = planAllocation(marked);
  const hashrates = new Map(input.miners.map(({ id, hashrate }) => [id, hashrate]));
  const before = simulateFluid(input, lookAheadEndMs(input)).finish;
  const after = simulateFluid(marked, lookAheadEndMs(input)).finish;
  const present = plan.orders.find((order) => chosen.has(order.minerId));
  return {
    minerIds: [...chosen],
    leaves: leavesOf([...chosen], (id) => ({
      accountId: parts.proxy.workingFor(id),
      hashrate: hashrates.get(id) ?? null,
    })),
    toAccountId: present?.accountId ?? null,
    standIns: plan.promotions
      .filter(({ forMinerId }) => chosen.has(forMinerId))
      .flatMap(({ minerIds }) => minerIds)
      .map((minerId) => ({ minerId, hashrate: hashrates.get(minerId) ?? null })),
    accounts: input.accounts
      .filter((account) => !account.isOverflow)
      .map(({ id }) => ({
        accountId: id,
        finishMsNow: before.get(id) ?? null,
        finishMsThen: after.get(id) ?? null,
      })),
  };
}

function leavesOf(
  ids: readonly string[],
  placeOf: (id: string) => { accountId: string | null; hashrate: number | null },
): MarksPreview['leaves'] {
  const leaves = new Map<string | null, MarksPreview['leaves'][number]>();
  for (const id of ids) {
    const { accountId, hashrate } = placeOf(id);
    const sum = leaves.get(accountId) ?? { accountId, miners: 0, hashrate: null };
    sum.miners += 1;
    if (hashrate !== null) sum.hashrate = (sum.hashrate ?? 0) + hashrate;
    leaves.set(accountId, sum);
  }
  return [...leaves.values()];
}
