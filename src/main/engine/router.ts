import { implement } from '@orpc/server';

import { readFarmFile } from '#engine/config/farm-file.ts';
import { contract } from '#shared/contract.ts';

import type { Engine } from './engine.ts';
import { readAllocation, readHistory, testConnection } from './queries.ts';

/** What every call brings along. */
export interface CallContext {
  /** Who asks: `desktop`, `browser`, `api`. Stored with marks and in the audit. */
  by: string;
}

/** The contract's procedures on an engine: the only door. Errors are `AppError`s; the shells put them on the wire. */
export function createRouter(engine: Engine) {
  const os = implement(contract).$context<CallContext>();
  return os.router({
    farm: {
      get: os.farm.get.handler(() => engine.snapshot()),
      extras: os.farm.extras.handler(() => engine.extras()),
      applyFile: os.farm.applyFile.handler(({ input, context }) => {
        engine.applyFarmFile(readFarmFile(input), context.by);
        return engine.snapshot();
      }),
      events: os.farm.events.handler(({ signal }) => engine.feed.events(signal)),
    },
    miners: {
      markFailed: os.miners.markFailed.handler(({ input, context }) => {
        engine.operations.markMiner({ ...input, by: context.by });
        return { ...engine.minerView(input.id), standbyPromoted: [] };
      }),
      setRole: os.miners.setRole.handler(({ input, context }) => {
        engine.operations.setRole(input.id, input.role, context.by);
        return engine.minerView(input.id);
      }),
    },
    pools: {
      markFailed: os.pools.markFailed.handler(({ input, context }) => {
        engine.endpointView(input.id);
        engine.operations.markPool({ ...input, by: context.by });
        return engine.endpointView(input.id);
      }),
    },
    accounts: {
      list: os.accounts.list.handler(() => engine.book.settings()),
      add: os.accounts.add.handler(({ input, context }) => engine.book.add(input, context.by)),
      update: os.accounts.update.handler(({ input: { id, ...settings }, context }) =>
        engine.book.update(id, settings, context.by),
      ),
      reorder: os.accounts.reorder.handler(({ input, context }) =>
        engine.book.reorder(input.ids, context.by),
      ),
      remove: os.accounts.remove.handler(({ input, context }) => {
        engine.book.archive(input.id, context.by);
        return { id: input.id, archived: true };
      }),
      restore: os.accounts.restore.handler(({ input, context }) => engine.book.restore(input.id, context.by)),
      testConnection: os.accounts.testConnection.handler(({ input, signal }) =>
        testConnection(engine, input, signal),
      ),
    },
    history: {
      get: os.history.get.handler(({ input }) => readHistory(engine, input)),
      allocation: os.history.allocation.handler(({ input }) => readAllocation(engine, input)),
    },
  });
}
export type EngineRouter = ReturnType<typeof createRouter>;
