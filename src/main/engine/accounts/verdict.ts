/** Whether an account is up to standard, and since when (ms since 1970; null while it is not). */
export interface Verdict {
  upToStandard: boolean;
  upToStandardAtMs: number | null;
}

export const NOT_UP_TO_STANDARD: Verdict = { upToStandard: false, upToStandardAtMs: null };

/**
 * Up to standard is who has been credited the target, by credited work alone. Without a target there is
 * nothing to be up to. Returns `previous` itself when the verdict is the same.
 */
export function judge(
  { creditedWork, targetWork }: { creditedWork: number; targetWork: number | null },
  previous: Verdict,
  nowMs: number,
): Verdict {
  const upToStandard = targetWork !== null && creditedWork >= targetWork;
  if (upToStandard === previous.upToStandard) return previous;
  return { upToStandard, upToStandardAtMs: upToStandard ? nowMs : null };
}

/** What a verdict rests on, in one sentence; work in difficulty-1 shares, every digit. */
export function evidenceFor(facts: {
  roundId: string;
  creditedWork: number;
  targetWork: number;
  carriedWork: number;
  acceptedShares: number;
  pendingShares: number;
}): string {
  const { roundId, creditedWork, targetWork, carriedWork, acceptedShares, pendingShares } = facts;
  const carried = carriedWork === 0 ? '' : ` (${carriedWork} of it carried over)`;
  return (
    `In round ${roundId} the pool has accepted ${acceptedShares} shares worth ${creditedWork} ` +
    `of a target of ${targetWork}${carried}; ${pendingShares} were not answered yet.`
  );
}
