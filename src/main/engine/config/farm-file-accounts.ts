import { upstreamMode } from '#shared/model/account.ts';
import type { EndpointInput, QuotaSpec } from '#shared/model/account.ts';
import type { FarmFileAccount } from '#shared/model/farm-file.ts';
import { checkQuotas, parseQuota, parseRates } from '#shared/model/quota.ts';
import { parsePoolUrl } from '#shared/pool-url.ts';

import type { FarmFileContext } from './farm-file-context.ts';
import { describeFound, FieldError, type FieldNode, unfit } from './field-node.ts';
import { GroupReader, readBoolean, readList, readText, readWith, readWord } from './field-reader.ts';

const MAX_ACCOUNTS = 1000;
const MAX_POOLS = 16;
const MAX_CERTIFICATE_CHARACTERS = 65_536;
/** What most pools take when they do not look at the password. */
const DEFAULT_PASSWORD = 'x';

interface AccountsContext extends FarmFileContext {
  /** The round never ends, so only amounts of work can be promised. */
  isEndless: boolean;
}

/** Reads the list of accounts and checks them against each other. Throws `FieldError`. */
export function readAccounts(node: FieldNode, context: AccountsContext): FarmFileAccount[] {
  const items = readList(node, 'a list of accounts', {
    min: context.mayBeEmpty ? 0 : 1,
    max: MAX_ACCOUNTS,
  });
  const names = new Map<string, FieldNode>();
  const promised: Parameters<typeof checkQuotas>[0][number][] = [];
  let overflowAt: FieldNode | null = null;
  return items.map((item) => {
    const group = accountGroup(item);
    const account = readAccount(group, context);
    const first = names.get(account.name);
    if (first) throw unfit(group.required('name', ''), `a name that ${first.path} does not have already`);
    names.set(account.name, item);
    if (account.overflow) {
      if (overflowAt)
        throw unfit(
          group.required('overflow', ''),
          `one overflow account, and ${overflowAt.path} is it already`,
        );
      overflowAt = item;
    }
    if (account.quota) {
      promised.push({ accountName: account.name, quota: parseQuota(account.quota) });
      const quotaNode = group.required('quota', '');
      const [kind = ''] = Object.keys(account.quota);
      readWith({ ...quotaNode, path: `${quotaNode.path}.${kind}` }, () =>
        checkQuotas(promised, context.isEndless),
      );
    }
    return account;
  });
}

function accountGroup(node: FieldNode): GroupReader {
  return new GroupReader(node, 'an account', [
    'name',
    'pools',
    'worker',
    'password',
    'passwordEnv',
    'passwordFile',
    'quota',
    'overflow',
    'carryOver',
    'upstream',
    'minRate',
    'maxRate',
  ]);
}

function readAccount(group: GroupReader, context: AccountsContext): FarmFileAccount {
  const name = readText(group.required('name', 'a name'), { allowed: 'a name', maxLength: 64 });
  const pools = readPools(group.required('pools', 'a list of pool addresses'), context);
  const workerRule = { allowed: 'the worker name that the pool knows', maxLength: 128 };
  const worker = readText(group.required('worker', workerRule.allowed), workerRule);
  const overflowNode = group.optional('overflow');
  const overflow = overflowNode ? readBoolean(overflowNode) : false;
  const carryOver = group.optional('carryOver');
  const upstream = group.optional('upstream');
  return {
    name,
    pools,
    worker,
    password: readPassword(group, context),
    quota: readAccountQuota(group, overflow),
    overflow,
    carryOver: carryOver ? readBoolean(carryOver) : false,
    upstream: upstream ? readWord(upstream, upstreamMode.options) : 'aggregated',
    ...readRates(group, overflow),
  };
}

function readRates(group: GroupReader, overflow: boolean): Pick<FarmFileAccount, 'minRate' | 'maxRate'> {
  const rates: { minRate?: string; maxRate?: string } = {};
  for (const name of ['minRate', 'maxRate'] as const) {
    const node = group.optionalOrNull(name);
    if (!node) continue;
    if (overflow) throw unfit(node, `no ${name}, because this is the overflow account`);
    rates[name] = readText(node, { allowed: 'a hashrate such as "10 TH/s"', maxLength: 64 });
    readWith(node, () => parseRates({ minRate: null, maxRate: null, ...rates }));
  }
  return rates;
}

function readAccountQuota(group: GroupReader, overflow: boolean): QuotaSpec | null {
  const allowed = '{ hashrate: "120 TH/s" }, { work: "2.88 PH/s·h" } or { share: "30 %" }';
  if (!overflow) return readQuota(group.required('quota', `${allowed}, or overflow: true`), allowed);
  const node = group.optionalOrNull('quota');
  if (node) throw unfit(node, 'no quota, because this is the overflow account');
  return null;
}

function readQuota(node: FieldNode, allowed: string): QuotaSpec {
  if (node.shape.kind !== 'map') throw unfit(node, allowed);
  const kinds = ['hashrate', 'work', 'share'] as const;
  const group = new GroupReader(node, 'a quota', kinds);
  const [kind, second] = kinds.filter((name) => group.optional(name));
  if (kind === undefined) throw new FieldError(node, `an empty quota stands here; allowed is ${allowed}`);
  if (second !== undefined)
    throw new FieldError(node, `both ${kind} and ${second} stand here; allowed is one of them`);
  const field = group.required(kind, allowed);
  const spec = quotaSpecOf(kind, field);
  readWith(field, () => parseQuota(spec));
  return spec;
}

