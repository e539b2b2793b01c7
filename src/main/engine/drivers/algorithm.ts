import type { MinerFamily } from '#engine/discovery/families.ts';
import type { MinerReading } from '#engine/discovery/miner-reading.ts';
import type { MachineAlgorithm } from '#shared/model/machine.ts';

/** Families whose every machine has one algorithm, by their makers' own product lists. */
const BY_FAMILY: Partial<Record<MinerFamily, MachineAlgorithm>> = {
  auradine: 'sha256d',
  avalon: 'sha256d',
  bitaxe: 'sha256d',
  nerdqaxe: 'sha256d',
  sealminer: 'sha256d',
  proto: 'sha256d',
  futurebit: 'sha256d',
  elphapex: 'other',
  goldshell: 'other',
  hammer: 'other',
  iceriver: 'other',
  volcminer: 'other',
};

/**
 * Bitmain's names after `Antminer`, in the order in which they are tried. SHA-256d: everything from S1
 * to S23 and T9 to T21, R4, V9. All its other letters are other algorithms: L Scrypt, D X11, K Kadena/Kaspa, Z Equihash,
 * E Ethash, B, X, HS, KA, KS, AL, DR, DG.
 */
const ANTMINER: readonly (readonly [RegExp, MachineAlgorithm])[] = [
  [/^[ST]\d{1,2}(?![0-9])/, 'sha256d'],
  [/^(?:R4|V9)(?![0-9])/, 'sha256d'],
  [
    /^(?:L[3579]|L11|D[3579]|K[57]|Z[9]|Z1[15]|E[39]|E11|B[37]|X[35]|HS\d|KA\d|KS\d|AL\d|DR\d|DG\d|A3)(?![0-9])/,
    'other',
  ],
];

/** MicroBT: M and a number are SHA-256d; D and a number are not. */
const WHATSMINER: readonly (readonly [RegExp, MachineAlgorithm])[] = [
  [/^M\d{1,2}(?![0-9])/, 'sha256d'],
  [/^D\d/, 'other'],
];

const OF_ANY_MAKER: ReadonlySet<MinerFamily> = new Set([
  'blackminer',
  'cgminer-unknown',
  'innosilicon',
  'strongu',
  'unknown',
]);

/** Makers whose models stand in firmware of others. */
const ELSEWHERE: readonly (readonly [RegExp, MachineAlgorithm])[] = [
  [/\bAVALON/, 'sha256d'],
  [/\b(?:BITAXE|NERD\w*AXE)/, 'sha256d'],
  [/\bBRAIINS MINI MINER|\bBMM[ -]?10[01]/, 'sha256d'],
  [/\bSEALMINER\b/, 'sha256d'],
  [/\bSTU-U8\b/, 'sha256d'],
  [/\bDRAGONMINT T1\b|\bINNOSILICON T[23]/, 'sha256d'],
  [/\bGOLDSHELL\b|\bICERIVER\b|\bELPHAPEX\b|\bJASMINER\b|\bHAMMER\b|\bVOLCMINER\b/, 'other'],
];

/**
 * What a machine computes, from its family, its own word (`reading.algorithm`) or its model; `unknown` where none
 * tells, which callers treat like `other`: a miner of another algorithm would send nothing but rejected shares.
 */
export function algorithmOf(
  family: MinerFamily,
  model: string | null,
  reading?: Pick<MinerReading, 'model' | 'algorithm'>,
): MachineAlgorithm {
  const sure = BY_FAMILY[family] ?? reading?.algorithm;
  if (sure !== undefined) return sure;
  for (const name of [model, reading?.model ?? null]) {
    const found = name === null ? 'unknown' : fromModel(family, name);
    if (found !== 'unknown') return found;
  }
  return 'unknown';
}

function fromModel(family: MinerFamily, model: string): MachineAlgorithm {
  const name = model.trim().toUpperCase();
  const elsewhere = lookUp(ELSEWHERE, name);
  if (elsewhere !== 'unknown') return elsewhere;
  if (family === 'whatsminer' || name.startsWith('WHATSMINER'))
    return lookUp(WHATSMINER, name.replace(/^WHATSMINER[\s_-]*/, ''));
  // Names like S9 mean an Antminer only in firmware that is made for Antminers.
  if (OF_ANY_MAKER.has(family) && !name.includes('ANTMINER')) return 'unknown';
  return lookUp(ANTMINER, name.replace(/^(?:BITMAIN[\s_-]*)?(?:ANTMINER[\s_-]*)?/, ''));
}

function lookUp(table: readonly (readonly [RegExp, MachineAlgorithm])[], name: string): MachineAlgorithm {
  return table.find(([pattern]) => pattern.test(name))?.[1] ?? 'unknown';
}
