import type { RoundView } from '#shared/model/snapshot.ts';
import type { Quota } from '#shared/model/quota.ts';
import { HASHES_PER_DIFFICULTY_1, hashrateFromWork, workFromHashrate } from '#shared/units.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { accountMessages as m } from './messages.ts';

/** What a quota comes to, in sentences with figures: so that a slip of three zeros is seen at once. */
export function quotaMeaning(
  quota: Quota,
  round: RoundView | undefined,
  farmHashrate: number | null,
): string {
  const endsAtMs = round?.endsAtMs ?? null;
  const lengthMs = round && endsAtMs !== null ? endsAtMs - round.startedAtMs : null;
  if (quota.kind === 'share') {
    const hashrate = farmHashrate === null ? null : farmHashrate * quota.fraction;
    return t(m.meansShare, { percent: fmt.percent(quota.fraction), hashrate: fmt.hashrate(hashrate) });
  }
  const isRate = quota.kind === 'hashrate';
  if (isRate && lengthMs === null) return t(m.meansPlain);
  const work = isRate ? workFromHashrate(quota.hashrate, lengthMs ?? 0) : quota.work;
  const average =
    !isRate && lengthMs !== null
      ? t(m.meansHashrate, { hashrate: fmt.hashrate(hashrateFromWork(work, lengthMs)) })
      : '';
  const parts = [t(m.means, { work: fmt.work(work), hashrate: average })];
  if (farmHashrate !== null && farmHashrate > 0) {
    const neededMs = ((work * HASHES_PER_DIFFICULTY_1) / farmHashrate) * 1000;
    parts.push(t(m.meansTime, { duration: fmt.duration(neededMs) }));
  }
  return parts.join(' ');
}
