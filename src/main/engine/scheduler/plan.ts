import { allotInOrder, allotToAll, type Allotment, type FarmRate } from './demands.ts';
import { Matching, type StandIn } from './matching.ts';
import { isParallel, needsOf } from './plan-needs.ts';
import type { Demand, Plan, PlanAccount, PlanInput, PlanMiner, Promotion } from './plan-types.ts';
import { minersById, promotionsOf } from './standby.ts';
import { surplusOrder } from './surplus.ts';

/**
 * Where every miner works next: pure, the same inputs give the same plan. Four steps for both policies:
 * which standby miners are called (`standby.ts`), what each account's quota asks for now (`plan-needs.ts`:
 * less as it lands), what the farm gives it (`demands.ts`: all to the first below its quota, or to every
 * account its rate), and which whole miners do that (`matching.ts`: those that are there already stay).
 * What nobody needs goes to the overflow account.
 */
export function planAllocation(given: PlanInput): Plan {
  const input = inOrderOfIds(given);
  const promotions = promotionsOf(input);
  const standIns = standInsOf(input, promotions);
  const covered = new Set(promotions.map(({ forMinerId }) => forMinerId));
  const { customers, others } = split(input, standIns, covered);
  const allotments = allotmentsOf(input, customers);
  const servable = new Set(input.pools.filter((pool) => pool.isServable).map((pool) => pool.accountId));
  const overflow = input.accounts.find((account) => account.isOverflow && servable.has(account.id)) ?? null;
  const matching = new Matching(input, customers, { allotments, standIns });
  const orders = matching.orders(overflow, causeOfSurplus(input.accounts, servable));
  for (const { miner, why } of others) orders.push(surplusOrder(input, miner, overflow, why));
  return { orders, promotions, demands: allotments.map(demandOf) };
}

/** Sums and ties must not depend on the order in which the miners came. */
function inOrderOfIds(input: PlanInput): PlanInput {
  const { miners } = input;
  const isSorted = miners.every(({ id }, index) => index === 0 || (miners[index - 1]?.id ?? '') <= id);
  return isSorted ? input : { ...input, miners: [...miners].sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

function allotmentsOf(input: PlanInput, customers: readonly PlanMiner[]): Allotment[] {
  const seated = new Map<string, number>();
  const farm: FarmRate = { known: 0, isMore: false, relativeSpread: 0 };
  let squares = 0;
  for (const { hashrate, accountId } of customers) {
    if (hashrate === null) farm.isMore = true;
    farm.known += hashrate ?? 0;
    squares += (hashrate ?? 0) ** 2;
    if (accountId !== null) seated.set(accountId, (seated.get(accountId) ?? 0) + (hashrate ?? 0));
  }
  if (farm.known > 0) farm.relativeSpread = Math.sqrt(squares) / farm.known;
  const needs = needsOf(input, seated);
  return isParallel(input)
    ? allotToAll(needs, farm, { shortfall: input.settings.shortfall, seated })
    : allotInOrder(needs.servable, farm, seated);
}

function demandOf({ need, rate }: Allotment): Demand {
  return {
    accountId: need.account.id,
    rate,
    wantedRate: need.high,
    neededRate: need.needed,
    cause: need.cause,
  };
}

/** Every standby miner that is called, and why. */
function standInsOf(input: PlanInput, promotions: readonly Promotion[]): Map<string, StandIn> {
  const standIns = new Map<string, StandIn>();
  if (promotions.length === 0) return standIns;
  const lost = minersById(
    input,
    promotions.map(({ forMinerId }) => forMinerId),
  );
  for (const { forMinerId, minerIds, accountId, isPinned } of promotions) {
    const reason =
      lost.get(forMinerId)?.unavailable?.text ?? (isPinned ? 'kept in place by you' : 'just back');
    for (const id of minerIds)
      standIns.set(id, { why: `stands in for ${forMinerId} (${reason})`, accountId });
  }
  return standIns;
}

interface Split {
  customers: PlanMiner[];
  others: { miner: PlanMiner; why: string }[];
}

/**
 * A miner that is observed to be bad leaves its account when others stand in for it; while nobody does,
 * what it still gives is better than nothing. The operator's mark takes it away in any case.
 */
function split(
  input: PlanInput,
  standIns: ReadonlyMap<string, StandIn>,
  covered: ReadonlySet<string>,
): Split {
  const customers: PlanMiner[] = [];
  const others: Split['others'] = [];
  for (const miner of input.miners) {
    if (!miner.isConnected) continue;
    const { unavailable } = miner;
    const isMarked = unavailable?.kind === 'marked-failed' || unavailable?.kind === 'marked-below-standard';
    if (unavailable && (isMarked || covered.has(miner.id) || miner.role === 'standby')) {
      others.push({ miner, why: unavailable.text });
    } else if (miner.role === 'standby' && !standIns.has(miner.id)) others.push({ miner, why: 'standby' });
    else customers.push(miner);
  }
  return { customers, others };
}

function causeOfSurplus(accounts: readonly PlanAccount[], servable: ReadonlySet<string>): string {
  const short = accounts.filter((account: PlanAccount) => !account.isOverflow && !account.upToStandard);
  if (short.length === 0) return 'all accounts are up to standard';
  if (short.every((account) => !servable.has(account.id))) return 'no account below its quota can be served';
  return 'the quotas need no more at this moment';
}
