import type { MinerFamily } from '#engine/discovery/families.ts';
import type { MinerCredential } from '#engine/miner-api/miner-host.ts';

/** Logins that makers set at the factory, as open tools and manuals name them. */
const DEFAULTS: Partial<Record<MinerFamily, MinerCredential>> = {
  'antminer-stock': { user: 'root', password: 'root' },
  auradine: { user: 'admin', password: 'admin' },
  avalon: { user: 'root', password: 'root' },
  'braiins-os': { user: 'root', password: '' },
  elphapex: { user: 'root', password: 'root' },
  epic: { user: '', password: 'letmein' },
  futurebit: { user: 'futurebit', password: 'futurebit123' },
  goldshell: { user: 'admin', password: '123456789' },
  hammer: { user: 'root', password: 'root' },
  iceriver: { user: 'admin', password: '12345678' },
  innosilicon: { user: 'admin', password: 'admin' },
  mara: { user: 'root', password: 'root' },
  sealminer: { user: 'seal', password: 'seal' },
  vnish: { user: 'admin', password: 'admin' },
  volcminer: { user: 'root', password: 'ltc@dog' },
  whatsminer: { user: 'admin', password: 'admin' },
};

/**
 * The factory login of a family, for a hint that the owner may accept for one try; nothing here is ever
 * tried by itself, since miners lock out who guesses. Null = none is known.
 */
export function defaultLoginOf(family: MinerFamily): MinerCredential | null {
  return DEFAULTS[family] ?? null;
}
