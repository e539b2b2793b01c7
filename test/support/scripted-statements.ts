import type { ChartsDesk } from '#engine/statements/charts.ts';
import type { StatementsDesk } from '#engine/statements/statement-desk.ts';
import { AppError } from '#shared/errors.ts';
import type { Series, SeriesRequest, StorageView } from '#shared/model/charts.ts';
import type { ReconcileInput, Reconciliation } from '#shared/model/reconciliation.ts';
import type {
  DownloadFile,
  InstallationKey,
  StatementFormat,
  StatementRequest,
  StatementSummary,
} from '#shared/model/statement.ts';

const HOUR_MS = 3_600_000;
const NONE = { shares: 0, work: 0 };

/** Statements and charts for window tests: figures that are set, and a record of what was asked. */
export class ScriptedStatements implements StatementsDesk, ChartsDesk {
  readonly statements: StatementSummary[] = [];
  readonly reconciled: Reconciliation[] = [];
  readonly asked: SeriesRequest[] = [];
  /** H/s of every line, over and over. */
  hashrates: (number | null)[] = [100e12, 102e12, null, 98e12];
  /** Work (or shares) that we have of every day. */
  ourAmount = 1_000_000;
  nowMs = Date.UTC(2026, 10, 18, 12);
  #counter = 0;

  list(accountId: string | null): StatementSummary[] {
    return this.statements.filter((statement) => accountId === null || statement.accountId === accountId);
  }

  async create({ accountId, period }: StatementRequest): Promise<StatementSummary> {
    if (period.from > period.to)
      throw new AppError('BAD_INPUT', `The period ends (${period.to}) before it begins (${period.from}).`);
    const statement: StatementSummary = {
      ...{ id: `statement-${accountId}-${(this.#counter += 1)}`, accountId, accountName: accountId },
      ...{ kind: period.kind, from: period.from, to: period.to, timeZone: 'UTC' },
      ...{ fromMs: this.nowMs - 24 * HOUR_MS, toMs: this.nowMs, issuedAtMs: this.nowMs, isComplete: true },
      ...{ creditedWork: this.ourAmount, acceptedShares: 10_000, proofShares: 72 },
      ...{ sha256: 'ab'.repeat(32), fingerprint: this.key().fingerprint },
    };
    this.statements.unshift(statement);
    return statement;
  }

  download(id: string, format: StatementFormat): DownloadFile {
    const contentBase64 = Buffer.from(`${id} as ${format}`).toString('base64');
    return { fileName: `${id}.${format}`, mediaType: 'application/octet-stream', contentBase64 };
  }

  key(): InstallationKey {
    return {
      installationId: 'scripted',
      publicKey: 'cd'.repeat(32),
      fingerprint: '3f2a 91c0 7d11 08be 5a4c e6f7 2210 9b3d',
    };
  }

  async reconcile(input: ReconcileInput, by: string): Promise<Reconciliation> {
    const { accountId, day, timeZone = 'UTC', poolWork, poolShares, pastedText } = input;
    const value = poolWork ?? poolShares ?? Number.parseFloat(pastedText ?? '');
    if (Number.isNaN(value)) throw new AppError('BAD_INPUT', `"${pastedText}" has no number in it.`);
    const difference = value - this.ourAmount;
    const unit = poolShares === undefined ? ('work' as const) : ('shares' as const);
    const result: Reconciliation = {
      ...{ id: this.reconciled.length + 1, atMs: this.nowMs, by, accountId, day, timeZone },
      ...{ fromMs: Date.parse(day), toMs: Date.parse(day) + 24 * HOUR_MS, isDayOver: true },
      pool: { unit, value, rounding: 0, text: pastedText ?? null },
      ...{ compared: unit, poolAmount: value, ourAmount: this.ourAmount, difference },
      differencePart: difference / this.ourAmount,
      explanations: [{ cause: 'in-doubt', morePart: 0.003, lessPart: 0 }],
      ours: {
        ...{ verified: NONE, rejected: NONE, stale: NONE, inDoubt: NONE, pending: NONE, straddling: NONE },
        credited: { shares: 10_000, work: this.ourAmount },
      },
      verdict: difference === 0 ? 'agrees' : 'unexplained',
      words: difference === 0 ? 'The pool counts the same as we do.' : 'The pool counts something else.',
    };
    this.reconciled.unshift(result);
    return result;
  }

  reconciliations(accountId: string | null): Reconciliation[] {
    return this.reconciled.filter((result) => accountId === null || result.accountId === accountId);
  }

  async series(request: SeriesRequest): Promise<Series> {
    this.asked.push(request);
    const { fromMs, toMs, points, by, ids } = request;
    const count = Math.min(points, 24);
    const bucketMs = Math.max(60_000, Math.ceil((toMs - fromMs) / count / 60_000) * 60_000);
    const hashrate = Array.from(
      { length: count },
      (_, index) => this.hashrates[index % this.hashrates.length] ?? null,
    );
    const names = by === 'farm' ? ['farm'] : (ids ?? ['alice', 'owner']);
    const lines = names.map((id) => ({ id, hashrate, min: null, max: null }));
    return { fromMs, toMs: fromMs + count * bucketMs, bucketMs, resolutionMs: 60_000, lines };
  }

  async exportSeries(request: SeriesRequest): Promise<DownloadFile> {
    const { lines } = await this.series(request);
    const contentBase64 = Buffer.from(lines.map(({ id }) => id).join('\r\n')).toString('base64');
    return { fileName: 'hashrate.csv', mediaType: 'text/csv; charset=utf-8', contentBase64 };
  }

  storage(): StorageView {
    return {
      totalBytes: 137e6,
      measuredAtMs: this.nowMs,
      groups: [
        { group: 'work', bytes: 120e6 },
        { group: 'charts', bytes: 9e6 },
        { group: 'proofs', bytes: 6e6 },
        { group: 'other', bytes: 2e6 },
      ],
      bytesPerMonth: 40e6,
      keptDays: { minutes: 14, hours: 400 },
    };
  }
}
