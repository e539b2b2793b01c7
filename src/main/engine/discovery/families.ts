/**
 * Firmware families by their markers. 'cgminer-unknown' speaks the cgminer API without a known marker;
 * 'unknown' is most likely no miner at all.
 */
export type MinerFamily =
  | 'antminer-stock'
  | 'asicseer'
  | 'auradine'
  | 'avalon'
  | 'bitaxe'
  | 'blackminer'
  | 'braiins-os'
  | 'elphapex'
  | 'epic'
  | 'futurebit'
  | 'goldshell'
  | 'hammer'
  | 'hiveon'
  | 'iceriver'
  | 'innosilicon'
  | 'luxos'
  | 'mara'
  | 'mskminer'
  | 'nerdqaxe'
  | 'proto'
  | 'sealminer'
  | 'strongu'
  | 'vnish'
  | 'volcminer'
  | 'whatsminer'
  | 'cgminer-unknown'
  | 'unknown';
