import type { MinerFamily } from './families.ts';
import { emptyReading } from './miner-reading.ts';
import type { MinerReading } from './miner-reading.ts';
import { readAntminer } from './read/antminer.ts';
import { readAvalon } from './read/avalon.ts';
import { readAxeOs } from './read/axeos.ts';
import { readBraiinsOs } from './read/braiins-os.ts';
import { readCgminer } from './read/cgminer.ts';
import type { NamedReply } from './read/cgminer.ts';
import { readLuxos } from './read/luxos.ts';
import { readVnish } from './read/vnish.ts';
import { readWhatsminer } from './read/whatsminer.ts';

/**
 * Everything that the parsed replies of one miner say, in the app's units. Give it all replies of one visit:
 * each adds what it knows, and what none says stays null. Never throws.
 */
export function readMiner(family: MinerFamily, replies: readonly NamedReply[]): MinerReading {
  switch (family) {
    case 'antminer-stock':
    case 'asicseer':
    case 'hiveon':
    case 'mskminer':
    case 'elphapex':
      return readAntminer(family, replies);
    case 'whatsminer':
      return readWhatsminer(replies);
    case 'vnish':
      return readVnish(replies);
    case 'bitaxe':
    case 'nerdqaxe':
      return readAxeOs(family, replies);
    case 'braiins-os':
      return readBraiinsOs(replies);
    case 'luxos':
      return readLuxos(replies);
    case 'avalon':
      return readAvalon(replies);
    case 'unknown':
      return emptyReading(family);
    default:
      return readCgminer(family, replies);
  }
}
