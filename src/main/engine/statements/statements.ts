import { randomBytes } from 'node:crypto';

import type { FarmParts } from '#engine/farm-parts.ts';
import type { SecretBox } from '#engine/lib/secret-box.ts';
import { isTimeZone } from '#engine/ledger/civil-time.ts';
import { AccountWorkStore } from '#engine/store/account-work-store.ts';
import type { AuditStore } from '#engine/store/audit-store.ts';
import { BestShareStore } from '#engine/store/best-share-store.ts';
import type { Database } from '#engine/store/database.ts';
import { ReconciliationStore } from '#engine/store/reconciliation-store.ts';
import { ServiceStore } from '#engine/store/service-store.ts';
import { SigningKeyStore } from '#engine/store/signing-key-store.ts';
import { StatementStore } from '#engine/store/statement-store.ts';
import { VerdictStore } from '#engine/store/verdict-store.ts';
import { WorkHistory } from '#engine/store/work-history.ts';
import { AppError } from '#shared/errors.ts';
import type { PoolFigure, ReconcileInput, Reconciliation } from '#shared/model/reconciliation.ts';
import type {
  DownloadFile,
  InstallationKey,
  SignedStatement,
  StatementFormat,
  StatementRequest,
  StatementSummary,
  WorkFigures,
} from '#shared/model/statement.ts';
import { signedStatement } from '#shared/model/statement.ts';

import { AccountWork, figuresOf, sumOf } from './account-work.ts';
import { BestShares } from './best-shares.ts';
import { attachmentOf, sealPdf } from './pdf-seal.ts';
import { endOfDay, startOfDay } from './period.ts';
import { readPoolFigures } from './pool-figure.ts';
import { compare, type Comparison } from './reconcile.ts';
import { ServiceRecord } from './service-record.ts';
import { signStatement } from './signature.ts';
import { KeyRing } from './signing-key.ts';
import { type ContentDeps, gatherContent } from './statement-content.ts';
import { statementCsv } from './statement-csv.ts';
import type { StatementsDesk } from './statement-desk.ts';
import { statementPdf } from './statement-pdf.ts';
import { Upkeep } from './upkeep.ts';

const MEDIA_TYPES: Record<StatementFormat, string> = {
  json: 'application/json',
  csv: 'text/csv; charset=utf-8',
  pdf: 'application/pdf',
};

export interface StatementsDeps {
  parts: Pick<
    FarmParts,
    'clock' | 'log' | 'version' | 'rounds' | 'ledger' | 'book' | 'verdicts' | 'upstreams' | 'proxy'
  >;
  database: Database;
  audit: AuditStore;
  secretBox: SecretBox;
}

/**
 * Statements of what accounts were delivered: keeps the best shares and the times of service as they come,
 * issues signed statements, and holds what pools say beside our own books.
 */
export class Statements implements StatementsDesk {
  readonly bestShares: BestShares;
  readonly #deps: StatementsDeps;
  readonly #record: ServiceRecord;
  readonly #upkeep: Upkeep;
  readonly #keys: KeyRing;
  readonly #store: StatementStore;
  readonly #reconciliations: ReconciliationStore;
  readonly #content: ContentDeps;
  readonly #unhook: (() => void)[];
  /** Statements are made one after the other: each holds a whole document in memory. */
  #making: Promise<unknown> = Promise.resolve();

