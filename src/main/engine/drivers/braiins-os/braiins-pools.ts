import { isObject } from '#engine/discovery/json.ts';
import type { Json, JsonObject } from '#engine/discovery/json.ts';
import { objectsAt } from '#engine/discovery/read/values.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import type { MinerHost } from '#engine/miner-api/miner-host.ts';
import { demandWritable } from '../cgminer/pool-table.ts';
import type { PoolEntry, PoolSnapshot } from '../driver.ts';
import { isSamePool } from '../pool-url.ts';
import type { BraiinsRest } from './braiins-rest.ts';

/** A pool of the configuration. */
interface BraiinsPool {
  url: string;
  user: string;
  /** Absent where there is none, or where this version does not tell it. */
  password?: string;
  enabled?: boolean;
}

/** A pool group of the configuration: pools that stand in for each other. Groups share the work. */
export interface BraiinsGroup {
  name: string;
  /** `{"quota":{"value":n}}` or `{"fixed_share_ratio":{"value":r}}`, as read. */
  load_balance_strategy?: JsonObject;
  pools: BraiinsPool[];
}

const WHOLE_QUOTA: JsonObject = { quota: { value: 1 } };
const HIDDEN: ReadonlySet<string> = new Set(['', 'DevFee', '*']);

/**
 * The configured groups: from `configuration/miner`, which can hold passwords, or from `pools`, which does
 * not, where the former has none.
 */
export async function readGroups(rest: BraiinsRest): Promise<BraiinsGroup[]> {
  const configuration = await rest.find('configuration/miner');
  const configured = groupsOf(objectsAt(configuration ?? undefined, 'pool_groups'));
  if (configured.length > 0) return configured;
  return readLiveGroups(rest);
}

/** The groups that the miner works with now; never with passwords. */
export async function readLiveGroups(rest: BraiinsRest): Promise<BraiinsGroup[]> {
  const live = await rest.find('pools');
  if (live === null)
    throw new MinerError('unsupported', 'This version of Braiins OS does not list its pools.');
  const entries = Array.isArray(live) ? live.filter((one) => isObject(one)) : objectsAt(live, 'pool_groups');
  return groupsOf(entries);
}

function groupsOf(entries: readonly JsonObject[]): BraiinsGroup[] {
  return entries.map((entry) => {
    const strategy = strategyOf(entry);
    return {
      name: typeof entry['name'] === 'string' ? entry['name'] : 'Default',
      ...(strategy === null ? {} : { load_balance_strategy: strategy }),
      pools: objectsAt(entry, 'pools').flatMap(poolOf),
    };
  });
}

/** `strategy` in `pools`, `load_balance_strategy` or a bare member in the configuration. */
function strategyOf(entry: JsonObject): JsonObject | null {
  for (const key of ['load_balance_strategy', 'strategy']) {
    const found = entry[key];
    if (isObject(found)) return found;
  }
  for (const key of ['quota', 'fixed_share_ratio']) {
    const found = entry[key];
    if (isObject(found)) return { [key]: found };
  }
  return null;
}

function poolOf(entry: JsonObject): BraiinsPool[] {
  const { url, user, password, enabled } = entry;
  if (typeof url !== 'string' || HIDDEN.has(url)) return [];
  return [
    {
      url,
      user: typeof user === 'string' ? user : '',
      ...(typeof password === 'string' && !/^\*+$/.test(password) ? { password } : {}),
      ...(typeof enabled === 'boolean' ? { enabled } : {}),
    },
  ];
}

/**
 * A version that tells at least one password tells all: where one is absent then, there is none. Of a
 * version that tells none it is not known whether there are any.
 */
export function tellsPasswords(groups: readonly BraiinsGroup[]): boolean {
  return groups.some((group) => group.pools.some((pool) => pool.password !== undefined));
}

/** All pools in order, as a snapshot has them. */
export function entriesOf(groups: readonly BraiinsGroup[]): PoolEntry[] {
  const absent = tellsPasswords(groups) ? '' : null;
  return groups.flatMap((group) =>
    group.pools.map(({ url, user, password }) => ({ url, user, password: password ?? absent })),
  );
}

