import type { MinerFamily } from '#engine/discovery/families.ts';

const NAMES: Record<MinerFamily, string> = {
  'antminer-stock': 'Antminer (stock)',
  asicseer: 'Antminer (asicseer)',
  auradine: 'Auradine',
  avalon: 'Avalon',
  bitaxe: 'Bitaxe (AxeOS)',
  blackminer: 'BlackMiner',
  'braiins-os': 'Braiins OS',
  elphapex: 'Elphapex',
  epic: 'ePIC',
  futurebit: 'FutureBit',
  goldshell: 'Goldshell',
  hammer: 'Hammer',
  hiveon: 'Hiveon',
  iceriver: 'IceRiver',
  innosilicon: 'Innosilicon',
  luxos: 'LuxOS',
  mara: 'MARA firmware',
  mskminer: 'MSKminer',
  nerdqaxe: 'NerdQAxe',
  proto: 'Proto',
  sealminer: 'SealMiner',
  strongu: 'StrongU',
  vnish: 'VNish',
  volcminer: 'VolcMiner',
  whatsminer: 'Whatsminer',
  'cgminer-unknown': 'unknown, cgminer API',
  unknown: 'unknown',
};

/** A family in the owner's words. */
export function familyName(family: MinerFamily): string {
  return NAMES[family];
}