  constructor(deps: StatementsDeps) {
    const { parts, database, secretBox } = deps;
    const { clock, log, proxy, upstreams } = parts;
    this.#deps = deps;
    const bestShares = new BestShareStore(database);
    const service = new ServiceStore(database);
    const verdictStore = new VerdictStore(database);
    const work = new AccountWork(new AccountWorkStore(database), new WorkHistory(database));
    this.#content = { parts, work, bestShares, service, verdictStore };
    this.bestShares = new BestShares({ clock, log, store: bestShares });
    this.#record = new ServiceRecord({ clock, log, store: service, upstreams });
    this.#upkeep = new Upkeep({ clock, log, audit: deps.audit, bestShares, service, verdicts: verdictStore });
    this.#keys = new KeyRing({ store: new SigningKeyStore(database), secretBox, clock, log });
    this.#store = new StatementStore(database);
    this.#reconciliations = new ReconciliationStore(database);
    this.#unhook = [
      proxy.desk.verified.on((share) => this.bestShares.offer(share)),
      proxy.minersMerged.on((fromId, intoId) => this.bestShares.renameMiner(fromId, intoId)),
    ];
  }

  /** Begins to record; call when the engine listens. */
  start(): void {
    this.#record.start();
    this.#upkeep.start();
  }

  /** Writes what is not stored yet; call before the database closes. */
  async stop(): Promise<void> {
    this.#content.work.stop();
    await this.#making.catch(() => undefined);
    for (const unhook of this.#unhook) unhook();
    this.#upkeep.stop();
    this.#record.stop();
    this.bestShares.close();
  }

  list(accountId: string | null): StatementSummary[] {
    return this.#store.list(accountId);
  }

  create(request: StatementRequest, by: string): Promise<StatementSummary> {
    const making = this.#making.catch(() => undefined).then(() => this.#issue(request, by));
    this.#making = making;
    return making;
  }

  download(id: string, format: StatementFormat): DownloadFile {
    const found = this.#store.find(id);
    if (!found) throw new AppError('NOT_FOUND', `There is no statement with the id "${id}".`);
    return {
      fileName: `${id}.${format}`,
      mediaType: MEDIA_TYPES[format],
      contentBase64: fileOf(found.document, format).toString('base64'),
    };
  }

  key(): InstallationKey {
    return this.#keys.view();
  }

  async reconcile(input: ReconcileInput, by: string): Promise<Reconciliation> {
    const { book, rounds, clock, ledger } = this.#deps.parts;
    if (!book.get(input.accountId))
      throw new AppError('ACCOUNT_NOT_FOUND', `There is no account with the id "${input.accountId}".`);
    const timeZone = input.timeZone ?? rounds.settings().timeZone;
    if (!isTimeZone(timeZone))
      throw new AppError('BAD_INPUT', `timeZone is "${timeZone}"; it must be an IANA name such as "UTC".`);
    const figures = figuresGiven(input);
    const span = { fromMs: startOfDay(input.day, timeZone), toMs: endOfDay(input.day, timeZone) };
    const nowMs = Math.floor(clock.nowMs());
    if (span.fromMs > nowMs) throw new AppError('BAD_INPUT', `${input.day} has not begun.`);
    ledger.flush();
    const ours = await this.#workOf(input.accountId, span);
    const elapsedMs = Math.min(span.toMs, nowMs + 1) - span.fromMs;
    const comparison = nearest(figures, ours, elapsedMs);
    const hint = await this.#otherDay(input, { comparison, figures, timeZone });
    return this.#reconciliations.add({
      ...{ atMs: nowMs, by, accountId: input.accountId, day: input.day, timeZone, ...span },
      isDayOver: span.toMs <= nowMs,
      ...comparison,
      ours,
      words: comparison.words + readingNote(figures, comparison) + hint,
    });
  }

  reconciliations(accountId: string | null): Reconciliation[] {
    return this.#reconciliations.list(accountId);
  }

  async #issue(request: StatementRequest, by: string): Promise<StatementSummary> {
    this.bestShares.flush();
    this.#record.flush();
    const key = this.#keys.key();
    const { installationId, publicKey, fingerprint } = this.#keys.view();
    const id = `statement-${request.accountId}-${request.period.from}-${randomBytes(3).toString('hex')}`
      .replace(/[^A-Za-z0-9._-]/g, '')
      .slice(-64);
    const installation = { id: installationId, publicKey, fingerprint };
    const statement = signStatement(
      await gatherContent(this.#content, request, { id, installation }),
      key.privateKey,
    );
    const document = sealPdf(await statementPdf(statement), key.privateKey);
    const summary = summaryOf(statement);
    this.#store.add(summary, document, by);
    const detail = {
      accountId: summary.accountId,
      from: summary.from,
      to: summary.to,
      sha256: summary.sha256,
    };
    this.#deps.audit.add({ atMs: summary.issuedAtMs, by, action: 'statement.issue', subject: id, detail });
    return summary;
  }

  async #workOf(accountId: string, span: { fromMs: number; toMs: number }): Promise<WorkFigures> {
    const counted = this.#content.work.countable(span);
    return figuresOf(sumOf(await this.#content.work.read(accountId, [counted.fromMs, counted.toMs], null)));
  }

  /** Many pools count by the day in UTC: where that fits and ours does not, it is worth a word. */
  async #otherDay(
    input: ReconcileInput,
    found: { comparison: Comparison; figures: PoolFigure[]; timeZone: string },
  ): Promise<string> {
    const { comparison, figures, timeZone } = found;
    if (timeZone === 'UTC' || comparison.verdict === 'agrees' || comparison.verdict === 'explained')
      return '';
    const span = { fromMs: startOfDay(input.day, 'UTC'), toMs: endOfDay(input.day, 'UTC') };
    const nowMs = Math.floor(this.#deps.parts.clock.nowMs());
    if (span.fromMs > nowMs) return '';
    const elapsedMs = Math.min(span.toMs, nowMs + 1) - span.fromMs;
    const other = nearest(figures, await this.#workOf(input.accountId, span), elapsedMs);
    const fits = other.verdict === 'agrees' || other.verdict === 'explained';
    return fits ? ` It does fit ${input.day} in UTC: the pool seems to count days in UTC.` : '';
  }
}

function figuresGiven({ poolWork, poolShares, pastedText }: ReconcileInput): PoolFigure[] {
  const given = [poolWork, poolShares, pastedText].filter((value) => value !== undefined);
  if (given.length !== 1)
    throw new AppError(
      'BAD_INPUT',
      'Give one of poolWork, poolShares and pastedText: what the pool shows for that day.',
    );
  if (poolWork !== undefined) return [{ unit: 'work', value: poolWork, rounding: 0, text: null }];
  if (poolShares !== undefined) return [{ unit: 'shares', value: poolShares, rounding: 0, text: null }];
  return readPoolFigures(pastedText ?? '');
}

/** Of several readings of a text the one that comes closest to our own books. */
function nearest(figures: readonly PoolFigure[], ours: WorkFigures, spanMs: number): Comparison {
  const [first, ...others] = figures.map((figure) => compare(figure, ours, spanMs));
  if (!first) throw new Error('a text without a figure is refused before');
  const distance = ({ poolAmount, ourAmount }: Comparison): number =>
    Math.abs(Math.log(poolAmount / ourAmount));
  return others.reduce((best, next) => (distance(next) < distance(best) ? next : best), first);
}

function readingNote(figures: readonly PoolFigure[], { pool }: Comparison): string {
  return figures.length < 2
    ? ''
    : ` (“${pool.text ?? ''}” can be read in two ways; the nearer one was taken.)`;
}

function fileOf(document: Buffer, format: StatementFormat): Buffer {
  if (format === 'pdf') return document;
  const json = attachmentOf(document);
  if (!json) throw new AppError('UNAVAILABLE', 'The stored statement is damaged.');
  if (format === 'json') return json;
  return Buffer.from(statementCsv(signedStatement.parse(JSON.parse(json.toString('utf8')))));
}

function summaryOf({ content, sha256 }: SignedStatement): StatementSummary {
  const { id, account, period, totals, proofs, issuedAtMs, installation } = content;
  const { kind, from, to, timeZone, fromMs, toMs, isComplete } = period;
  return {
    ...{ id, accountId: account.id, accountName: account.name },
    ...{ kind, from, to, timeZone, fromMs, toMs, isComplete, issuedAtMs, sha256 },
    creditedWork: totals.credited.work,
    acceptedShares: totals.credited.shares,
    proofShares: proofs.length,
    fingerprint: installation.fingerprint,
  };
}
