import type {
  AccountInput,
  AccountSettings,
  EndpointInput,
  QuotaSpec,
  UpstreamMode,
} from '#shared/model/account.ts';
import { parseHashrate, parseQuota, type Quota } from '#shared/model/quota.ts';

import { t } from '../../i18n/t.ts';
import { accountMessages as m } from './messages.ts';

export type QuotaKind = 'hashrate' | 'work' | 'share';

/** What stands in the dialog's fields. */
export interface AccountForm {
  name: string;
  pools: readonly (EndpointInput & { key: number })[];
  worker: string;
  password: string;
  overflow: boolean;
  quotaKind: QuotaKind;
  quotaText: string;
  carryOver: boolean;
  upstream: UpstreamMode;
  /** Hashrates; empty = no limit. */
  minRate: string;
  maxRate: string;
}

/** A sentence per field that needs one; `pools` by index. */
export interface FormErrors {
  name?: string;
  pools: readonly (string | undefined)[];
  worker?: string;
  quota?: string;
  minRate?: string;
  maxRate?: string;
}

const MAX_NAME = 64;

/** An empty form, or one filled from an account. The password never comes out of the engine. */
export function formOf(settings: AccountSettings | null): AccountForm {
  const quota = settings?.quota ?? null;
  const pools: readonly EndpointInput[] = settings?.pools ?? [{ url: '' }];
  const [quotaKind, quotaText] = quota === null ? (['hashrate', ''] as const) : quotaFields(quota);
  return {
    name: settings?.name ?? '',
    pools: pools.map(({ url, ca }, key) => ({
      key,
      url,
      ...(ca === undefined ? {} : { ca }),
    })),
    worker: settings?.worker ?? '',
    password: '',
    overflow: settings?.overflow ?? false,
    quotaKind,
    quotaText,
    carryOver: settings?.carryOver ?? false,
    upstream: settings?.upstream ?? 'aggregated',
    minRate: settings?.minRate ?? '',
    maxRate: settings?.maxRate ?? '',
  };
}

function quotaFields(quota: QuotaSpec): readonly [QuotaKind, string] {
  if ('hashrate' in quota) return ['hashrate', quota.hashrate];
  if ('share' in quota) return ['share', quota.share];
  return ['work', String(quota.work)];
}

/** The quota as the engine takes it; a bare number is work. */
function quotaSpecOf({ quotaKind, quotaText }: Pick<AccountForm, 'quotaKind' | 'quotaText'>): QuotaSpec {
  const text = quotaText.trim();
  switch (quotaKind) {
    case 'hashrate':
      return { hashrate: text };
    case 'share':
      return { share: /^[\d.]+$/.test(text) ? `${text} %` : text };
    case 'work':
      return { work: text };
  }
}

/** What the quota field means, or null while it means nothing. */
export function readQuota(form: Pick<AccountForm, 'quotaKind' | 'quotaText'>): Quota | null {
  try {
    return parseQuota(quotaSpecOf(form));
  } catch {
    return null;
  }
}

/** The form as the engine takes it. */
export function inputOf(form: AccountForm): AccountInput {
  return {
    name: form.name.trim(),
    pools: form.pools.map(({ url, ca }) => ({ url: url.trim(), ...(ca === undefined ? {} : { ca }) })),
    worker: form.worker.trim(),
    ...(form.password === '' ? {} : { password: form.password }),
    quota: form.overflow ? null : quotaSpecOf(form),
    overflow: form.overflow,
    carryOver: !form.overflow && form.carryOver,
    upstream: form.upstream,
    minRate: rateOf(form, form.minRate),
    maxRate: rateOf(form, form.maxRate),
  };
}

/** A limit as the engine takes it; null = none. The overflow account takes what is left and has no limits. */
function rateOf(form: AccountForm, text: string): string | null {
  return form.overflow || text.trim() === '' ? null : text.trim();
}

/** What is wrong with the least and the most hashrate. */
function rateErrors(form: AccountForm): Pick<FormErrors, 'minRate' | 'maxRate'> {
  if (form.overflow) return {};
  const [min, max] = [form.minRate, form.maxRate].map((text) =>
    text.trim() === '' ? undefined : parseHashrate(text),
  );
  return {
    ...(min === null ? { minRate: t(m.badHashrate) } : {}),
    ...(max === null ? { maxRate: t(m.badHashrate) } : {}),
    ...(min && max && min > max ? { maxRate: t(m.maxBelowMin) } : {}),
  };
}

/** What is wrong with one pool address; undefined when nothing is. */
export function urlError(url: string, others: readonly string[]): string | undefined {
  const text = url.trim();
  if (text === '') return t(m.needUrl);
  const [, host, port] =
    /^stratum\+(?:tcp|ssl):\/\/(\[[0-9a-f:.]+\]|[^\s/:@?#[\]]+)(?::(\d{1,5}))?\/?$/i.exec(text) ?? [];
  if (host === undefined) return t(m.badUrl);
  if (port === undefined) return t(m.needPort, { url: text.replace(/\/$/, '') });
  if (Number(port) < 1 || Number(port) > 65_535) return t(m.badUrl);
  return others.some((other) => other.trim() === text) ? t(m.twiceUrl) : undefined;
}

function quotaError(form: AccountForm): string | undefined {
  if (form.overflow || readQuota(form)) return undefined;
  if (form.quotaText.trim() === '') return t(m.needQuota);
  return t({ hashrate: m.badHashrate, work: m.badWork, share: m.badShare }[form.quotaKind]);
}

function nameError(name: string, takenNames: readonly string[]): string | undefined {
  if (name === '') return t(m.needName);
  if (name.length > MAX_NAME) return t(m.longName);
  return takenNames.includes(name) ? t(m.nameTaken) : undefined;
}

/** Everything wrong with the form, in sentences. */
export function validateForm(form: AccountForm, takenNames: readonly string[]): FormErrors {
  const name = nameError(form.name.trim(), takenNames);
  const quota = quotaError(form);
  return {
    pools: form.pools.map((pool, index) =>
      urlError(
        pool.url,
        form.pools.slice(0, index).map((other) => other.url),
      ),
    ),
    ...(name === undefined ? {} : { name }),
    ...(form.worker.trim() === '' ? { worker: t(m.needWorker) } : {}),
    ...(quota === undefined ? {} : { quota }),
    ...rateErrors(form),
  };
}

export function hasErrors(errors: FormErrors): boolean {
  const { pools, ...fields } = errors;
  return [...pools, ...Object.values(fields)].some((error) => error !== undefined);
}

/** The list with the item at `index` moved by `step` places, within its ends. */
export function moved<T>(items: readonly T[], index: number, step: number): T[] {
  const target = index + step;
  const item = items[index];
  if (item === undefined || target < 0 || target >= items.length) return [...items];
  const rest = items.toSpliced(index, 1);
  return rest.toSpliced(target, 0, item);
}
