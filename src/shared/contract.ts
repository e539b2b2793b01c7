import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';

import { alertsContract } from './contract/alerts.ts';
import { backupContract, configurationContract } from './contract/backup.ts';
import { chartsContract } from './contract/charts.ts';
import { discoveryContract } from './contract/discovery.ts';
import { machinesContract } from './contract/machines.ts';
import { statementsContract } from './contract/statements.ts';
import { accountInput, accountSettings, connectionReport } from './model/account.ts';
import { allocationInterval, historyBucket } from './model/history.ts';
import {
  ineligibility,
  markPreview,
  marksPreview,
  minerHealth,
  planSettings,
  planView,
  standIn,
  whatIfAnswer,
  whatIfInput,
} from './model/planning.ts';
import {
  endpointHealth,
  endpointView,
  failureReason,
  farmEvent,
  farmExtras,
  farmSnapshot,
  minerRole,
  minerView,
  stableId,
} from './model/snapshot.ts';

const failedInput = z.object({
  id: stableId,
  failed: z.boolean(),
  note: z.string().max(200).optional(),
  reason: failureReason.optional(),
});

const minerIds = z.array(stableId).min(1).max(10_000);

/** The farthest from 1970 that a date can be, ms. */
const LAST_MS = 8.64e15;
const timeRange = {
  fromMs: z.coerce.number().min(-LAST_MS).max(LAST_MS).optional(),
  toMs: z.coerce.number().min(-LAST_MS).max(LAST_MS).optional(),
};

/**
 * Everything the outside may ask of the engine. The window uses it over a MessagePort, the browser
 * over a WebSocket, programs over `/api/v1`; the OpenAPI document is generated from it.
 */
