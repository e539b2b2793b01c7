/** A part as a percentage with two significant digits: `0.34 %`, `12 %`. */
export function formatPercent(part: number): string {
  return `${Number((part * 100).toPrecision(2))} %`;
}
