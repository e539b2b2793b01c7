import type { ContractRouterClient } from '@orpc/contract';
import { createRouterClient, implement, ORPCError } from '@orpc/server';

import type { AlertDesk } from '#engine/alert-desk.ts';
import { alertsProcedures } from '#engine/alerts-router.ts';
import { backupProcedures, configurationProcedures } from '#engine/backup-router.ts';
import type { CallContext } from '#engine/call-context.ts';
import { discoveryProcedures, machineProcedures } from '#engine/lan-router.ts';
import { chartsProcedures, statementsProcedures } from '#engine/statements-router.ts';
import type { ChartsDesk } from '#engine/statements/charts.ts';
import type { StatementsDesk } from '#engine/statements/statement-desk.ts';
import { contract, type Contract } from '#shared/contract.ts';
import { AppError, ERROR_STATUS } from '#shared/errors.ts';
import { DEFAULT_ROUND } from '#shared/model/farm-file.ts';
import type { PlanSettingsInput } from '#shared/model/planning.ts';
import type { FarmEvent } from '#shared/model/snapshot.ts';

import type { ScriptedFarm } from './scripted-farm.ts';
import { ScriptedAlerts } from './scripted-alerts.ts';
import { ScriptedBackup } from './scripted-backup.ts';
import { ScriptedLan } from './scripted-lan.ts';
import { ScriptedStatements } from './scripted-statements.ts';
import {
  scriptedEndpointHealth,
  scriptedHealth,
  scriptedMarksPreview,
  scriptedPlan,
  scriptedPreview,
  scriptedWhatIf,
} from './scripted-plan.ts';

/** What stands beside the farm; whatever is left out is as it is in every test. */
export interface ScriptedDesks {
  lan?: ScriptedLan;
  alerts?: AlertDesk;
  books?: StatementsDesk & ChartsDesk;
  backup?: ScriptedBackup;
}

/** The whole contract, answered by a scripted farm: for any transport, or for `scriptedClient`. */
export function scriptedRouter(farm: ScriptedFarm, lan = new ScriptedLan(), desks: ScriptedDesks = {}) {
  const os = implement(contract).$context<CallContext>();
  const { books = new ScriptedStatements(), backup = new ScriptedBackup() } = desks;
  let settings: PlanSettingsInput = { policy: farm.policy, shortfall: 'priority', round: DEFAULT_ROUND };
  return os.router({
    farm: {
      get: os.farm.get.handler(() => farm.snapshot()),
      extras: os.farm.extras.handler(() => farm.extras()),
      applyFile: os.farm.applyFile.handler(() => farm.snapshot()),
      events: os.farm.events.handler(({ signal }) => events(farm, signal)),
    },
    plan: {
      get: os.plan.get.handler(() => scriptedPlan(farm)),
      eligibility: os.plan.eligibility.handler(() => []),
      whatIf: os.plan.whatIf.handler(({ input }) => scriptedWhatIf(farm, input)),
    },
    miners: {
      previewMark: os.miners.previewMark.handler(({ input }) => scriptedPreview(farm, input.id)),
      previewMarks: os.miners.previewMarks.handler(({ input }) => scriptedMarksPreview(farm, input.ids)),
      health: os.miners.health.handler(({ input }) => scriptedHealth(farm, input.id)),
      pinStandIns: os.miners.pinStandIns.handler(({ input }) => {
        if (input.pinned) farm.pinned.add(input.id);
        else farm.pinned.delete(input.id);
        return farm.standIns();
      }),
      markFailed: os.miners.markFailed.handler(({ input }) => ({
        ...farm.markMiner(input),
        standbyPromoted: farm
          .standIns()
          .flatMap(({ forMinerId, minerIds }) => (forMinerId === input.id ? minerIds : [])),
      })),
      markManyFailed: os.miners.markManyFailed.handler(({ input: { ids, ...mark } }) => ({
        miners: ids.map((id) => farm.markMiner({ ...mark, id })),
        standbyPromoted: farm
          .standIns()
          .flatMap(({ forMinerId, minerIds }) => (ids.includes(forMinerId) ? minerIds : [])),
      })),
      setRole: os.miners.setRole.handler(({ input }) => farm.setRole(input.id, input.role)),
    },
    pools: {
      health: os.pools.health.handler(() => scriptedEndpointHealth(farm)),
      markFailed: os.pools.markFailed.handler(({ input }) => farm.markEndpoint(input)),
    },
    accounts: {
      list: os.accounts.list.handler(() => structuredClone(farm.settings)),
      add: os.accounts.add.handler(({ input }) => structuredClone(farm.addAccount(input))),
      update: os.accounts.update.handler(({ input: { id, ...account } }) =>
        structuredClone(farm.updateAccount(id, account)),
      ),
      reorder: os.accounts.reorder.handler(({ input }) => structuredClone(farm.reorder(input.ids))),
      remove: os.accounts.remove.handler(({ input }) => {
        farm.archive(input.id);
        return { id: input.id, archived: true };
      }),
      restore: os.accounts.restore.handler(({ input }) => structuredClone(farm.restore(input.id))),
      testConnection: os.accounts.testConnection.handler(({ input }) => testReport(input.url)),
    },
    discovery: discoveryProcedures(lan),
    machines: machineProcedures(lan),
    alerts: alertsProcedures(desks.alerts ?? new ScriptedAlerts()),
    charts: chartsProcedures(books),
    statements: statementsProcedures(books),
    backup: backupProcedures(backup),
    configuration: configurationProcedures(backup),
    settings: {
      get: os.settings.get.handler(() => ({ ...settings })),
      update: os.settings.update.handler(({ input }) => {
        farm.policy = input.policy;
        farm.changed();
        return (settings = input);
      }),
    },
    history: {
      get: os.history.get.handler(() => ({
        fromMs: farm.roundStartMs,
        toMs: farm.nowMs,
        bucketMs: 60_000,
        buckets: [],
      })),
      allocation: os.history.allocation.handler(({ input }) => {
        const fromMs = input.fromMs ?? farm.nowMs - 3_600_000;
        const toMs = input.toMs ?? farm.nowMs;
        const intervals = farm.intervals.filter(
          (entry) => entry.fromMs < toMs && (entry.toMs ?? farm.nowMs) > fromMs,
        );
        return { fromMs, toMs, intervals: structuredClone(intervals) };
      }),
    },
  });
}