function quotaSpecOf(kind: 'hashrate' | 'work' | 'share', field: FieldNode): QuotaSpec {
  switch (kind) {
    case 'hashrate':
      return { hashrate: readText(field, { allowed: 'a hashrate such as "120 TH/s"', maxLength: 64 }) };
    case 'share':
      return { share: readText(field, { allowed: 'a share such as "30 %"', maxLength: 64 }) };
    case 'work': {
      const number = field.shape.kind === 'scalar' ? field.shape.value : null;
      if (typeof number === 'number') return { work: number };
      const allowed = 'a number of difficulty-1 shares, or work such as "2.88 PH/s·h"';
      return { work: readText(field, { allowed, maxLength: 64 }) };
    }
  }
}

function readPools(node: FieldNode, context: FarmFileContext): EndpointInput[] {
  const seen = new Map<string, FieldNode>();
  return readList(node, 'a list of pool addresses', { min: 1, max: MAX_POOLS }).map((item) => {
    const group = item.shape.kind === 'map' ? new GroupReader(item, 'a pool', ['url', 'ca', 'caFile']) : null;
    const allowed = 'a pool address such as "stratum+tcp://pool.example:3333"';
    const urlNode = group ? group.required('url', allowed) : item;
    const url = readText(urlNode, { allowed, maxLength: 255 });
    checkPoolUrl(urlNode, url);
    const first = seen.get(url);
    if (first) throw unfit(urlNode, `an address that ${first.path} does not have already`);
    seen.set(url, item);
    const ca = group && readCertificate(group, context);
    return ca === null ? { url } : { url, ca };
  });
}

function checkPoolUrl(node: FieldNode, url: string): void {
  // Such an address may hold a password, so the parser's sentence, which repeats it, is not used.
  if (url.includes('@'))
    throw new FieldError(
      node,
      'an address with a user name or password stands here; allowed is one without, since they have fields of their own',
    );
  readWith(node, () => parsePoolUrl(url));
}

function readCertificate(group: GroupReader, context: FarmFileContext): string | null {
  const inline = group.optional('ca');
  const file = group.optional('caFile');
  if (inline && file) throw new FieldError(file, 'both ca and caFile stand here; allowed is one of them');
  const node = inline ?? file;
  if (!node) return null;
  const value = node.shape.kind === 'scalar' ? node.shape.value : null;
  const pem = file ? readNamedFile(file, context) : value;
  if (
    typeof pem !== 'string' ||
    pem.length > MAX_CERTIFICATE_CHARACTERS ||
    !/-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/.test(pem)
  )
    throw new FieldError(
      node,
      `${file ? `the file ${describeFound(node)} holds no certificate` : 'no certificate stands here'}; allowed is one in PEM form (-----BEGIN CERTIFICATE-----)`,
    );
  return pem;
}

function readPassword(group: GroupReader, context: FarmFileContext): string {
  const names = ['password', 'passwordEnv', 'passwordFile'] as const;
  const [name, second] = names.filter((candidate) => group.optional(candidate));
  if (name === undefined) return DEFAULT_PASSWORD;
  if (second !== undefined)
    throw new FieldError(
      group.required(second, ''),
      `both ${name} and ${second} stand here; allowed is one of them`,
    );
  const node = group.required(name, '');
  const rule = { allowed: 'a password', maxLength: 256, secret: true, mayBeEmpty: true };
  switch (name) {
    case 'password':
      return readText(node, rule);
    case 'passwordEnv':
      return readText(secretNode(node, readVariable(node, context)), rule);
    case 'passwordFile':
      return readText(secretNode(node, readNamedFile(node, context).replace(/\r?\n$/, '')), rule);
  }
}

function secretNode(place: FieldNode, value: string): FieldNode {
  return { ...place, shape: { kind: 'scalar', value } };
}

function readVariable(node: FieldNode, context: FarmFileContext): string {
  const variable = readText(node, { allowed: 'the name of an environment variable', maxLength: 128 });
  refuseRemote(node, context.env);
  const value = context.env?.[variable];
  if (value === undefined)
    throw unfit(node, 'the name of an environment variable that is set, which this one is not');
  return value;
}

function readNamedFile(node: FieldNode, context: FarmFileContext): string {
  const path = readText(node, { allowed: 'the path of a file', maxLength: 1024 });
  const { readFile } = context;
  if (!readFile) return refuseRemote(node, null) as never;
  try {
    return readFile(path);
  } catch (error) {
    throw new FieldError(
      node,
      `${describeFound(node)} stands here and cannot be read (${error instanceof Error ? error.message : 'no reason given'}); allowed is the path of a readable file`,
    );
  }
}

function refuseRemote(node: FieldNode, source: object | null): void {
  if (source === null)
    throw new FieldError(
      node,
      `${describeFound(node)} stands here, but a farm file that comes over the network may not use this machine's files or environment; allowed is the value itself`,
    );
}
