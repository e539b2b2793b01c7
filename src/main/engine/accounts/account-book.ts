import { AppError } from '#shared/errors.ts';
import type { AccountInput, AccountSettings, UpstreamMode } from '#shared/model/account.ts';
import type { FarmFileAccount, RoundSettings } from '#shared/model/farm-file.ts';

import type { Clock } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import type { SecretBox } from '#engine/lib/secret-box.ts';
import { type AccountRow, AccountStore, type EndpointRow } from '#engine/store/account-store.ts';
import { type AuditEntry, AuditStore } from '#engine/store/audit-store.ts';
import type { Database } from '#engine/store/database.ts';

import { type AccountDraft, checkTogether, draftFrom } from './account-draft.ts';
import { newAccountId, newEndpointId } from './account-ids.ts';
import { accountOf, ratesOf, settingsOf, type StoredAccount } from './stored-account.ts';

export type { StoredAccount } from './stored-account.ts';

export interface AccountBookDeps {
  database: Database;
  clock: Clock;
  secretBox: SecretBox;
  rounds: { settings(): RoundSettings; current(): { startedAtMs: number } };
}

/** What a change concerned beyond what `list` shows. */
export interface BookChange {
  /** Accounts whose password is another one now. */
  newPasswords: readonly string[];
}

/** An account as a file gives it; without a password it keeps the one it has. */
export type AppliedAccount = Omit<FarmFileAccount, 'password'> & { password?: string | undefined };

/** What most pools take when they do not look at the password. */
const DEFAULT_PASSWORD = 'x';
/** Position of those that have none; never compared with the live ones. */
const ARCHIVED_POSITION = -1;

/** The accounts and their endpoints: the only writer of them. Passwords are sealed before they are stored. */
export class AccountBook {
  /** After every change that is stored. */
  readonly changed = new Emitter<[BookChange]>();
  readonly #deps: AccountBookDeps;
  readonly #store: AccountStore;
  readonly #audit: AuditStore;
  #rows: AccountRow[] = [];
  #endpointRows: EndpointRow[] = [];
  #accounts = new Map<string, StoredAccount>();

  constructor(deps: AccountBookDeps) {
    this.#deps = deps;
    this.#store = new AccountStore(deps.database);
    this.#audit = new AuditStore(deps.database);
    this.#load();
  }

  /** The live accounts in order of priority. */
  list(): StoredAccount[] {
    return [...this.#accounts.values()].filter(({ archivedAtMs }) => archivedAtMs === null);
  }

  archived(): StoredAccount[] {
    return [...this.#accounts.values()].filter(({ archivedAtMs }) => archivedAtMs !== null);
  }

  /** An account by its id, archived or not. */
  get(id: string): StoredAccount | undefined {
    return this.#accounts.get(id);
  }

  /** The live accounts as the window edits them. */
  settings(): AccountSettings[] {
    return this.list().map(settingsOf);
  }

  /** The live accounts as the pool side needs them. */
  upstreamAccounts(): {
    id: string;
    worker: string;
    mode: UpstreamMode;
    endpoints: StoredAccount['endpoints'];
  }[] {
    return this.list().map(({ id, worker, upstream, endpoints }) => ({
      id,
      worker,
      mode: upstream,
      endpoints,
    }));
  }

  /** The pool password; `AppError` when it cannot be unsealed. */
  passwordOf(accountId: string): string {
    const row = this.#row(accountId);
    try {
      return this.#deps.secretBox.open(row.sealedPassword);
    } catch (error) {
      throw new AppError(
        'UNAVAILABLE',
        `The stored password of account ${row.name} cannot be read with this data folder's key; type it again.`,
        { cause: error },
      );
    }
  }

  /** Adds an account behind the others, but before an overflow account that stands last. Throws `AppError` that names the field. */
  add(input: AccountInput, by: string): AccountSettings {
    const draft = draftFrom(input);
    this.#checkBeside([], draft);
    const id = this.#newId(draft.name);
    const last = this.list().at(-1);
    this.#change({ by, action: 'account.add', subject: id, detail: described(draft) }, () => {
      const row = this.#newRow(id);
      const position = last?.overflow ? this.#row(last.id).position : row.position;
      if (last?.overflow) this.#store.saveAccount({ ...this.#row(last.id), position: row.position });
      this.#saveDraft({ ...row, position }, draft);
    });
    return this.#settingsOf(id);
  }