/** Interceptor that gives an expected failure its code and sentence on the way out. */
export async function asTypedErrors<T>({ next }: { next: () => T }): Promise<Awaited<T>> {
  try {
    return await next();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new ORPCError(error.code, { status: ERROR_STATUS[error.code], message: error.message });
  }
}

/** A client that calls the scripted farm directly, with the contract's schemas applied. */
export function scriptedClient(farm: ScriptedFarm, lan = new ScriptedLan()): ContractRouterClient<Contract> {
  return createRouterClient(scriptedRouter(farm, lan), {
    context: { by: 'test' },
    interceptors: [asTypedErrors],
  }) as ContractRouterClient<Contract>;
}

async function* events(farm: ScriptedFarm, signal: AbortSignal | undefined): AsyncGenerator<FarmEvent, void> {
  yield { type: 'snapshot', snapshot: farm.snapshot(), extras: farm.extras() };
  let known = farm.revision;
  const sent = new Map<string, string>();
  const isNew = (kind: string) => (record: { id: string }) => {
    const text = JSON.stringify(record);
    const isChanged = sent.get(kind + record.id) !== text;
    sent.set(kind + record.id, text);
    return isChanged;
  };
  for (;;) {
    await nextChange(farm, signal);
    if (signal?.aborted) return;
    const { revision, atMs, policy, round, accounts, miners } = farm.snapshot();
    yield {
      type: 'delta',
      baseRevision: known,
      revision,
      atMs,
      policy,
      round,
      accounts: accounts.filter(isNew('account ')),
      miners: miners.filter(isNew('miner ')),
      removedAccountIds: [...farm.archived.keys()],
      removedMinerIds: [],
      extras: farm.extras(),
    };
    known = revision;
  }
}

function nextChange(farm: ScriptedFarm, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const stop = farm.onChange(() => {
      stop();
      resolve();
    });
    signal?.addEventListener('abort', () => {
      stop();
      resolve();
    });
  });
}

function testReport(url: string) {
  const isWrong = !url.startsWith('stratum+');
  return {
    ok: !isWrong,
    summary: isWrong
      ? `“${url}” is not a pool address; it begins with stratum+tcp:// or stratum+ssl://.`
      : 'The pool answered and accepted the worker. It sends jobs of difficulty 65,536.',
    steps: isWrong
      ? [{ name: 'Read the address', ok: false, detail: 'unknown scheme', tookMs: 0 }]
      : [
          { name: 'Find the host', ok: true, detail: 'pool-a.example is 203.0.113.7', tookMs: 4 },
          { name: 'Connect', ok: true, detail: 'port 3333 is open', tookMs: 21 },
          { name: 'Subscribe', ok: true, detail: 'extranonce2 of 8 bytes', tookMs: 18 },
          { name: 'Log in', ok: true, detail: 'the worker name was accepted', tookMs: 25 },
          { name: 'First job', ok: true, detail: 'difficulty 65,536', tookMs: 40 },
        ],
    extranonce1Bytes: isWrong ? null : 4,
    extranonce2Bytes: isWrong ? null : 8,
    versionMask: isWrong ? null : '1fffe000',
    difficulty: isWrong ? null : 65_536,
  };
}
