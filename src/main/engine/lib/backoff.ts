/** Exponential backoff: 1 s, 2 s, 4 s … 60 s by default, each shortened by up to a third at random. */
export function backoffMs(
  attempt: number,
  options: { firstMs?: number; maxMs?: number; random?: () => number } = {},
): number {
  const { firstMs = 1000, maxMs = 60_000, random = Math.random } = options;
  const fullMs = Math.min(firstMs * 2 ** Math.min(Math.max(attempt - 1, 0), 30), maxMs);
  return fullMs * (1 - random() / 3);
}
