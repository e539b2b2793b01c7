import { X509Certificate } from 'node:crypto';

import { AppError } from '#shared/errors.ts';
import type { AccountInput, QuotaSpec, UpstreamMode } from '#shared/model/account.ts';
import { checkQuotas, parseQuota, parseRates } from '#shared/model/quota.ts';
import { formatPoolUrl, parsePoolUrl } from '#shared/pool-url.ts';

/** An account's settings after checking: addresses in their one spelling, text trimmed. */
export interface AccountDraft {
  name: string;
  endpoints: { url: string; ca: string | null }[];
  worker: string;
  /** Undefined = as it was. */
  password: string | undefined;
  quota: QuotaSpec | null;
  overflow: boolean;
  carryOver: boolean;
  upstream: UpstreamMode;
  /** As written; null = no limit. Undefined = as it was. */
  minRate: string | null | undefined;
  maxRate: string | null | undefined;
}

const MAX_NAME_LENGTH = 64;
const MAX_WORKER_LENGTH = 128;
const MAX_ENDPOINTS = 16;

/** Checks one account by itself; throws `AppError` with a sentence that names the field. */
export function draftFrom(input: AccountInput): AccountDraft {
  const name = checkText('name', input.name, MAX_NAME_LENGTH);
  const worker = checkText('worker', input.worker, MAX_WORKER_LENGTH);
  if (input.overflow && input.quota !== null) {
    throw bad('quota', `of ${name} must be absent, because it is the overflow account`);
  }
  if (!input.overflow && input.quota === null) {
    throw bad('quota', `of ${name} is missing; only the overflow account has none`);
  }
  if (/[\p{Cc}\p{Cs}]/u.test(input.password ?? ''))
    throw bad('password', 'holds a line break or a control character');
  if (input.quota !== null) parseQuota(input.quota);
  checkRates(input);
  return {
    name,
    endpoints: checkEndpoints(input.pools),
    worker,
    password: input.password,
    quota: input.quota,
    overflow: input.overflow,
    carryOver: input.carryOver,
    upstream: input.upstream,
    minRate: input.minRate?.trim() ?? input.minRate,
    maxRate: input.maxRate?.trim() ?? input.maxRate,
  };
}

function checkRates({ name, overflow, minRate = null, maxRate = null }: AccountInput): void {
  const field = minRate === null ? 'maxRate' : 'minRate';
  if (overflow && (minRate ?? maxRate) !== null) {
    throw bad(field, `of ${name} must be absent, because it is the overflow account`);
  }
  parseRates({ minRate, maxRate });
}

/** Checks accounts against each other; throws `AppError`. `isEndless` = the round never ends. */
export function checkTogether(
  accounts: readonly { name: string; overflow: boolean; quota: QuotaSpec | null }[],
  isEndless: boolean,
): void {
  const names = new Set<string>();
  for (const { name } of accounts) {
    if (names.has(name)) throw new AppError('CONFLICT', `name is "${name}"; another account has it already.`);
    names.add(name);
  }
  const overflow = accounts.filter((account) => account.overflow);
  if (overflow.length > 1) {
    const both = overflow.map(({ name }) => name).join(' and ');
    throw new AppError(
      'CONFLICT',
      `overflow is true for ${both}; at most one account can be the overflow account.`,
    );
  }
  const quotas = accounts.flatMap(({ name, quota }) =>
    quota === null ? [] : [{ accountName: name, quota: parseQuota(quota) }],
  );
  checkQuotas(quotas, isEndless);
}

function checkEndpoints(pools: AccountInput['pools']): AccountDraft['endpoints'] {
  if (pools.length === 0 || pools.length > MAX_ENDPOINTS) {
    throw bad('pools', `has ${pools.length} addresses; 1 to ${MAX_ENDPOINTS} are allowed`);
  }
  const endpoints: AccountDraft['endpoints'] = [];
  for (const [index, { url, ca }] of pools.entries()) {
    const address = checkUrl(`pools[${index}]`, url);
    if (endpoints.some((other) => other.url === address)) {
      throw bad(`pools[${index}]`, `is ${address} again; each address may stand once`);
    }
    if (ca !== undefined) checkCertificate(`pools[${index}].ca`, ca);
    endpoints.push({ url: address, ca: ca ?? null });
  }
  return endpoints;
}

function checkUrl(field: string, url: string): string {
  // The parser's sentence repeats the address, which may hold a password here.
  if (url.includes('@')) {
    throw bad(field, 'holds a user name or password; they have fields of their own');
  }
  try {
    return formatPoolUrl(parsePoolUrl(url));
  } catch (error) {
    if (error instanceof AppError)
      throw new AppError(error.code, `${field}: ${error.message}`, { cause: error });
    throw error;
  }
}

function checkCertificate(field: string, pem: string): void {
  try {
    new X509Certificate(pem);
  } catch (error) {
    throw new AppError(
      'BAD_INPUT',
      `${field} is not a certificate; paste one in PEM form (-----BEGIN CERTIFICATE-----).`,
      {
        cause: error,
      },
    );
  }
}

function checkText(field: string, text: string, maxLength: number): string {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > maxLength) {
    throw bad(field, `has ${trimmed.length} characters; 1 to ${maxLength} are allowed`);
  }
  if (/\p{Cc}/u.test(trimmed)) throw bad(field, 'holds a control character; use printable characters');
  return trimmed;
}

function bad(field: string, problem: string): AppError {
  return new AppError('BAD_INPUT', `${field} ${problem}.`);
}
