import type { AccountView, RoundView } from '#shared/model/snapshot.ts';
import { hashrateFromWork } from '#shared/units.ts';

/** Mean H/s that each account's quota asks for over the round; none for a round without an end. */
export function targetRates(
  accounts: readonly Pick<AccountView, 'id' | 'targetWork'>[],
  { startedAtMs, endsAtMs }: RoundView,
): Map<string, number> {
  if (endsAtMs === null || endsAtMs <= startedAtMs) return new Map();
  const spanMs = endsAtMs - startedAtMs;
  return new Map(
    accounts.flatMap(({ id, targetWork }) =>
      targetWork === null || targetWork <= 0 ? [] : [[id, hashrateFromWork(targetWork, spanMs)]],
    ),
  );
}

/** Rates one above the other in the order of a stack: where each account's area ends if all is as promised. */
export function stackedTargets(
  ids: readonly string[],
  rates: ReadonlyMap<string, number>,
): { id: string; value: number }[] {
  let sum = 0;
  return ids.flatMap((id) => {
    const rate = rates.get(id);
    if (rate === undefined) return [];
    sum += rate;
    return [{ id, value: sum }];
  });
}
