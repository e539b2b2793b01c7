import { z } from 'zod';

import type { AccountBook, AppliedAccount, StoredAccount } from '#engine/accounts/account-book.ts';
import { draftFrom } from '#engine/accounts/account-draft.ts';
import { readFarmFile } from '#engine/config/farm-file.ts';
import type { FarmSettings } from '#engine/farm-settings.ts';
import type { RoundClock } from '#engine/ledger/rounds.ts';
import { AppError } from '#shared/errors.ts';
import type { AccountInput } from '#shared/model/account.ts';
import type { FarmFile, FarmFileAccount } from '#shared/model/farm-file.ts';
import { shortfallRule } from '#shared/model/planning.ts';

import {
  type ConfigPlan,
  type ConfigSection,
  describeDifference,
  type IncomingSection,
} from '../config-section.ts';

export interface FarmSectionDeps {
  settings: FarmSettings;
  rounds: RoundClock;
  book: AccountBook;
}

const farmValue = z.looseObject({
  shortfall: shortfallRule,
  accounts: z.array(z.looseObject({ id: z.string().max(64) })).max(1000),
});
const farmSecrets = z.object({
  passwords: z.array(z.object({ id: z.string().max(64), password: z.string().max(256) })).max(1000),
});

type Values = Omit<FarmFile, 'version' | 'accounts' | 'miners'> & {
  shortfall: z.infer<typeof shortfallRule>;
};
type Account = AppliedAccount & { id: string };

/**
 * Policy, round, what the proxy listens on, and the accounts in their order: a farm file's content, and read by
 * its reader. Accounts are matched by their id where the name is new, else by name; others are archived.
 */
export function farmSection(deps: FarmSectionDeps): ConfigSection {
  return {
    name: 'farm',
    export() {
      const { proxy, ...values } = presentValues(deps);
      const { listen, ...rest } = proxy;
      return {
        version: 1,
        ...values,
        // A farm file leaves out what is not said.
        proxy: listen === null ? rest : proxy,
        accounts: deps.book.list().map(exported),
      };
    },
    secrets: () => ({ passwords: passwordsOf(deps.book) }),
    plan: (incoming) => plan(deps, incoming),
  };
}

function plan(deps: FarmSectionDeps, incoming: IncomingSection): ConfigPlan {
  const { file, shortfall, accounts } = read(incoming);
  const { proxy, round, policy } = file;
  const values: Values = { proxy, round, policy, shortfall };
  const renames = renamesIn(deps.book, accounts);
  const changes: ConfigPlan['changes'] = [];
  const settingsText = describeDifference(flat(presentValues(deps)), flat(values));
  if (settingsText !== '') changes.push({ kind: 'changed', subject: 'settings', text: settingsText });
  changes.push(...accountChanges(deps.book, accounts, renames));
  return {
    changes,
    warnings: warningsOf(deps, accounts, values),
    apply(by) {
      deps.settings.apply(file);
      deps.settings.choose(policy, shortfall);
      deps.rounds.change(round);
      for (const [id, name] of renames) rename(deps.book, { id, name, by });
      deps.book.applyFile(accounts, by);
    },
  };
}

function read({ value, secrets }: IncomingSection): {
  file: FarmFile;
  shortfall: Values['shortfall'];
  accounts: Account[];
} {
  const checked = farmValue.safeParse(value);
  if (!checked.success)
    throw new AppError('BAD_INPUT', 'The section "farm" is not as this program knows it.');
  const { shortfall, ...rest } = checked.data;
  const ids = checked.data.accounts.map(({ id }) => id);
  if (new Set(ids).size !== ids.length)
    throw new AppError('BAD_INPUT', 'The section "farm" has two accounts of one id.');
  const plain = { ...rest, accounts: checked.data.accounts.map(({ id: _id, ...account }) => account) };
  const context = { fileName: 'configuration', readFile: null, env: null, mayBeEmpty: true };
  const file = readFarmFile(plain, context);
  const passwords = readPasswords(secrets);
  const accounts = file.accounts.map(({ password: _password, ...account }, index) => {
    const id = ids[index] ?? '';
    const taken = { ...account, id, password: passwords.get(id) };
    draftFrom({ ...taken, minRate: account.minRate ?? null, maxRate: account.maxRate ?? null });
    return taken;
  });
  return { file, shortfall, accounts };
}

function readPasswords(secrets: unknown): Map<string, string> {
  if (secrets === undefined) return new Map();
  const checked = farmSecrets.safeParse(secrets);
  if (!checked.success)
    throw new AppError(
      'BAD_INPUT',
      'The passwords of the section "farm" are not as this program knows them.',
    );
  return new Map(checked.data.passwords.map(({ id, password }) => [id, password]));
}

