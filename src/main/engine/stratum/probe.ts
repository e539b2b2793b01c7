import { isIP } from 'node:net';

import type { Clock } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';
import { formatDifficulty } from '#shared/format.ts';
import type { ConnectionReport } from '#shared/model/account.ts';

import { formatHex32 } from './hex.ts';
import { LIMITS } from './limits.ts';
import { PoolClient } from './pool-client.ts';
import type { PoolClientOptions, PoolClosed, PoolProgress } from './pool-types.ts';

/** What to try: an address and a login. */
export type ProbeOptions = Pick<
  PoolClientOptions,
  'endpoint' | 'worker' | 'password' | 'userAgent' | 'timeouts'
> & {
  /** For the whole test; 20 s unless given. */
  limitMs?: number | undefined;
};

type StepKey = PoolProgress['step'] | 'job';

const STEP_NAMES: Record<StepKey, string> = {
  lookup: 'Find the address',
  connect: 'Connect',
  encrypt: 'Encrypt',
  configure: 'Version rolling',
  subscribe: 'Subscribe',
  authorize: 'Log in',
  job: 'First job',
};

/** Bytes of extranonce2 below which a miner cannot be moved to a pool without its noticing (k + m = 4). */
const SEAMLESS_EXTRANONCE2_BYTES = 4;

type Ending =
  { kind: 'job' } | { kind: 'closed'; closed: PoolClosed } | { kind: 'late' } | { kind: 'cancelled' };

/**
 * Tries a pool as an account would, up to its first job, and tells each step in words for a farm owner.
 * Never throws for what the pool does; an aborted `signal` gives a report that says so.
 */
export async function probePool(
  deps: { clock: Clock; log: Log },
  options: ProbeOptions,
  signal?: AbortSignal,
): Promise<ConnectionReport> {
  const probe = new Probe(deps, options);
  const limitMs = options.limitMs ?? LIMITS.probeTimeoutMs;
  const stop = new AbortController();
  const cancelTimer = deps.clock.after(limitMs, () => stop.abort('late'));
  const onAbort = (): void => stop.abort('cancelled');
  signal?.addEventListener('abort', onAbort);
  if (signal?.aborted) onAbort();
  try {
    let ending = await probe.attempt(stop.signal, false);
    if (ending.kind === 'closed' && hungUpOnConfigure(ending.closed)) {
      probe.pass('configure', 'the pool hangs up when asked for version rolling: tried again without');
      ending = await probe.attempt(stop.signal, true);
    }
    return probe.report(ending, limitMs);
  } finally {
    cancelTimer();
    signal?.removeEventListener('abort', onAbort);
  }
}

function hungUpOnConfigure(closed: PoolClosed): boolean {
  return (
    closed.phase === 'configure' && (closed.code === 'CLOSED_BY_POOL' || closed.code === 'CONNECTION_LOST')
  );
}

class Probe {
  readonly #deps: { clock: Clock; log: Log };
  readonly #options: ProbeOptions;
  readonly #steps: ConnectionReport['steps'] = [];
  readonly #passed = new Set<StepKey>();
  #client: PoolClient | null = null;
  #stepStartedMs: number;

  constructor(deps: { clock: Clock; log: Log }, options: ProbeOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#stepStartedMs = deps.clock.monotonicMs();
  }

  /** One connection, up to its first job or its end. */
  attempt(stop: AbortSignal, skipConfigure: boolean): Promise<Ending> {
    const client = new PoolClient(this.#deps, { ...this.#options, skipConfigure });
    this.#client = client;
    return new Promise((resolve) => {
      const finish = (ending: Ending): void => {
        stop.removeEventListener('abort', onStop);
        resolve(ending);
        client.close('the test is over');
      };
      const onStop = (): void => finish({ kind: stop.reason === 'late' ? 'late' : 'cancelled' });
      const onProgress = (): void => {
        if (client.phase !== 'ready' || !client.currentJob) return;
        this.pass('job', `a job at difficulty ${formatDifficulty(client.difficulty)}`);
        finish({ kind: 'job' });
      };
      stop.addEventListener('abort', onStop);
      client.progressed.on(({ step, detail }) => this.pass(step, detail));
      client.ready.on(onProgress);
      client.job.on(onProgress);
      client.closed.on((closed) => finish({ kind: 'closed', closed }));
      if (stop.aborted) onStop();
      else client.start();
    });
  }

  /** A step that worked; a second attempt does not tell what the first has told. */
  pass(step: StepKey, detail: string): void {
    if (!this.#passed.has(step)) this.#tell(step, true, detail);
    this.#passed.add(step);
  }

  report(ending: Ending, limitMs: number): ConnectionReport {
    const summary = this.#summarise(ending, limitMs);
    const client = this.#client;
    const isSubscribed = this.#passed.has('subscribe') && client !== null;
    return {
      ok: ending.kind === 'job',
      summary,
      steps: this.#steps,
      extranonce1Bytes: isSubscribed ? client.extranonce1.length : null,
      extranonce2Bytes: isSubscribed ? client.extranonce2Size : null,
      versionMask: isSubscribed && client.versionMask !== 0 ? formatHex32(client.versionMask) : null,
      difficulty: isSubscribed && this.#passed.has('job') ? client.difficulty : null,
    };
  }

  #summarise(ending: Ending, limitMs: number): string {
    switch (ending.kind) {
      case 'job':
        return this.#praise();
      case 'cancelled':
        return 'The test was cancelled.';
      case 'late':
        this.#tell(this.#nextStep(), false, `not done after ${limitMs / 1000} s`);
        return this.#passed.has('authorize')
          ? `The login worked, but no job came within ${limitMs / 1000} s.`
          : `The pool was not done with "${STEP_NAMES[this.#nextStep()]}" after ${limitMs / 1000} s.`;
      case 'closed':
        this.#tell(this.#nextStep(), false, ending.closed.reason);
        return sentence(ending.closed.reason);
    }
  }

  #praise(): string {
    const client = this.#client;
    const difficulty = formatDifficulty(client?.difficulty ?? null);
    const works = `Works: logged in as ${this.#options.worker}, first job at difficulty ${difficulty}.`;
    const size = client?.extranonce2Size ?? 0;
    if (size >= SEAMLESS_EXTRANONCE2_BYTES) return works;
    return `${works} The pool leaves only ${size} bytes of extranonce2: miners have to reconnect once to work for it.`;
  }

  /** The first step that has not succeeded: where it ended. */
  #nextStep(): StepKey {
    const { host, scheme } = this.#options.endpoint;
    const order: StepKey[] = [
      ...(isIP(host) ? [] : (['lookup'] as const)),
      'connect',
      ...(scheme === 'ssl' ? (['encrypt'] as const) : []),
      'configure',
      'subscribe',
      'authorize',
      'job',
    ];
    return order.find((step) => !this.#passed.has(step)) ?? 'job';
  }

  #tell(step: StepKey, ok: boolean, detail: string): void {
    const nowMs = this.#deps.clock.monotonicMs();
    this.#steps.push({ name: STEP_NAMES[step], ok, detail, tookMs: Math.round(nowMs - this.#stepStartedMs) });
    this.#stepStartedMs = nowMs;
  }
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(capital) ? capital : `${capital}.`;
}
