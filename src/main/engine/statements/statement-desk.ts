import type { ReconcileInput, Reconciliation } from '#shared/model/reconciliation.ts';
import type {
  DownloadFile,
  InstallationKey,
  StatementFormat,
  StatementRequest,
  StatementSummary,
} from '#shared/model/statement.ts';

/** What the outside may ask about statements; `by` is who asks, for the records. */
export interface StatementsDesk {
  /** Newest first; of all accounts unless one is named. */
  list(accountId: string | null): StatementSummary[];
  create(request: StatementRequest, by: string): Promise<StatementSummary>;
  download(id: string, format: StatementFormat): DownloadFile;
  key(): InstallationKey;
  reconcile(input: ReconcileInput, by: string): Promise<Reconciliation>;
  /** Newest first; of all accounts unless one is named. */
  reconciliations(accountId: string | null): Reconciliation[];
}
