import type { MinerLink } from '../driver.ts';

/**
 * VNish up to 3.9 on S9-class machines, and 2.x on S17 and T17, has Antminer's old web pages; with REST the
 * versions began anew at 1.x. A 2.x or 3.x version is the sign, or else a model that REST was never made for.
 */
export function isOldWeb({ model, firmware }: Pick<MinerLink, 'model' | 'firmware'>): boolean {
  const words = `${model ?? ''} ${firmware ?? ''}`;
  return /vnish v?[23]\.\d/i.test(words) || /\b(?:S9|T9|L3|D3|R4|S9[ijk]|T9\+|L3\+)(?![\w])/i.test(words);
}

/** Why such a machine is only read. */
export const OLD_WEB_SENTENCE =
  "This is VNish with Antminer's old web pages, whose pools this program does not write. Set the proxy as its first pool on its own page.";
