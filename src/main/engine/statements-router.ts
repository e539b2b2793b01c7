import { implement } from '@orpc/server';

import { contract } from '#shared/contract.ts';

import type { CallContext } from './call-context.ts';
import type { ChartsDesk } from './statements/charts.ts';
import type { StatementsDesk } from './statements/statement-desk.ts';

const os = implement(contract).$context<CallContext>();

/** Signed statements, and pools' numbers beside ours. */
export function statementsProcedures(desk: StatementsDesk) {
  return {
    list: os.statements.list.handler(({ input }) => desk.list(input.accountId ?? null)),
    create: os.statements.create.handler(({ input, context }) => desk.create(input, context.by)),
    download: os.statements.download.handler(({ input }) => desk.download(input.id, input.format)),
    key: os.statements.key.handler(() => desk.key()),
    reconcile: os.statements.reconcile.handler(({ input, context }) => desk.reconcile(input, context.by)),
    reconciliations: os.statements.reconciliations.handler(({ input }) =>
      desk.reconciliations(input.accountId ?? null),
    ),
  };
}

/** Hashrate over time, and what its records take. */
export function chartsProcedures(desk: ChartsDesk) {
  return {
    series: os.charts.series.handler(({ input }) => desk.series(input)),
    exportSeries: os.charts.exportSeries.handler(({ input }) => desk.exportSeries(input)),
    storage: os.charts.storage.handler(() => desk.storage()),
  };
}
