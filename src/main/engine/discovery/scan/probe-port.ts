import { connect } from 'node:net';

import type { Clock } from '#engine/lib/clock.ts';

/**
 * What one connect told: `open`; `refused` (nobody listens, but a machine answered); `silent`; or that this
 * PC could not even ask: `no-route` (no way there, or not allowed) and `exhausted` (no sockets or ports left).
 */
export type PortAnswer = 'open' | 'refused' | 'silent' | 'no-route' | 'exhausted' | 'cancelled';

const EXHAUSTED = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EADDRNOTAVAIL', 'EAGAIN']);
const NO_ROUTE = new Set(['ENETUNREACH', 'ENETDOWN', 'EACCES', 'EPERM']);
/**
 * Sooner than this an EHOSTUNREACH is this PC's own (macOS without leave for the local network; no route);
 * later it is the network's word that nobody has the address.
 */
const OWN_ERROR_MS = 50;

interface Probe {
  address: string;
  port: number;
  limitMs: number;
  clock: Clock;
  signal: AbortSignal;
}

/** Connects and hangs up with a reset, which leaves no port in TIME_WAIT. Sends nothing, never throws. */
export function probePort({ address, port, limitMs, clock, signal }: Probe): Promise<PortAnswer> {
  if (signal.aborted) return Promise.resolve('cancelled');
  return new Promise((resolve) => {
    const startedMs = clock.monotonicMs();
    const socket = connect({ host: address, port, family: 4, autoSelectFamily: false });
    const finish = (answer: PortAnswer): void => {
      cancelTimer();
      signal.removeEventListener('abort', onAbort);
      if (answer === 'open') socket.resetAndDestroy();
      else socket.destroy();
      resolve(answer);
    };
    const onAbort = (): void => finish('cancelled');
    const cancelTimer = clock.after(limitMs, () => finish('silent'));
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('connect', () => finish('open'));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      finish(answerOf(error.code ?? '', clock.monotonicMs() - startedMs));
    });
  });
}

/** What an error of a connect after `afterMs` means. */
export function answerOf(code: string, afterMs: number): PortAnswer {
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET') return 'refused';
  if (EXHAUSTED.has(code)) return 'exhausted';
  if (NO_ROUTE.has(code) || (code === 'EHOSTUNREACH' && afterMs < OWN_ERROR_MS)) return 'no-route';
  return 'silent';
}
