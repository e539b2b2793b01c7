import type { MinerFamily } from '#engine/discovery/families.ts';
import { antminerDriver } from './antminer/antminer-driver.ts';
import { avalonDriver } from './avalon/avalon-driver.ts';
import { axeosDriver } from './axeos/axeos-driver.ts';
import { braiinsOsDriver } from './braiins-os/braiins-os-driver.ts';
import { cgminerDriver } from './cgminer/cgminer-driver.ts';
import type { MinerDriver } from './driver.ts';
import { luxosDriver } from './luxos/luxos-driver.ts';
import { readOnlyDriver } from './read-only/read-only-driver.ts';
import { vnishDriver } from './vnish/vnish-driver.ts';
import { whatsminerDriver } from './whatsminer/whatsminer-driver.ts';

const DRIVERS: Record<MinerFamily, MinerDriver> = {
  'antminer-stock': antminerDriver,
  asicseer: antminerDriver,
  auradine: readOnlyDriver('auradine'),
  avalon: avalonDriver,
  bitaxe: axeosDriver,
  blackminer: readOnlyDriver('blackminer'),
  'braiins-os': braiinsOsDriver,
  elphapex: antminerDriver,
  epic: readOnlyDriver('epic'),
  futurebit: readOnlyDriver('futurebit'),
  goldshell: readOnlyDriver('goldshell'),
  hammer: readOnlyDriver('hammer'),
  hiveon: antminerDriver,
  iceriver: readOnlyDriver('iceriver'),
  innosilicon: readOnlyDriver('innosilicon'),
  luxos: luxosDriver,
  mara: readOnlyDriver('mara'),
  mskminer: antminerDriver,
  nerdqaxe: axeosDriver,
  proto: readOnlyDriver('proto'),
  sealminer: readOnlyDriver('sealminer'),
  strongu: readOnlyDriver('strongu'),
  vnish: vnishDriver,
  volcminer: readOnlyDriver('volcminer'),
  whatsminer: whatsminerDriver,
  'cgminer-unknown': cgminerDriver,
  unknown: readOnlyDriver('unknown'),
};

/** The driver of a family; every family has one, if only to be read. */
export function driverFor(family: MinerFamily): MinerDriver {
  return DRIVERS[family];
}
