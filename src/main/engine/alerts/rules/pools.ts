import { formatDuration } from '#shared/format.ts';
import { HASHES_PER_DIFFICULTY_1 } from '#shared/units.ts';
import type { AlertSubject } from '#shared/model/alert.ts';

import type { FarmSample, SampledAccount } from '../farm-sample.ts';
import { type AlertRule, type Condition, FARM, listNames, quoted } from '../rule.ts';

const ALL_POOLS = 'pool-down:all';
const REFUSED = 'pool-down:refused:';
const POOL = 'pool-down:';
/** So many expected shares are missed by chance once in 22,000 times (e^-10). */
const MISSED_SHARES = 10;

/**
 * A pool that does not answer is one alert for all accounts that use it; when none answers, that is one
 * alert. A refused login is the account's own. An endpoint marked failed is the owner's own word.
 */
export const poolDown: AlertRule = {
  look({ accounts }) {
    const down = accounts.flatMap((account) =>
      account.endpoints.filter(({ state }) => state === 'down').map(({ url }) => ({ account, url })),
    );
    const used = accounts.flatMap(({ endpoints }) => endpoints.filter(({ state }) => state !== 'failed'));
    const urls = new Set(used.map(({ url }) => url));
    const isAll = urls.size > 1 && used.every(({ state }) => state === 'down');
    const conditions = down.map(({ account, url }): Condition => ({
      ...{ rule: 'pool-down', cause: `${POOL}${url}`, member: subjectOf(account) },
      isSwallowed: isAll,
    }));
    for (const account of accounts) {
      const isRefused = account.endpoints.some(({ state }) => state === 'refused');
      const member = subjectOf(account);
      if (isRefused) conditions.push({ rule: 'pool-down', cause: `${REFUSED}${account.id}`, member });
    }
    if (isAll) conditions.push({ rule: 'pool-down', cause: ALL_POOLS, member: FARM });
    return conditions;
  },
  words(sample, cause, ids) {
    if (cause === ALL_POOLS) return allPoolsWords(sample);
    if (cause.startsWith(REFUSED)) return refusedWords(sample, cause.slice(REFUSED.length));
    return oneDownWords(sample, cause.slice(POOL.length), ids);
  },
};

function allPoolsWords({ accounts }: FarmSample): ReturnType<AlertRule['words']> {
  const urls = new Set(accounts.flatMap(({ endpoints }) => endpoints.map(({ url }) => url)));
  return {
    title: 'No pool can be reached',
    text: `None of the ${urls.size} pools answers; miners have no work for any account.`,
    next: 'Check the internet connection, the DNS server and the firewall of this PC.',
    numbers: { pools: urls.size, accounts: accounts.length },
  };
}

function refusedWords({ accounts }: FarmSample, accountId: string): ReturnType<AlertRule['words']> {
  const account = accounts.find(({ id }) => id === accountId);
  const endpoint = account?.endpoints.find(({ state }) => state === 'refused');
  if (!account || !endpoint) return null;
  const why = endpoint.trouble === null ? '' : `: ${quoted(endpoint.trouble)}`;
  return {
    title: `${account.name}'s login is refused`,
    text: `${endpoint.url} refuses the login of ${account.name}${why}. ${servedText([account])}`,
    next: "Check the account's worker name and password on the Accounts page, and at the pool.",
    numbers: { accounts: 1 },
  };
}

function oneDownWords(
  sample: FarmSample,
  url: string,
  ids: readonly string[],
): ReturnType<AlertRule['words']> {
  // A pool that hangs up again and again may just now be there.
  const accounts = sample.accounts
    .filter(({ id }) => ids.includes(id))
    .map((account) => (account.servedBy === url ? { ...account, isServable: false } : account));
  const endpoint = accounts.flatMap(({ endpoints }) => endpoints).find((one) => one.url === url);
  if (!endpoint) return null;
  const why = endpoint.trouble === null ? '' : `: ${quoted(endpoint.trouble)}`;
  const unserved = accounts.filter(({ isServable }) => !isServable).length;
  return {
    title: `Pool ${url} is down`,
    text: `${url} cannot be used${why}. ${servedText(accounts)}`,
    next:
      unserved === 0
        ? 'Nothing is lost while the other pool works; look at the status page of this one.'
        : "Look at the pool's status page, or give the account another pool on the Accounts page.",
    numbers: { accounts: accounts.length, unserved },
  };
}

function servedText(accounts: readonly SampledAccount[]): string {
  const unserved = accounts.filter(({ isServable }) => !isServable).map(({ name }) => name);
  const served = accounts.filter(({ isServable }) => isServable);
  if (unserved.length > 0) return `${listNames(unserved)} ${unserved.length === 1 ? 'gets' : 'get'} no work.`;
  const others = new Set(served.flatMap(({ servedBy }) => servedBy ?? []));
  return `${listNames(served.map(({ name }) => name))} ${served.length === 1 ? 'is' : 'are'} served by ${listNames([...others])}.`;
}

/** An account has miners and a pool that takes their work, but no share is accepted. */
export const noShare: AlertRule = {
  look({ accounts, monotonicMs, outage }, { holdOffMs }) {
    return accounts.flatMap((account): Condition[] => {
      const { quietSinceMs } = account;
      if (quietSinceMs === null || !account.isServable || account.workingMiners === 0) return [];
      const quietMs = monotonicMs - quietSinceMs;
      if (quietMs < holdOffMs || quietMs < MISSED_SHARES * shareIntervalMs(account)) return [];
      const cause = `no-share:${account.id}`;
      const since = { sinceMonotonicMs: quietSinceMs, isSwallowed: outage !== null };
      return [{ rule: 'no-share', cause, member: subjectOf(account), ...since }];
    });
  },
  words({ accounts, monotonicMs }, cause) {
    const account = accounts.find(({ id }) => cause === `no-share:${id}`);
    if (!account || account.quietSinceMs === null) return null;
    const quietMs = monotonicMs - account.quietSinceMs;
    const miners = account.workingMiners === 1 ? '1 miner works' : `${account.workingMiners} miners work`;
    return {
      title: `No share from ${account.name}`,
      text: `No share of ${account.name} has been accepted for ${formatDuration(quietMs)}, although ${miners} for it.`,
      next: "Look on the Pools page whether the pool answers, and at the pool's own page for this worker.",
      numbers: { quietMs, miners: account.workingMiners },
    };
  },
};

/** Mean time between two shares at the pool's difficulty; 0 where it is not known. */
function shareIntervalMs({ hashrate, shareDifficulty }: SampledAccount): number {
  if (hashrate === null || hashrate <= 0 || shareDifficulty === null) return 0;
  return ((shareDifficulty * HASHES_PER_DIFFICULTY_1) / hashrate) * 1000;
}

export function subjectOf({ id, name }: { id: string; name: string }): AlertSubject {
  return { kind: 'account', id, name };
}
