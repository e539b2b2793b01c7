import { implement } from '@orpc/server';

import { readFarmFile } from '#engine/config/farm-file.ts';
import { contract } from '#shared/contract.ts';
import type { FarmFile } from '#shared/model/farm-file.ts';
import type { EndpointView, MinerView } from '#shared/model/snapshot.ts';

import type { ChartsDesk } from '#engine/statements/charts.ts';
import type { StatementsDesk } from '#engine/statements/statement-desk.ts';

import type { AlertDesk } from './alert-desk.ts';
import { alertsProcedures } from './alerts-router.ts';
import type { BackupDesk } from './backup-desk.ts';
import { backupProcedures, configurationProcedures } from './backup-router.ts';
import type { CallContext } from './call-context.ts';
import type { FarmParts } from './farm-parts.ts';
import type { LanDesk } from './lan-desk.ts';
import type { LiveFeed } from './live-feed.ts';
import type { Operations } from './operations.ts';
import { listIneligible } from './eligibility-matrix.ts';
import { discoveryProcedures, machineProcedures } from './lan-router.ts';
import { readEndpointHealth } from './endpoint-health.ts';
import { previewMarks } from './marks-preview.ts';
import { chartsProcedures, statementsProcedures } from './statements-router.ts';
import { answerWhatIf, type PlanningDeps, previewMark, readPlan } from './planning-queries.ts';
import { readAllocation, readHealth, readHistory, readSettings, testConnection } from './queries.ts';

/** What the procedures are made of. */
export interface RouterDeps {
  parts: FarmParts;
  planning: PlanningDeps;
  feed: LiveFeed;
  operations: Operations;
  lan: LanDesk;
  alerts: AlertDesk;
  charts: ChartsDesk;
  statements: StatementsDesk;
  backup: BackupDesk;
  applyFarmFile(file: FarmFile, by: string): void;
  minerView(id: string): MinerView;
  endpointView(id: string): EndpointView;
}

/** The contract's procedures on an engine: the only door. Errors are `AppError`s; the shells put them on the wire. */
export function createRouter({ parts, planning, feed, operations, lan, ...engine }: RouterDeps) {
  const { book } = parts;
  const os = implement(contract).$context<CallContext>();
  return os.router({
    farm: {
      get: os.farm.get.handler(() => feed.snapshot()),
      extras: os.farm.extras.handler(() => feed.extras()),
      applyFile: os.farm.applyFile.handler(({ input, context }) => {
        engine.applyFarmFile(readFarmFile(input), context.by);
        return feed.snapshot();
      }),
      events: os.farm.events.handler(({ signal }) => feed.events(signal)),
    },
    plan: {
      get: os.plan.get.handler(() => readPlan(planning)),
      eligibility: os.plan.eligibility.handler(() => listIneligible(parts)),
      whatIf: os.plan.whatIf.handler(({ input }) => answerWhatIf(planning, input)),
    },
    miners: {
      previewMark: os.miners.previewMark.handler(({ input }) => previewMark(planning, input.id)),
      previewMarks: os.miners.previewMarks.handler(({ input }) => previewMarks(planning, input.ids)),
      health: os.miners.health.handler(({ input }) => readHealth(parts, input.id)),
      pinStandIns: os.miners.pinStandIns.handler(({ input, context }) => {
        operations.pinStandIns(input.id, input.pinned, context.by);
        return readPlan(planning).standIns;
      }),
      markFailed: os.miners.markFailed.handler(({ input, context }) => {
        const standbyPromoted = operations.markMiner({ ...input, by: context.by });
        return { ...engine.minerView(input.id), standbyPromoted };
      }),
      markManyFailed: os.miners.markManyFailed.handler(({ input: { ids, ...input }, context }) => {
        const standbyPromoted = operations.markMiners(ids, { ...input, by: context.by });
        return { miners: ids.map((id) => engine.minerView(id)), standbyPromoted };
      }),
      setRole: os.miners.setRole.handler(({ input, context }) => {
        operations.setRole(input.id, input.role, context.by);
        return engine.minerView(input.id);
      }),
    },
    pools: {
      health: os.pools.health.handler(() => readEndpointHealth(parts)),
      markFailed: os.pools.markFailed.handler(({ input, context }) => {
        engine.endpointView(input.id);
        operations.markPool({ ...input, by: context.by });
        return engine.endpointView(input.id);
      }),
    },
    accounts: {
      list: os.accounts.list.handler(() => book.settings()),
      add: os.accounts.add.handler(({ input, context }) => book.add(input, context.by)),
      update: os.accounts.update.handler(({ input: { id, ...settings }, context }) =>
        book.update(id, settings, context.by),
      ),
      reorder: os.accounts.reorder.handler(({ input, context }) => book.reorder(input.ids, context.by)),
      remove: os.accounts.remove.handler(({ input, context }) => {
        book.archive(input.id, context.by);
        return { id: input.id, archived: true };
      }),
      restore: os.accounts.restore.handler(({ input, context }) => book.restore(input.id, context.by)),
      testConnection: os.accounts.testConnection.handler(({ input, signal }) =>
        testConnection(parts, input, signal),
      ),
    },
    discovery: discoveryProcedures(lan),
    machines: machineProcedures(lan),
    alerts: alertsProcedures(engine.alerts),
    charts: chartsProcedures(engine.charts),
    statements: statementsProcedures(engine.statements),
    backup: backupProcedures(engine.backup),
    configuration: configurationProcedures(engine.backup),
    settings: {
      get: os.settings.get.handler(() => readSettings(parts)),
      update: os.settings.update.handler(({ input, context }) => {
        operations.choosePlan(input, context.by);
        return readSettings(parts);
      }),
    },
    history: {
      get: os.history.get.handler(({ input }) => readHistory(parts, input)),
      allocation: os.history.allocation.handler(({ input }) => readAllocation(parts, input)),
    },
  });
}
export type EngineRouter = ReturnType<typeof createRouter>;
