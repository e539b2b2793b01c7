import { formatDuration } from '#shared/format.ts';

import type { MinerFamily } from '#engine/discovery/families.ts';
import type { DriverControls, MinerDriver, MinerLink } from '#engine/drivers/driver.ts';
import type { Clock } from '#engine/lib/clock.ts';
import { type MinerCredential, MinerError, type MinerHost } from '#engine/miner-api/miner-host.ts';

import type { CredentialBook } from './credential-book.ts';
import type { MachineBook } from './machine-book.ts';
import { LEFT_ALONE_MS, leftAloneUntil, machineName, type MachineRecord } from './machine-record.ts';
import { Turnstile } from './turnstile.ts';

export interface MachineAccessDeps {
  book: MachineBook;
  credentials: CredentialBook;
  clock: Clock;
  drivers: (family: MinerFamily) => MinerDriver;
  /** How a machine is reached; `signal` ends its calls. */
  host: (address: string, signal: AbortSignal) => MinerHost;
}

/** `read`: no login is tried at the risk of being locked out, where the machine can be read without. */
export interface AccessOptions {
  purpose?: 'read' | 'write';
  signal?: AbortSignal;
}

interface Try {
  id: number | null;
  credential: () => MinerCredential | null;
}

/** After so many wrong logins in a row a machine is left alone: it might lock its owner out. */
const MAX_WRONG = 2;
/** Machines and the logins they refused: the newest are kept. */
const MAX_REFUSED = 16;
const WITHOUT: Try = { id: null, credential: () => null };

/** The only way to a machine's own interface: with the right login, one caller at a time. */
export class MachineAccess {
  readonly #deps: MachineAccessDeps;
  readonly #turnstile = new Turnstile();

  constructor(deps: MachineAccessDeps) {
    this.#deps = deps;
  }

  /**
   * Runs `action` with each login in turn until one is not refused. Throws what `action` throws, and
   * `MinerError` `locked-out` at once while the machine is left alone. Not to be called from inside an
   * `action` of the same machine: it would wait for itself.
   */
  withCredential<T>(
    machineId: string,
    action: (link: MinerLink) => Promise<T>,
    options: AccessOptions = {},
  ): Promise<T> {
    const { id } = this.#deps.book.need(machineId);
    return this.#turnstile.pass(id, () => this.#run(id, action, options));
  }

  /** The owner entered a login, and it need not wait. Those that were refused stay so until they are entered anew. */
  forgive(machineId: string): void {
    this.#deps.book.update(machineId, { wrongTries: 0, leftAloneUntilMs: null });
  }

  async #run<T>(
    machineId: string,
    action: (link: MinerLink) => Promise<T>,
    { purpose = 'write', signal = new AbortController().signal }: AccessOptions,
  ): Promise<T> {
    const machine = this.#deps.book.need(machineId);
    this.#refuseWhileLeftAlone(machine);
    let refusal: MinerError | null = null;
    // What reads without a login may not have shown it to the machine at all.
    const isProof = purpose === 'write' || this.#needsOf(machine) === 'to-read';
    for (const { id, credential } of this.#tries(machine, purpose)) {
      try {
        const result = await action(this.#link(machine, credential(), signal));
        if (id !== null && isProof) this.#noteWorked(machine, id);
        return result;
      } catch (error) {
        if (!(error instanceof MinerError)) throw error;
        if (error.trouble === 'locked-out') this.#leaveAlone(machine);
        if (error.trouble !== 'unauthorized') throw error;
        refusal ??= error;
        if (id !== null && this.#noteRefused(machine, id)) break;
      }
    }
    throw refusal ?? new MinerError('unauthorized', `${machineName(machine)} asks for a login.`);
  }

  #tries(machine: MachineRecord, purpose: 'read' | 'write'): Try[] {
    const needsCredential = this.#needsOf(machine);
    if (needsCredential === 'never') return [WITHOUT];
    const candidates = this.#deps.credentials.candidatesFor(machine);
    if (purpose === 'write') return candidates.length > 0 ? candidates : [WITHOUT];
    if (needsCredential === 'to-write') {
      // It can be read without: a login that is not known to be right is tried one at a time, half an hour apart.
      const right = candidates.filter(({ id }) => id === machine.workedCredential);
      const next = this.#isCalm(machine) ? candidates.slice(0, 1) : [];
      return [...(right.length > 0 ? right : next), WITHOUT];
    }
    return [...candidates, WITHOUT];
  }

  #needsOf(machine: MachineRecord): DriverControls['needsCredential'] {
    return this.#deps.drivers(machine.family).controls(machine).needsCredential;
  }

  /** No login was refused lately: one more wrong one would not be the second in a row. */
  #isCalm({ wrongTries, refusedCredentials }: MachineRecord): boolean {
    const lastMs = Math.max(...refusedCredentials.map(({ atMs }) => atMs));
    return wrongTries === 0 || Math.abs(this.#deps.clock.nowMs() - lastMs) >= LEFT_ALONE_MS;
  }

  #link(machine: MachineRecord, credential: MinerCredential | null, signal: AbortSignal): MinerLink {
    const { address, family, model, firmware } = machine;
    return { host: this.#deps.host(address, signal), credential, family, model, firmware };
  }

  #refuseWhileLeftAlone(machine: MachineRecord): void {
    if (machine.leftAloneUntilMs === null) return;
    const nowMs = this.#deps.clock.nowMs();
    const untilMs = leftAloneUntil(machine, nowMs);
    if (untilMs !== null) {
      throw new MinerError(
        'locked-out',
        `${machineName(machine)} refused its logins and is left alone for another ${formatDuration(untilMs - nowMs)}; enter the right login to try at once.`,
      );
    }
    this.#deps.book.update(machine.id, { leftAloneUntilMs: null, wrongTries: 0 });
  }

  #noteWorked(machine: MachineRecord, id: number): void {
    if (machine.workedCredential === id && machine.wrongTries === 0) return;
    this.#deps.book.update(machine.id, {
      workedCredential: id,
      wrongTries: 0,
      refusedCredentials: machine.refusedCredentials.filter((one) => one.id !== id),
    });
  }

  /** True when no other login may be tried now. */
  #noteRefused(machine: MachineRecord, id: number): boolean {
    const refused = machine.refusedCredentials.filter((one) => one.id !== id);
    this.#deps.book.update(machine.id, {
      wrongTries: (this.#isCalm(machine) ? 0 : machine.wrongTries) + 1,
      refusedCredentials: [...refused, { id, atMs: this.#deps.clock.nowMs() }].slice(-MAX_REFUSED),
    });
    if (this.#deps.book.need(machine.id).wrongTries < MAX_WRONG) return false;
    this.#leaveAlone(machine);
    return true;
  }

  #leaveAlone(machine: MachineRecord): void {
    this.#deps.book.update(machine.id, { leftAloneUntilMs: this.#deps.clock.nowMs() + LEFT_ALONE_MS });
  }
}
