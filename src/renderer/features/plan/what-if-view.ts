import type { QuotaSpec } from '#shared/model/account.ts';
import type { PlanSettingsInput, WhatIfAnswer, WhatIfInput } from '#shared/model/planning.ts';
import { parseHashrate, parseQuota } from '#shared/model/quota.ts';
import type { FarmSnapshot } from '#shared/model/snapshot.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { planMessages as m } from './messages.ts';

/** What stands in the fields of the panel. */
export interface WhatIfForm {
  /** By account; only what differs from the account's own quota. */
  quotas: Readonly<Record<string, string>>;
  withoutMiners: readonly string[];
  added: string;
}

export const EMPTY_WHAT_IF: WhatIfForm = { quotas: {}, withoutMiners: [], added: '' };

/** A quota as people write it: the unit says which kind it is. Null when it means nothing. */
export function quotaFromText(written: string): QuotaSpec | null {
  const text = written.trim();
  const spec: QuotaSpec = text.endsWith('%')
    ? { share: text }
    : parseHashrate(text) === null
      ? { work: text }
      : { hashrate: text };
  try {
    parseQuota(spec);
    return spec;
  } catch {
    return null;
  }
}

/** The text of a quota, as `quotaFromText` reads it. */
export function quotaText(quota: QuotaSpec | null): string {
  if (quota === null) return '';
  if ('hashrate' in quota) return quota.hashrate;
  return 'share' in quota ? quota.share : String(quota.work);
}

/** A sentence per field that needs one; quotas by account. */
export interface WhatIfErrors {
  added?: string;
  quotas: Readonly<Record<string, string>>;
}

export function whatIfErrors(form: WhatIfForm): WhatIfErrors {
  const wrong = Object.entries(form.quotas).filter(([, text]) => quotaFromText(text) === null);
  const isAddedWrong = form.added.trim() !== '' && parseHashrate(form.added) === null;
  return {
    quotas: Object.fromEntries(wrong.map(([id]) => [id, t(m.badQuota)])),
    ...(isAddedWrong ? { added: t(m.badHashrate) } : {}),
  };
}

/** The question as the engine takes it; null while nothing differs from the farm as it is, or a field is wrong. */
export function questionOf(
  form: WhatIfForm,
  current: PlanSettingsInput,
  chosen: Pick<PlanSettingsInput, 'policy' | 'shortfall'>,
): WhatIfInput | null {
  const errors = whatIfErrors(form);
  if (errors.added !== undefined || Object.keys(errors.quotas).length > 0) return null;
  const quotas = Object.entries(form.quotas).flatMap(([accountId, text]) => {
    const quota = quotaFromText(text);
    return quota ? [{ accountId, quota }] : [];
  });
  const addedHashrate = parseHashrate(form.added);
  const question: WhatIfInput = {
    ...(chosen.policy === current.policy ? {} : { policy: chosen.policy }),
    ...(chosen.shortfall === current.shortfall ? {} : { shortfall: chosen.shortfall }),
    ...(quotas.length === 0 ? {} : { quotas }),
    ...(form.withoutMiners.length === 0 ? {} : { withoutMiners: [...form.withoutMiners] }),
    ...(addedHashrate === null ? {} : { addedHashrate }),
  };
  return Object.keys(question).length === 0 ? null : question;
}

type Outcome = WhatIfAnswer['asItIs']['accounts'][number];

/** One account's line of the answer. */
export interface OutcomeRow {
  id: string;
  name: string;
  before: string;
  after: string;
  difference: string;
  tone: 'better' | 'worse' | 'same';
}

function finishText(outcome: Outcome | undefined, isReached: boolean, nowMs: number): string {
  if (outcome && outcome.finishMs !== null) {
    return fmt.time(outcome.finishMs, { withSeconds: outcome.finishMs - nowMs < 600_000, nowMs });
  }
  if (outcome && outcome.shortfallWork > 0) return t(m.missed, { work: fmt.work(outcome.shortfallWork) });
  return t(isReached ? m.reached : m.noFinish);
}

/** Differences shorter than this are rounding of the look ahead. */
const SAME_MS = 500;

function differenceOf(
  now: Outcome | undefined,
  then: Outcome | undefined,
): Pick<OutcomeRow, 'difference' | 'tone'> {
  const [from, to] = [now?.finishMs ?? null, then?.finishMs ?? null];
  if (from !== null && to !== null) {
    const difference = to - from;
    if (Math.abs(difference) < SAME_MS) return { difference: t(m.equal), tone: 'same' };
    const duration = fmt.duration(Math.abs(difference));
    return difference < 0
      ? { difference: t(m.earlier, { duration }), tone: 'better' }
      : { difference: t(m.later, { duration }), tone: 'worse' };
  }
  const [missedNow, missedThen] = [now?.shortfallWork ?? 0, then?.shortfallWork ?? 0];
  if (missedNow === 0 && missedThen > 0) return { difference: t(m.lost), tone: 'worse' };
  if (missedNow > 0 && missedThen === 0) return { difference: t(m.gained), tone: 'better' };
  return { difference: t(m.equal), tone: 'same' };
}

/** The answer as a table: each account's finish now and then. */
export function outcomeRows(answer: WhatIfAnswer, snapshot: FarmSnapshot, nowMs: number): OutcomeRow[] {
  return snapshot.accounts
    .filter((account) => !account.overflow)
    .map(({ id, name, upToStandard }) => {
      const now = answer.asItIs.accounts.find(({ accountId }) => accountId === id);
      const then = answer.changed.accounts.find(({ accountId }) => accountId === id);
      return {
        id,
        name,
        before: finishText(now, upToStandard, nowMs),
        after: finishText(then, upToStandard, nowMs),
        ...differenceOf(now, then),
      };
    });
}
