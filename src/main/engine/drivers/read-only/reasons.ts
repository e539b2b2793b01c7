import type { MinerFamily } from '#engine/discovery/families.ts';

/** Families whose pools are only read. */
export type ReadOnlyFamily = Exclude<
  MinerFamily,
  | 'antminer-stock'
  | 'asicseer'
  | 'avalon'
  | 'bitaxe'
  | 'braiins-os'
  | 'cgminer-unknown'
  | 'elphapex'
  | 'hiveon'
  | 'luxos'
  | 'mskminer'
  | 'nerdqaxe'
  | 'vnish'
  | 'whatsminer'
>;

/** Why, in one sentence each. */
export const REASONS: Record<ReadOnlyFamily, string> = {
  auradine:
    'Auradine miners may accept only pools on a list of their own, so their pools are read but not written: set them in FluxOS.',
  blackminer:
    'A BlackMiner changes its algorithm together with its pools, so they are read but not written: set them on its own page.',
  epic: 'Pools of ePIC firmware are read but not written, because it changes worker names by itself: set them on its own page.',
  futurebit:
    'FutureBit miners bring a node and a pool of their own, so their pools are set on their own page.',
  goldshell: 'Goldshell miners do not work on SHA-256d: their pools are left alone.',
  hammer: 'Hammer miners work on Scrypt, which this program does not serve: their pools are left alone.',
  iceriver: 'IceRiver miners do not work on SHA-256d: their pools are left alone.',
  innosilicon:
    'Innosilicon miners are read but their pools are not written, because their models of different algorithms look alike: set them on their own page.',
  mara: 'MARA firmware is managed from its own system, so its pools are read but not written: set them there.',
  proto:
    'Proto miners are managed by their own fleet program, so their pools are not written: set them there.',
  sealminer:
    'SealMiner pools are read but not written: they take effect after a restart that we could not check; set them on its own page.',
  strongu: 'StrongU miners are read but their pools are not written: set them on their own page.',
  volcminer:
    'VolcMiner machines work on Scrypt, which this program does not serve: their pools are left alone.',
  unknown: 'Nothing says that this is a miner, so nothing is written to it.',
};