  update(id: string, input: AccountInput, by: string): AccountSettings {
    const row = this.#liveRow(id);
    const draft = draftFrom(input);
    this.#checkBeside([id], draft);
    this.#change({ by, action: 'account.update', subject: id, detail: described(draft) }, () =>
      this.#saveDraft(row, draft),
    );
    return this.#settingsOf(id);
  }

  /** Puts the live accounts into this order; `ids` must be all of them, each once. */
  reorder(ids: readonly string[], by: string): AccountSettings[] {
    const rows = ids.map((id) => this.#liveRow(id));
    if (new Set(ids).size !== ids.length || ids.length !== this.list().length) {
      throw new AppError('CONFLICT', `ids must name each of the ${this.list().length} accounts once.`);
    }
    this.#change({ by, action: 'account.reorder', subject: '', detail: { ids } }, () =>
      this.#saveOrder(rows),
    );
    return this.settings();
  }

  /** Takes an account out of service; its history, ids and password stay. */
  archive(id: string, by: string): void {
    const row = this.#liveRow(id);
    this.#change({ by, action: 'account.archive', subject: id, detail: {} }, () => this.#saveArchived(row));
  }

  /** Takes an archived account back, behind the others. */
  restore(id: string, by: string): AccountSettings {
    const row = this.#row(id);
    if (row.archivedAtMs !== null) {
      this.#checkBeside([], row);
      this.#change({ by, action: 'account.restore', subject: id, detail: {} }, () =>
        this.#store.saveAccount({ ...this.#revived(row), position: this.#nextPosition() }),
      );
    }
    return this.#settingsOf(id);
  }

  /**
   * Makes the live accounts those of a farm file, in its order: matched by name, new ones added, archived
   * ones of the name taken back, others archived. The same again changes nothing. True when something did.
   */
  applyFile(accounts: readonly AppliedAccount[], by: string): boolean {
    const drafts = accounts.map((account) =>
      draftFrom({ ...account, minRate: account.minRate ?? null, maxRate: account.maxRate ?? null }),
    );
    checkTogether(drafts, this.#deps.rounds.settings().every === 'never');
    const before = this.#fingerprint();
    const names = new Set(drafts.map(({ name }) => name));
    const save = (): void => {
      for (const { id, name } of this.list()) if (!names.has(name)) this.#saveArchived(this.#row(id));
      drafts.forEach((draft, position) => this.#applyDraft(draft, position));
    };
    const entry = { by, action: 'account.applyFile', subject: '', detail: { names: [...names] } };
    return this.#change(entry, save, () => this.#fingerprint() !== before);
  }

  #applyDraft(draft: AccountDraft, position: number): void {
    const matching = this.#rows.filter(({ name }) => name === draft.name);
    const newestFirst = matching.sort(
      (left, right) => (right.archivedAtMs ?? Infinity) - (left.archivedAtMs ?? Infinity),
    );
    const [found] = newestFirst;
    const row = found ? this.#revived(found) : this.#newRow(this.#newId(draft.name));
    this.#saveDraft({ ...row, position }, draft);
  }

  #saveDraft(row: AccountRow, { endpoints, password, ...draft }: AccountDraft): void {
    const saved = { ...row, ...draft, ...ratesOf(row, draft), sealedPassword: this.#sealed(row, password) };
    this.#store.saveAccount(saved);
    // So that the next new account of the same change gets other ids; `#load` follows in any case.
    if (!this.#rows.some(({ id }) => id === row.id)) this.#rows.push(saved);
    const known = this.#endpointRows.filter(({ accountId }) => accountId === row.id);
    let count = known.length;
    for (const [position, { url, ca }] of endpoints.entries()) {
      const found = known.find((endpoint) => endpoint.url === url);
      const endpoint = {
        id: found?.id ?? this.#newEndpointId(row.id, count++),
        accountId: row.id,
        url,
        ca,
        position,
      };
      this.#store.saveEndpoint(endpoint);
      if (!found) this.#endpointRows.push(endpoint);
    }
    for (const endpoint of known) {
      if (endpoints.some(({ url }) => url === endpoint.url)) continue;
      this.#store.saveEndpoint({ ...endpoint, position: null });
    }
  }

  /** Sealed anew only when it is another one, since each sealing of the same text looks different. */
  #sealed(row: AccountRow, password: string | undefined): Uint8Array {
    const isNew = row.sealedPassword.length === 0;
    const wanted = password ?? (isNew ? DEFAULT_PASSWORD : undefined);
    if (wanted === undefined) return row.sealedPassword;
    try {
      if (!isNew && this.#deps.secretBox.open(row.sealedPassword) === wanted) return row.sealedPassword;
    } catch {
      // Sealed with a key that is gone: the new one takes its place.
    }
    return this.#deps.secretBox.seal(wanted);
  }

  #saveArchived(row: AccountRow): void {
    this.#store.saveAccount({ ...row, position: ARCHIVED_POSITION, archivedAtMs: this.#nowMs() });
  }

  #saveOrder(rows: readonly AccountRow[]): void {
    rows.forEach((row, position) => this.#store.saveAccount({ ...row, position }));
  }

  /** One that was archived in an earlier round owes nothing for the time it was away. */
  #revived(row: AccountRow): AccountRow {
    if (row.archivedAtMs === null) return row;
    const isSameRound = row.archivedAtMs >= this.#deps.rounds.current().startedAtMs;
    return { ...row, archivedAtMs: null, addedAtMs: isSameRound ? row.addedAtMs : this.#nowMs() };
  }

  #newRow(id: string): AccountRow {
    return {
      id,
      name: '',
      position: this.#nextPosition(),
      worker: '',
      sealedPassword: new Uint8Array(),
      quota: null,
      overflow: false,
      carryOver: false,
      upstream: 'aggregated',
      minRate: null,
      maxRate: null,
      addedAtMs: this.#nowMs(),
      archivedAtMs: null,
    };
  }

  #newId(name: string): string {
    return newAccountId(name, (id) => this.#rows.some((row) => row.id === id));
  }

  #newEndpointId(accountId: string, known: number): string {
    return newEndpointId(accountId, known, (id) => this.#endpointRows.some((endpoint) => endpoint.id === id));
  }

  #nextPosition(): number {
    return Math.max(-1, ...this.#rows.map(({ position }) => position)) + 1;
  }

  #checkBeside(replacedIds: readonly string[], draft: Parameters<typeof checkTogether>[0][number]): void {
    const others = this.list().filter(({ id }) => !replacedIds.includes(id));
    checkTogether([...others, draft], this.#deps.rounds.settings().every === 'never');
  }

  /** Stores what `save` does, notes it and tells, unless `isOne` says that nothing has changed. */
  #change(entry: Omit<AuditEntry, 'atMs'>, save: () => void, isOne: () => boolean = () => true): boolean {
    const sealedBefore = new Map(this.#rows.map(({ id, sealedPassword }) => [id, sealedPassword]));
    let isChanged = false;
    try {
      isChanged = this.#deps.database.transaction(() => {
        save();
        this.#load();
        if (!isOne()) return false;
        this.#audit.add({ ...entry, atMs: this.#deps.clock.nowMs() });
        return true;
      });
    } catch (error) {
      this.#load();
      throw error;
    }
    if (!isChanged) return false;
    const newPasswords = this.#rows
      .filter(({ id, sealedPassword }) => !isSame(sealedBefore.get(id), sealedPassword))
      .map(({ id }) => id);
    this.changed.emit({ newPasswords });
    return true;
  }

  #load(): void {
    this.#rows = this.#store.accounts();
    this.#endpointRows = this.#store.endpoints();
    const endpoints = Map.groupBy(this.#endpointRows, ({ accountId }) => accountId);
    const accounts = this.#rows.map((row) => accountOf(row, endpoints.get(row.id) ?? []));
    this.#accounts = new Map(accounts.map((account) => [account.id, account]));
  }

  #fingerprint(): string {
    return JSON.stringify([this.#rows, this.#endpointRows]);
  }

  #row(id: string): AccountRow {
    const row = this.#rows.find((candidate) => candidate.id === id);
    if (!row) throw new AppError('ACCOUNT_NOT_FOUND', `There is no account with the id "${id}".`);
    return row;
  }

  #liveRow(id: string): AccountRow {
    const row = this.#row(id);
    if (row.archivedAtMs !== null) {
      throw new AppError('ACCOUNT_NOT_FOUND', `The account with the id "${id}" is archived.`);
    }
    return row;
  }

  #settingsOf(id: string): AccountSettings {
    const account = this.get(id);
    if (!account) throw new Error(`account ${id} was not stored`);
    return settingsOf(account);
  }

  #nowMs(): number {
    return Math.floor(this.#deps.clock.nowMs());
  }
}

function isSame(left: Uint8Array | undefined, right: Uint8Array): boolean {
  return left !== undefined && Buffer.compare(left, right) === 0;
}

/** For the audit: everything but the secret. */
function described({ password, ...draft }: AccountDraft): Record<string, unknown> {
  return { ...draft, passwordChanged: password !== undefined };
}
