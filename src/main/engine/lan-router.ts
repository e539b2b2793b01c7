import { implement } from '@orpc/server';

import { contract } from '#shared/contract.ts';

import type { CallContext } from './call-context.ts';
import type { LanDesk } from './lan-desk.ts';

const os = implement(contract).$context<CallContext>();

/** Looking for machines. */
export function discoveryProcedures(lan: LanDesk) {
  return {
    get: os.discovery.get.handler(() => lan.discovery()),
    networks: os.discovery.networks.handler(() => lan.networks()),
    scan: os.discovery.scan.handler(({ input, context }) => lan.scan(input, context.by)),
    control: os.discovery.control.handler(({ input }) => lan.controlScan(input.action)),
    schedule: os.discovery.schedule.handler(({ input, context }) => lan.setSchedule(input, context.by)),
    listen: os.discovery.listen.handler(({ input }) => lan.listenForReports(input.on)),
  };
}

/** Reading and changing machines. */
export function machineProcedures(lan: LanDesk) {
  return {
    list: os.machines.list.handler(() => lan.machines()),
    control: os.machines.control.handler(({ input, context }) =>
      lan.control(input.id, input.action, context.by),
    ),
    forget: os.machines.forget.handler(({ input, context }) => {
      lan.forget(input.id, context.by);
      return { id: input.id };
    }),
    merge: os.machines.merge.handler(({ input, context }) => lan.merge(input.id, input.fromId, context.by)),
    split: os.machines.split.handler(({ input, context }) => lan.split(input.id, context.by)),
    previewPoint: os.machines.previewPoint.handler(({ input, signal }) => lan.previewPoint(input, signal)),
    point: os.machines.point.handler(({ input, context }) => lan.point(input, context.by)),
    restore: os.machines.restore.handler(({ input, context }) => lan.restore(input, context.by)),
    runs: os.machines.runs.handler(() => lan.runs()),
    cancelRun: os.machines.cancelRun.handler(({ input, context }) => lan.cancelRun(input.id, context.by)),
    credentials: os.machines.credentials.handler(() => lan.credentials()),
    addCredential: os.machines.addCredential.handler(({ input, context }) =>
      lan.addCredential(input, context.by),
    ),
    removeCredential: os.machines.removeCredential.handler(({ input, context }) =>
      lan.removeCredential(input.id, context.by),
    ),
    rules: os.machines.rules.handler(() => lan.rules()),
    setRules: os.machines.setRules.handler(({ input, context }) => lan.setRules(input, context.by)),
    exportSnapshots: os.machines.exportSnapshots.handler(({ input, context }) =>
      lan.exportSnapshots(input.passphrase, context.by),
    ),
    importSnapshots: os.machines.importSnapshots.handler(({ input, context }) =>
      lan.importSnapshots(input.file, input.passphrase, context.by),
    ),
  };
}
