const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Bytes in SI units, three digits at most, rounded down: `980 MB`, `1 GB`. */
export function formatBytes(bytes: number): string {
  let value = Math.max(bytes, 0);
  let index = 0;
  while (value >= 1000 && index < UNITS.length - 1) {
    value /= 1000;
    index += 1;
  }
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${Math.floor(value * 10 ** digits) / 10 ** digits} ${UNITS[index]}`;
}