/** One group that leads with `pool`; everything that was configured before stands behind it. */
export function pointedGroups(host: MinerHost, pool: PoolEntry, before: PoolSnapshot): BraiinsGroup[] {
  const kept = keptGroups(before);
  const others = before.pools.filter((one) => !isSamePool(one, pool));
  const all = [pool, ...others];
  for (const one of all) demandTold(host, one);
  const first = kept[0];
  const strategy = kept.length === 1 ? quotaOf(first?.load_balance_strategy) : WHOLE_QUOTA;
  const flags = kept.flatMap((group) => group.pools);
  const asPool = (entry: PoolEntry): BraiinsPool => ({
    ...withPassword(entry),
    enabled: flags.find((one) => one.url === entry.url && one.user === entry.user)?.enabled ?? true,
  });
  const pools = [{ ...withPassword(pool), enabled: true }, ...others.map(asPool)];
  return [{ name: first?.name ?? 'Default', load_balance_strategy: strategy, pools }];
}

/** A share that is not the whole would leave the miner idle in between. */
function quotaOf(strategy: JsonObject | undefined): JsonObject {
  return strategy !== undefined && 'quota' in strategy ? strategy : WHOLE_QUOTA;
}

/** The groups of a snapshot with the passwords that its `pools` have by now. */
export function restoredGroups(host: MinerHost, before: PoolSnapshot): BraiinsGroup[] {
  let place = 0;
  return keptGroups(before).map((group) => ({
    ...group,
    pools: group.pools.map((pool) => {
      const entry = before.pools[place] ?? { url: pool.url, user: pool.user, password: null };
      place += 1;
      const { password: kept, ...rest } = pool;
      if (kept !== undefined) return pool;
      demandTold(host, entry);
      return { ...rest, ...(entry.password ? { password: entry.password } : {}) };
    }),
  }));
}

/** The groups as `raw` keeps them. */
export function keptGroups(before: PoolSnapshot): BraiinsGroup[] {
  const groups = before.raw['groups'];
  if (!Array.isArray(groups))
    throw new MinerError('unsupported', 'The kept pool settings belong to another kind of miner.');
  return groupsOf(groups.filter((one) => isObject(one)));
}

/** Writes all groups at once: the miner never has a part of them only. */
export async function writeGroups(rest: BraiinsRest, groups: readonly BraiinsGroup[]): Promise<void> {
  const secrets = groups.flatMap((group) => group.pools.map((pool) => pool.password ?? ''));
  await rest.put('pools/batch', asJson(groups), secrets);
}

/** As plain JSON, for the wire and for a snapshot. */
export function asJson(groups: readonly BraiinsGroup[]): Json {
  return groups.map((group) => ({ ...group, pools: group.pools.map((pool) => ({ ...pool })) }));
}

/** Are these the same groups? Passwords count where `now` tells any. */
export function isSameGroups(now: readonly BraiinsGroup[], wanted: readonly BraiinsGroup[]): boolean {
  const hasPasswords = tellsPasswords(now);
  const flat = (groups: readonly BraiinsGroup[]) =>
    JSON.stringify(
      groups.map(({ name, load_balance_strategy: strategy, pools }) => [
        name,
        strategy ?? WHOLE_QUOTA,
        pools.map(({ url, user, password, enabled }) => [
          url,
          user,
          enabled ?? true,
          hasPasswords ? (password ?? '') : null,
        ]),
      ]),
    );
  return flat(now) === flat(wanted);
}

/** Is there one group whose first pool that is not switched off is this one? */
export function leads(groups: readonly BraiinsGroup[], pool: PoolEntry): boolean {
  const used = groups.filter((group) => group.pools.length > 0);
  const first = used[0]?.pools.find((one) => one.enabled !== false);
  return used.length === 1 && first !== undefined && isSamePool(first, pool);
}

function withPassword({ url, user, password }: PoolEntry): BraiinsPool {
  return password === null || password === '' ? { url, user } : { url, user, password };
}

function demandTold(host: MinerHost, entry: PoolEntry): void {
  demandWritable(entry);
  if (entry.password === null)
    throw new MinerError(
      'declined',
      `The password of ${entry.url} is not known, and ${host.address} must be told it again: type it first.`,
    );
}