export const contract = {
  farm: {
    get: oc
      .route({ method: 'GET', path: '/farm', summary: 'The whole farm as it is now' })
      .output(farmSnapshot),
    extras: oc
      .route({ method: 'GET', path: '/farm/extras', summary: 'What the window shows beyond the snapshot' })
      .output(farmExtras),
    applyFile: oc
      .route({ method: 'PUT', path: '/farm/file', summary: 'Applies a farm file (JSON or YAML body)' })
      // Validated by the engine's farm-file reader, whose sentences name the field.
      .input(z.looseObject({}).describe('The farm file; see docs/farm-file.md'))
      .output(farmSnapshot),
    events: oc
      .route({ method: 'GET', path: '/events', summary: 'Server-sent events: a snapshot, then deltas' })
      .output(eventIterator(farmEvent)),
  },
  plan: {
    get: oc
      .route({
        method: 'GET',
        path: '/plan',
        summary: 'Who works for whom and why, what comes next, forecasts',
      })
      .output(planView),
    eligibility: oc
      .route({ method: 'GET', path: '/plan/eligibility', summary: 'Who cannot work for whom, and why' })
      .output(z.array(ineligibility)),
    whatIf: oc
      .route({
        method: 'POST',
        path: '/plan/what-if',
        summary: 'The farm with other quotas, policy or miners; touches nothing',
      })
      .input(whatIfInput)
      .output(whatIfAnswer),
  },
  miners: {
    previewMark: oc
      .route({
        method: 'GET',
        path: '/miners/{id}/failed/preview',
        summary: 'What marking the miner failed would do',
      })
      .input(z.object({ id: stableId }))
      .output(markPreview),
    previewMarks: oc
      .route({
        method: 'POST',
        path: '/miners/failed/preview',
        summary: 'What marking several miners failed at one time would do',
      })
      .input(z.object({ ids: minerIds }))
      .output(marksPreview),
    health: oc
      .route({
        method: 'GET',
        path: '/miners/{id}/health',
        summary: 'What is observed of a miner, with its evidence',
      })
      .input(z.object({ id: stableId }))
      .output(minerHealth),
    pinStandIns: oc
      .route({
        method: 'POST',
        path: '/miners/{id}/stand-ins',
        summary: 'Keeps its stand-ins when it recovers, or not',
      })
      .input(z.object({ id: stableId, pinned: z.boolean() }))
      .output(z.array(standIn)),
    markFailed: oc
      .route({
        method: 'POST',
        path: '/miners/{id}/failed',
        summary: 'Marks a miner failed, or puts it back',
      })
      .input(failedInput)
      .output(minerView.extend({ standbyPromoted: z.array(stableId) })),
    markManyFailed: oc
      .route({
        method: 'POST',
        path: '/miners/failed',
        summary: 'Marks several miners failed at one time, or puts them back',
      })
      .input(failedInput.omit({ id: true }).extend({ ids: minerIds }))
      .output(z.object({ miners: z.array(minerView), standbyPromoted: z.array(stableId) })),
    setRole: oc
      .route({ method: 'POST', path: '/miners/{id}/role', summary: 'Active or standby' })
      .input(z.object({ id: stableId, role: minerRole }))
      .output(minerView),
  },
  pools: {
    health: oc
      .route({
        method: 'GET',
        path: '/pools/health',
        summary: 'What is observed of every pool endpoint: answers, jobs, trouble',
      })
      .output(z.array(endpointHealth)),
    markFailed: oc
      .route({
        method: 'POST',
        path: '/pools/{id}/failed',
        summary: 'Marks a pool endpoint failed, or puts it back',
      })
      .input(failedInput)
      .output(endpointView),
  },
  accounts: {
    list: oc
      .route({ method: 'GET', path: '/accounts', summary: 'Settings of all accounts, in order' })
      .output(z.array(accountSettings)),
    add: oc
      .route({ method: 'POST', path: '/accounts', summary: 'Adds an account at the end', successStatus: 201 })
      .input(accountInput)
      .output(accountSettings),
    update: oc
      .route({ method: 'PUT', path: '/accounts/{id}', summary: 'Changes an account' })
      .input(accountInput.extend({ id: stableId }))
      .output(accountSettings),
    reorder: oc
      .route({ method: 'POST', path: '/accounts/order', summary: 'Puts the accounts into this order' })
      .input(z.object({ ids: z.array(stableId).max(1000) }))
      .output(z.array(accountSettings)),
    remove: oc
      .route({ method: 'DELETE', path: '/accounts/{id}', summary: 'Archives an account; its history stays' })
      .input(z.object({ id: stableId }))
      .output(z.object({ id: stableId, archived: z.boolean() })),
    restore: oc
      .route({ method: 'POST', path: '/accounts/{id}/restore', summary: 'Takes an archived account back' })
      .input(z.object({ id: stableId }))
      .output(accountSettings),
    testConnection: oc
      .route({ method: 'POST', path: '/accounts/test', summary: "Tries a pool's address and login" })
      .input(
        z.object({
          url: z.string().min(1).max(255),
          worker: z.string().min(1).max(128),
          password: z.string().max(256).optional(),
          ca: z.string().max(65_536).optional(),
          /** With an account's id and no password, the stored password is used. */
          accountId: stableId.optional(),
        }),
      )
      .output(connectionReport),
  },
  discovery: discoveryContract,
  machines: machinesContract,
  alerts: alertsContract,
  charts: chartsContract,
  statements: statementsContract,
  backup: backupContract,
  configuration: configurationContract,
  settings: {
    get: oc
      .route({ method: 'GET', path: '/settings', summary: 'Policy, round, and how quotas fall short' })
      .output(planSettings),
    update: oc
      .route({
        method: 'PUT',
        path: '/settings',
        summary: 'Changes policy, round, and how quotas fall short',
      })
      .input(planSettings)
      .output(planSettings),
  },
  history: {
    get: oc
      .route({ method: 'GET', path: '/history', summary: 'Work and hashrate per account and miner' })
      .input(z.object({ ...timeRange, bucketMs: z.coerce.number().max(LAST_MS).optional() }))
      .output(
        z.object({
          fromMs: z.number(),
          toMs: z.number(),
          bucketMs: z.number(),
          buckets: z.array(historyBucket),
        }),
      ),
    allocation: oc
      .route({ method: 'GET', path: '/allocation', summary: 'Who served whom, when and why' })
      .input(z.object(timeRange))
      .output(z.object({ fromMs: z.number(), toMs: z.number(), intervals: z.array(allocationInterval) })),
  },
};
export type Contract = typeof contract;
