import { currentLanguage } from '../../i18n/language.ts';

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Bytes in SI units with three digits: `34.1 MB`. */
export function bytesText(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (Number(value.toPrecision(3)) >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const options = unit === 0 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  return `${new Intl.NumberFormat(currentLanguage().locale, options).format(value)}\u00a0${UNITS[unit]}`;
}
