import { demandsOf } from './demands.ts';
import { Matching, surplusOrder } from './matching.ts';
import type { Plan, PlanAccount, PlanInput, PlanMiner, Promotion } from './plan-types.ts';
import { promotionsOf } from './standby.ts';

/**
 * Where every miner works next: pure, the same inputs give the same plan. Three steps for both policies:
 * which standby miners are called, what each account is to have now (`demands.ts`: the first account
 * below its quota gets all, or every account its rate; less as it lands), and which whole miners give it
 * (`matching.ts`: those that are there already stay). What nobody needs goes to the overflow account.
 */
export function planAllocation(input: PlanInput): Plan {
  const promotions = promotionsOf(input);
  const standIns = standInsOf(input, promotions);
  const { customers, others } = split(input, standIns);
  const demands = demandsOf(input, {
    known: customers.reduce((sum, miner) => sum + (miner.hashrate ?? 0), 0),
    isMore: customers.some((miner) => miner.hashrate === null),
  });
  const servable = new Set(input.pools.filter((pool) => pool.isServable).map((pool) => pool.accountId));
  const overflow = input.accounts.find((account) => account.isOverflow && servable.has(account.id)) ?? null;
  const matching = new Matching(input, customers, demands);
  const orders = matching.orders(overflow, causeOfSurplus(input.accounts, servable), standIns);
  for (const { miner, why } of others) orders.push(surplusOrder(input, miner, overflow, why));
  return { orders, promotions, demands };
}

/** Miner id → why it stands in, for every standby miner that is called. */
function standInsOf(input: PlanInput, promotions: readonly Promotion[]): Map<string, string> {
  const byId = new Map(input.miners.map((miner) => [miner.id, miner]));
  const standIns = new Map<string, string>();
  for (const promotion of promotions) {
    const lost = byId.get(promotion.forMinerId);
    const why = lost?.unavailable?.text ?? (promotion.isPinned ? 'kept in place by you' : 'just back');
    for (const id of promotion.minerIds) standIns.set(id, `stands in for ${promotion.forMinerId} (${why})`);
  }
  return standIns;
}

interface Split {
  customers: PlanMiner[];
  others: { miner: PlanMiner; why: string }[];
}

function split(input: PlanInput, standIns: ReadonlyMap<string, string>): Split {
  const customers: PlanMiner[] = [];
  const others: Split['others'] = [];
  for (const miner of input.miners) {
    if (!miner.isConnected) continue;
    if (miner.unavailable) others.push({ miner, why: miner.unavailable.text });
    else if (miner.role === 'standby' && !standIns.has(miner.id)) others.push({ miner, why: 'standby' });
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
