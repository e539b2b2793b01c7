import { AppError } from '#shared/errors.ts';
import type { CredentialScope, CredentialView } from '#shared/model/machine.ts';

import type { Clock } from '#engine/lib/clock.ts';
import type { SecretBox } from '#engine/lib/secret-box.ts';
import type { MinerCredential } from '#engine/miner-api/miner-host.ts';
import type { MachineCredentialRow, MachineCredentialStore } from '#engine/store/machine-credential-store.ts';

import type { MachineRecord } from './machine-record.ts';

export interface CredentialInput {
  scope: CredentialScope;
  user: string;
  password: string;
}

/** A family's credentials that are tried on one machine. */
const MAX_PER_FAMILY = 3;
const MAX_CREDENTIALS = 20_000;
const MAX_USER_LENGTH = 128;
const MAX_PASSWORD_LENGTH = 256;
/** A credential that a machine has refused is not tried on it again for so long, unless it is entered anew. */
const REFUSED_MS = 24 * 3_600_000;

/** The logins of machines and families: their only owner. Sealed at rest; they leave inside a link, or sealed. */
export class CredentialBook {
  readonly #clock: Clock;
  readonly #store: MachineCredentialStore;
  readonly #secretBox: SecretBox;
  #rows: MachineCredentialRow[];

  constructor(deps: { clock: Clock; store: MachineCredentialStore; secretBox: SecretBox }) {
    this.#clock = deps.clock;
    this.#store = deps.store;
    this.#secretBox = deps.secretBox;
    this.#rows = this.#store.loadAll();
  }

  /** In the order entered, without passwords. */
  list(): CredentialView[] {
    return this.#rows.map(({ id, scopeKind, scopeId, user }) => ({
      id,
      user,
      scope:
        scopeKind === 'machine'
          ? { kind: 'machine', machineId: scopeId }
          : { kind: 'family', family: scopeId },
    }));
  }

  /** With their passwords, for an export that seals them; those that cannot be read are left out. */
  reveal(): CredentialInput[] {
    return this.list().flatMap(({ scope, user }, index) => {
      const row = this.#rows[index];
      try {
        return row ? [{ scope, user, password: this.#open(row) }] : [];
      } catch {
        return [];
      }
    });
  }

  /** Stores one; a machine has one of its own, a family up to three. Throws `AppError`. */
  add({ scope, user, password }: CredentialInput): CredentialView {
    check(user, password);
    const scopeKind = scope.kind;
    const scopeId = scope.kind === 'machine' ? scope.machineId : scope.family;
    const same = this.#rows.filter((row) => row.scopeKind === scopeKind && row.scopeId === scopeId);
    const isNewUser = same.every((row) => row.user !== user);
    if (scopeKind === 'machine') {
      for (const row of same) this.#store.remove(row.id);
    } else if (isNewUser && same.length >= MAX_PER_FAMILY) {
      throw new AppError(
        'BAD_INPUT',
        `A family has at most ${MAX_PER_FAMILY} logins, since miners lock out who tries many; remove one first.`,
      );
    }
    if (this.#rows.length >= MAX_CREDENTIALS) {
      throw new AppError('BAD_INPUT', `No more than ${MAX_CREDENTIALS} logins are kept; remove some first.`);
    }
    const sealedPassword = this.#secretBox.seal(password);
    const id = this.#store.add({ scopeKind, scopeId, user, sealedPassword, addedAtMs: this.#clock.nowMs() });
    this.#rows = this.#store.loadAll();
    return { id, scope, user };
  }

  /** Returns whose it was; undefined where there is none with this id. */
  remove(id: number): CredentialScope | undefined {
    const view = this.list().find((one) => one.id === id);
    this.#store.remove(id);
    this.#rows = this.#rows.filter((row) => row.id !== id);
    return view?.scope;
  }

  /** The machine is gone, or is `intoId` from now on. */
  moveMachine(machineId: string, intoId: string | null): void {
    const own = this.#ownOf(machineId);
    if (!own) return;
    if (intoId !== null && !this.#ownOf(intoId)) this.#store.moveTo(own.id, intoId);
    else this.#store.remove(own.id);
    this.#rows = this.#store.loadAll();
  }

  /** True where some login is stored for it, its own or its family's. */
  hasFor(machine: MachineRecord): boolean {
    return this.#orderFor(machine).length > 0;
  }

  /**
   * What to try on a machine, in this order: what worked last on it, its own, its family's as entered. What it
   * has refused within a day is left out.
   */
  candidatesFor(machine: MachineRecord): { id: number; credential: () => MinerCredential }[] {
    const nowMs = this.#clock.nowMs();
    const refused = new Set(
      machine.refusedCredentials.filter(({ atMs }) => nowMs - atMs < REFUSED_MS).map(({ id }) => id),
    );
    return this.#orderFor(machine)
      .filter(({ id }) => !refused.has(id))
      .map((row) => ({
        id: row.id,
        credential: () => ({ user: row.user, password: this.#open(row) }),
      }));
  }

  #orderFor(machine: MachineRecord): MachineCredentialRow[] {
    const own = this.#rows.filter((row) => row.scopeKind === 'machine' && row.scopeId === machine.id);
    const family = this.#rows.filter((row) => row.scopeKind === 'family' && row.scopeId === machine.family);
    const order = [...own, ...family.slice(0, MAX_PER_FAMILY)];
    return order.sort((a, b) => worked(machine, b) - worked(machine, a));
  }

  #ownOf(machineId: string): MachineCredentialRow | undefined {
    return this.#rows.find((row) => row.scopeKind === 'machine' && row.scopeId === machineId);
  }

  #open(row: MachineCredentialRow): string {
    try {
      return this.#secretBox.open(row.sealedPassword);
    } catch (error) {
      throw new AppError(
        'UNAVAILABLE',
        `The stored password of user ${row.user} for ${row.scopeId} cannot be read with this data folder's key; type it again.`,
        { cause: error },
      );
    }
  }
}

/** 1 for the credential that worked last on the machine: it goes first, the others keep their order. */
function worked(machine: MachineRecord, { id }: MachineCredentialRow): number {
  return machine.workedCredential === id ? 1 : 0;
}

function check(user: string, password: string): void {
  if (user.length > MAX_USER_LENGTH) {
    throw new AppError('BAD_INPUT', `A user name has at most ${MAX_USER_LENGTH} characters.`);
  }
  if (password.length > MAX_PASSWORD_LENGTH) {
    throw new AppError('BAD_INPUT', `A password has at most ${MAX_PASSWORD_LENGTH} characters.`);
  }
  if (/\p{Cc}/u.test(user) || /\p{Cc}/u.test(password)) {
    throw new AppError('BAD_INPUT', 'A user name or password holds no line ends and no control characters.');
  }
}
