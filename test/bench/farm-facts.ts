/**
 * The miners' difficulty: so low that every hash meets it (diff1 / 2^-33 is above 2^256). The load
 * generator need not search, while the engine validates each share in full all the same.
 */
export const FARM_DIFFICULTY = 2 ** -33;

/** Milliseconds of the system's monotonic clock, the same in every process of the machine. */
export function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
