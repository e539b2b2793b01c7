/** Firmware whose manners a CPU miner takes on. */
export type ProfileName =
  'bitaxe' | 'antminer' | 'cgminer' | 'five-params' | 'whatsminer' | 'nerdminer' | 'nerdqaxe';

export type HandshakeStep =
  'configure' | 'subscribe' | 'authorize' | 'suggest_difficulty' | 'extranonce.subscribe';

/** How a firmware talks and rolls. Facts from the firmware's source, or from decompiled stock firmware. */
export interface MinerProfile {
  userAgent: string;
  /** Steps sent together; the next group goes out when all of this one are answered. */
  handshake: readonly (readonly HandshakeStep[])[];
  /** Mask asked for in configure; null = never rolls, submits five parameters. */
  versionMask: number | null;
  /**
   * What the sixth parameter is computed against: the version of the job mined (XOR), or, as stock
   * Antminers do, the version of the latest notify, which after a change gives bits outside the mask.
   */
  versionBits: 'job' | 'latest-notify';
  /** When extranonce2 starts over. `never` = a 32-bit counter that is only ever raised. */
  extranonce2Restarts: 'every-notify' | 'clean' | 'new-job-id' | 'never';
  /** When a notify without clean_jobs is taken: at once, or when the present piece of work is done. */
  takesJob: 'at-once' | 'next-tick';
  takesSetExtranonce: boolean;
  /** Puts `params` before `id` and `method` in a submit. */
  paramsFirst: boolean;
  /** While authorising, any line that is no known notification is taken as the answer. */
  anyLineAnswersAuthorize: boolean;
  /** Sends `"ttl":2` with authorize. */
  authorizeTtl: boolean;
  /** Ignores a notify whose job id is among this many last ones (cleared by clean_jobs); 0 = ignores none. */
  remembersJobIds: number;
  /** Sizes of extranonce2 it can work with. */
  extranonce2Sizes: { min: number; max: number; only?: readonly number[] };
}

const PLAIN: MinerProfile = {
  userAgent: 'cgminer/4.11.1',
  handshake: [['subscribe'], ['authorize']],
  versionMask: null,
  versionBits: 'job',
  extranonce2Restarts: 'clean',
  takesJob: 'at-once',
  takesSetExtranonce: false,
  paramsFirst: false,
  anyLineAnswersAuthorize: false,
  authorizeTtl: false,
  remembersJobIds: 0,
  extranonce2Sizes: { min: 2, max: 16 },
};

export const MINER_PROFILES: Record<ProfileName, MinerProfile> = {
  bitaxe: {
    ...PLAIN,
    userAgent: 'bitaxe/BM1370/v2.9.0',
    handshake: [
      ['configure', 'subscribe', 'authorize'],
      ['suggest_difficulty', 'extranonce.subscribe'],
    ],
    versionMask: 0xffffffff,
    extranonce2Restarts: 'every-notify',
    takesJob: 'next-tick',
    takesSetExtranonce: true,
    remembersJobIds: 16,
    extranonce2Sizes: { min: 1, max: 32 },
  },
  antminer: {
    ...PLAIN,
    userAgent: 'Antminer S19/Fri Apr 01 12:00:00 CST 2022',
    handshake: [['subscribe'], ['authorize'], ['suggest_difficulty', 'configure']],
    versionMask: 0x00c00000,
    versionBits: 'latest-notify',
    takesSetExtranonce: true,
    paramsFirst: true,
    anyLineAnswersAuthorize: true,
    extranonce2Sizes: { min: 2, max: 8 },
  },
  cgminer: { ...PLAIN, paramsFirst: true, anyLineAnswersAuthorize: true },
  'five-params': {
    ...PLAIN,
    userAgent: 'cpuminer/2.5.1',
    extranonce2Restarts: 'new-job-id',
    extranonce2Sizes: { min: 1, max: 100 },
  },
  whatsminer: {
    ...PLAIN,
    userAgent: 'whatsminer/v1.4',
    handshake: [['subscribe'], ['authorize'], ['suggest_difficulty']],
    authorizeTtl: true,
    extranonce2Sizes: { min: 2, max: 8 },
  },
  nerdminer: {
    ...PLAIN,
    userAgent: 'NerdMinerV2/V1.7.0',
    handshake: [['subscribe'], ['authorize', 'suggest_difficulty']],
    extranonce2Restarts: 'every-notify',
    extranonce2Sizes: { min: 2, max: 8, only: [2, 4, 8] },
  },
  nerdqaxe: {
    ...PLAIN,
    userAgent: 'NerdQAxe++/BM1370/v1.0.36',
    handshake: [
      ['configure', 'subscribe', 'authorize'],
      ['suggest_difficulty', 'extranonce.subscribe'],
    ],
    versionMask: 0xffffffff,
    extranonce2Restarts: 'never',
    takesSetExtranonce: true,
    extranonce2Sizes: { min: 2, max: 32 },
  },
};
