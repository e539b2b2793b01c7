import type { Clock } from '#engine/lib/clock.ts';

/** Where miners answer. Tests and simulated farms use ports that need no privilege. */
export interface MinerPorts {
  http: number;
  cgminer: number;
  whatsminerV3: number;
}

/** The ports of real miners. */
export const STANDARD_PORTS: MinerPorts = { http: 80, cgminer: 4028, whatsminerV3: 4433 };

/** One miner to talk to. Every call on it is limited in time and bytes and ends when `signal` is aborted. */
export interface MinerHost {
  /** IPv4 address. */
  address: string;
  ports: MinerPorts;
  clock: Clock;
  signal?: AbortSignal;
}

/** A user name and password for a miner's own interface. Never logged, never part of an error's text. */
export interface MinerCredential {
  user: string;
  password: string;
}

/**
 * Why a miner could not be asked or did not do what it was asked:
 * - `unreachable` no route or no answer to the connect, `refused` nothing listens there,
 *   `timeout` connected but silent too long, `closed` hung up before a whole reply, `too-long`, `bad-reply`;
 * - `unauthorized` wrong or missing credential, `locked-out` too many wrong ones: leave it alone;
 * - `forbidden` the miner does not let its settings be changed this way (say what the owner must switch on);
 * - `declined` it understood and said no, with its words;
 * - `unsupported` this family or firmware has no such control;
 * - `cancelled` the caller gave up.
 */
export type MinerTrouble =
  | 'unreachable'
  | 'refused'
  | 'timeout'
  | 'closed'
  | 'too-long'
  | 'bad-reply'
  | 'unauthorized'
  | 'locked-out'
  | 'forbidden'
  | 'declined'
  | 'unsupported'
  | 'cancelled';

/** A failed call to a miner: a word for programs and one sentence for the owner. */
export class MinerError extends Error {
  readonly trouble: MinerTrouble;
  constructor(trouble: MinerTrouble, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MinerError';
    this.trouble = trouble;
  }
}
