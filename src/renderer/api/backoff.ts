const FIRST_MS = 500;
const LIMIT_MS = 15_000;

/**
 * Wait before attempt number `attempt` (0 = the first one after a loss): doubling from 0.5 s to 15 s,
 * of which a random half is cut, so that many windows do not come back at one moment.
 */
export function reconnectDelayMs(attempt: number, random: number): number {
  const full = Math.min(FIRST_MS * 2 ** Math.min(attempt, 30), LIMIT_MS);
  return full / 2 + (full / 2) * random;
}
