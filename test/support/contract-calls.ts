import { traverseContractProcedures } from '@orpc/server';

import { contract } from '#shared/contract.ts';

const account = {
  name: 'bob',
  pools: [{ url: 'stratum+tcp://127.0.0.1:1' }],
  worker: 'b',
  quota: { work: 1 },
  overflow: false,
  carryOver: false,
  upstream: 'aggregated',
};
/** What the farm begins with. */
export const FARM_FILE = {
  version: 1,
  accounts: [{ name: 'alice', pools: ['stratum+tcp://127.0.0.1:1'], worker: 'a', quota: { work: 10 } }],
  miners: [{ worker: 'm1' }],
};

/** An input for every procedure, in an order in which each succeeds, over any transport. */
export const CALLS: Record<string, object> = {
  'farm.get': {},
  'farm.extras': {},
  'farm.applyFile': FARM_FILE,
  'plan.get': {},
  'plan.eligibility': {},
  'plan.whatIf': { policy: 'parallel', addedHashrate: 1e12 },
  'miners.previewMark': { id: 'm1' },
  'miners.previewMarks': { ids: ['m1'] },
  'miners.health': { id: 'm1' },
  'miners.pinStandIns': { id: 'm1', pinned: false },
  'miners.markFailed': { id: 'm1', failed: true, note: 'fan' },
  'miners.markManyFailed': { ids: ['m1'], failed: false },
  'miners.setRole': { id: 'm1', role: 'standby' },
  'pools.health': {},
  'pools.markFailed': { id: 'alice~1', failed: true },
  'accounts.list': {},
  'accounts.add': account,
  'accounts.update': { ...account, id: 'bob', worker: 'b2' },
  'accounts.reorder': { ids: ['bob', 'alice'] },
  'accounts.remove': { id: 'bob' },
  'accounts.restore': { id: 'bob' },
  'accounts.testConnection': { url: 'stratum+tcp://127.0.0.1:1', worker: 'w' },
  'discovery.get': {},
  'discovery.networks': {},
  'discovery.scan': { ranges: '127.9.8.0/24' },
  'discovery.control': { action: 'cancel' },
  'discovery.schedule': { ranges: '127.9.8.0/24', everyMinutes: 60 },
  'discovery.listen': { on: false },
  'machines.list': {},
  'machines.control': { id: 'm-001122334451', action: 'read' },
  'machines.previewPoint': { machineIds: ['m-001122334451'] },
  'machines.point': { machineIds: ['m-001122334451'], acceptsUnseen: true },
  'machines.restore': { machineIds: ['m-001122334454'], acceptsUnseen: true },
  'machines.runs': {},
  'machines.cancelRun': { id: 'r-1' },
  'machines.split': { id: 'm-001122334451' },
  'machines.merge': { id: 'm-001122334451', fromId: 'm-001122334452' },
  'machines.forget': { id: 'm-001122334453' },
  'machines.addCredential': { scope: { kind: 'family', family: 'vnish' }, user: 'admin', password: 'p' },
  'machines.credentials': {},
  'machines.removeCredential': { id: 1 },
  'machines.rules': {},
  'machines.setRules': {
    automaticRestart: false,
    restartEveryHours: 6,
    restartAtMostPercent: 5,
    coldStandby: false,
  },
  'machines.exportSnapshots': { passphrase: 'long enough' },
  'machines.importSnapshots': { file: '{}', passphrase: 'long enough' },
  'alerts.list': {},
  'alerts.history': {},
  'alerts.acknowledge': { id: 'none' },
  'alerts.snooze': { id: 'none', untilMs: null },
  'alerts.rules': {},
  'alerts.setRule': {
    ...{ id: 'pool-down', on: true, threshold: null, severity: 'critical' },
    ...{ holdOffMs: 60_000, coolDownMs: 600_000, channels: ['desktop'] },
  },
  'alerts.resetRule': { id: 'pool-down' },
  'alerts.channels': {},
  'alerts.setChannels': { desktop: { on: false } },
  'alerts.testChannel': { id: 'desktop' },
  'charts.series': { by: 'farm', fromMs: 0, toMs: 3_600_000 },
  'charts.exportSeries': { by: 'farm', fromMs: 0, toMs: 3_600_000 },
  'charts.storage': {},
  'statements.list': {},
  'statements.create': {
    accountId: 'alice',
    period: { kind: 'days', from: '2026-01-01', to: '2026-01-01' },
  },
  'statements.download': { id: 'none', format: 'json' },
  'statements.key': {},
  'statements.reconcile': { accountId: 'alice', day: '2026-01-01', poolShares: 10 },
  'statements.reconciliations': {},
  'backup.get': {},
  'backup.settings': {
    ...{ isAutomatic: false, at: '03:30', folder: null },
    retention: { daily: 7, weekly: 4, monthly: 12 },
  },
  'backup.passphrase': { passphrase: 'long enough' },
  'backup.start': {},
  'backup.cancel': {},
  'backup.remove': { name: 'none.hqbackup' },
  'backup.restore': { name: 'none.hqbackup' },
  'configuration.export': {},
  'configuration.preview': { file: '{}' },
  'configuration.import': { file: '{}' },
  'settings.get': {},
  'settings.update': {
    policy: 'parallel',
    shortfall: 'pro-rata',
    round: { every: '1h', anchor: '00:00', timeZone: 'UTC' },
  },
  'history.get': { fromMs: 0, toMs: 120_000, bucketMs: 60_000 },
  'history.allocation': {},
};

/** What is answered where it is not 200: there is no such thing, or nothing of that time. */
export const STATUS: Record<string, number> = {
  'accounts.add': 201,
  'alerts.acknowledge': 404,
  'alerts.snooze': 404,
  'statements.create': 201,
  'statements.download': 404,
  'statements.reconcile': 201,
  'backup.remove': 404,
  'backup.restore': 404,
  'configuration.preview': 400,
  'configuration.import': 400,
  'machines.cancelRun': 404,
  'machines.exportSnapshots': 404,
  'machines.importSnapshots': 400,
};

/** A procedure of the contract and its route. */
export interface Procedure {
  /** `group.verb`. */
  name: string;
  method: string;
  /** With `{places}` for fields of the input. */
  path: string;
}

/** Every procedure that the contract has. */
export function procedures(): Procedure[] {
  const found: Procedure[] = [];
  traverseContractProcedures({ router: contract, path: [] }, ({ contract: procedure, path }) => {
    const { method = 'POST', path: route = '' } = procedure['~orpc'].route;
    found.push({ name: path.join('.'), method, path: route });
  });
  return found;
}