/** Accounts that are here under another name: id and new name. */
function renamesIn(book: AccountBook, accounts: readonly Account[]): Map<string, string> {
  const newNames = new Set(accounts.map(({ name }) => name));
  const liveNames = new Set(book.list().map(({ name }) => name));
  const renames = new Map<string, string>();
  for (const { id, name } of accounts) {
    const live = book.list().find((account) => account.id === id);
    if (live && !newNames.has(live.name) && !liveNames.has(name)) renames.set(id, name);
  }
  return renames;
}

function rename(book: AccountBook, { id, name, by }: { id: string; name: string; by: string }): void {
  const account = book.list().find((one) => one.id === id);
  if (account) book.update(id, { ...inputOf(account), name }, by);
}

function accountChanges(
  book: AccountBook,
  accounts: readonly Account[],
  renames: ReadonlyMap<string, string>,
): ConfigPlan['changes'] {
  const changes: ConfigPlan['changes'] = [];
  const left = new Map(book.list().map((account) => [renames.get(account.id) ?? account.name, account]));
  const order = [...left.keys()];
  const archived = new Set(book.archived().map(({ name }) => name));
  for (const account of accounts) {
    const { name } = account;
    const present = left.get(name);
    left.delete(name);
    if (!present) {
      const text = archived.has(name) ? 'Taken back from the archive.' : `Quota ${quotaText(account)}.`;
      changes.push({ kind: 'added', subject: name, text });
      continue;
    }
    const text = differenceOf(book, present, account);
    if (text !== '') changes.push({ kind: 'changed', subject: name, text });
  }
  for (const name of left.keys())
    changes.push({ kind: 'archived', subject: name, text: 'It is not in the file; its history stays.' });
  const stays = order.filter((name) => !left.has(name));
  const wanted = accounts.map(({ name }) => name).filter((name) => stays.includes(name));
  if (wanted.join('\n') !== stays.join('\n'))
    changes.push({ kind: 'changed', subject: 'order', text: wanted.join(', ') });
  return changes;
}

function differenceOf(
  book: AccountBook,
  present: StoredAccount,
  { id: _id, password, ...account }: Account,
): string {
  const after = { ...account, minRate: account.minRate ?? null, maxRate: account.maxRate ?? null };
  const text = describeDifference(inputOf(present), after);
  const isNewPassword = password !== undefined && readablePassword(book, present.id) !== password;
  return [text, isNewPassword ? 'another password' : ''].filter((part) => part !== '').join(', ');
}

function warningsOf(deps: FarmSectionDeps, accounts: readonly Account[], values: Values): string[] {
  const known = new Set([...deps.book.list(), ...deps.book.archived()].map(({ name }) => name));
  const bare = accounts.filter(({ name, password }) => password === undefined && !known.has(name));
  const warnings: string[] = [];
  if (bare.length > 0) {
    const names = bare.map(({ name }) => name).join(', ');
    warnings.push(
      `The file gives no password for ${names}: "x" is sent to the pool until you type another one.`,
    );
  }
  if (values.proxy.listen !== listenText(deps.settings))
    warnings.push('Another address to listen on counts from the next start.');
  return warnings;
}

function presentValues({ settings, rounds }: FarmSectionDeps): Values {
  return {
    proxy: {
      listen: listenText(settings),
      allow: [...settings.allow],
      difficulty: settings.difficulty,
    },
    round: rounds.settings(),
    policy: settings.policy,
    shortfall: settings.plan.shortfall,
  };
}

function listenText({ listen }: FarmSettings): string | null {
  if (!listen) return null;
  return listen.host.includes(':') ? `[${listen.host}]:${listen.port}` : `${listen.host}:${listen.port}`;
}

function flat({ proxy, round, ...rest }: Values): object {
  return { ...rest, ...prefixed('proxy', proxy), ...prefixed('round', round) };
}

function prefixed(prefix: string, group: object): object {
  return Object.fromEntries(Object.entries(group).map(([name, value]) => [`${prefix}.${name}`, value]));
}

function exported(account: StoredAccount): object {
  return { id: account.id, ...inputOf(account) };
}

function inputOf(account: StoredAccount): AccountInput & Omit<FarmFileAccount, 'password'> {
  const { name, endpoints, worker, quota, overflow, carryOver, upstream, minRate, maxRate } = account;
  const pools = endpoints.map(({ url, ca }) => (ca === undefined ? { url } : { url, ca }));
  return { name, pools, worker, quota, overflow, carryOver, upstream, minRate, maxRate };
}

function quotaText({ quota }: Account): string {
  return quota === null ? 'none, it takes what is left' : Object.values(quota).join('');
}

function passwordsOf(book: AccountBook): { id: string; password: string }[] {
  return book.list().flatMap(({ id }) => {
    const password = readablePassword(book, id);
    return password === null ? [] : [{ id, password }];
  });
}

/** Null where it was sealed with a key that is gone. */
function readablePassword(book: AccountBook, id: string): string | null {
  try {
    return book.passwordOf(id);
  } catch {
    return null;
  }
}
