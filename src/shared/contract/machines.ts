import { oc } from '@orpc/contract';
import { z } from 'zod';

import {
  changeRun,
  credentialScope,
  credentialView,
  machineAction,
  machineId,
  machineRules,
  machineView,
  pointPreviewLine,
  pointRequest,
  restoreRequest,
} from '../model/machine.ts';

const oneMachine = z.object({ id: machineId });

/** The machines on the LAN: what they say, whom they mine for, and the controls that they have. */
export const machinesContract = {
  list: oc
    .route({ method: 'GET', path: '/machines', summary: 'All known machines' })
    .output(z.array(machineView)),
  control: oc
    .route({
      method: 'POST',
      path: '/machines/{id}/control',
      summary: 'Blink, restart, sleep, wake, or read now',
    })
    .input(oneMachine.extend({ action: machineAction }))
    .output(machineView),
  forget: oc
    .route({ method: 'DELETE', path: '/machines/{id}', summary: 'Forgets a machine that is gone' })
    .input(oneMachine)
    .output(z.object({ id: machineId })),
  merge: oc
    .route({ method: 'POST', path: '/machines/{id}/merge', summary: 'Says that two records are one machine' })
    .input(oneMachine.extend({ fromId: machineId }))
    .output(machineView),
  split: oc
    .route({ method: 'POST', path: '/machines/{id}/split', summary: 'Says that a machine is not this miner' })
    .input(oneMachine)
    .output(machineView),
  previewPoint: oc
    .route({
      method: 'POST',
      path: '/machines/point/preview',
      summary: 'What pointing machines here would write, and what must be typed before',
    })
    .input(pointRequest.pick({ machineIds: true, proxyAddress: true }))
    .output(z.array(pointPreviewLine)),
  point: oc
    .route({
      method: 'POST',
      path: '/machines/point',
      summary: 'Points machines here, one first, then the rest',
    })
    .input(pointRequest)
    .output(changeRun),
  restore: oc
    .route({ method: 'POST', path: '/machines/restore', summary: 'Puts the previous pools of machines back' })
    .input(restoreRequest)
    .output(changeRun),
  runs: oc
    .route({
      method: 'GET',
      path: '/machines/runs',
      summary: 'Bulk changes, newest first, with their journal',
    })
    .output(z.array(changeRun)),
  cancelRun: oc
    .route({
      method: 'POST',
      path: '/machines/runs/{id}/cancel',
      summary: 'Begins no further machine of a run',
    })
    .input(z.object({ id: z.string().max(64) }))
    .output(changeRun),
  credentials: oc
    .route({ method: 'GET', path: '/machines/credentials', summary: 'For whom credentials are kept' })
    .output(z.array(credentialView)),
  addCredential: oc
    .route({ method: 'POST', path: '/machines/credentials', summary: 'Keeps a credential for machines' })
    .input(
      z.object({
        scope: credentialScope,
        user: z.string().max(64),
        password: z.string().max(256),
      }),
    )
    .output(z.array(credentialView)),
  removeCredential: oc
    .route({ method: 'DELETE', path: '/machines/credentials/{id}', summary: 'Forgets a credential' })
    .input(z.object({ id: z.coerce.number().int() }))
    .output(z.array(credentialView)),
  rules: oc
    .route({ method: 'GET', path: '/machines/rules', summary: 'Rules that act on machines by themselves' })
    .output(machineRules),
  setRules: oc
    .route({ method: 'PUT', path: '/machines/rules', summary: 'Changes these rules' })
    .input(machineRules)
    .output(machineRules),
  exportSnapshots: oc
    .route({
      method: 'POST',
      path: '/machines/snapshots/export',
      summary: 'The previous pools of all pointed machines as one file, sealed with a passphrase',
    })
    .input(z.object({ passphrase: z.string().min(8).max(256) }))
    .output(z.object({ file: z.string(), machines: z.int() })),
  importSnapshots: oc
    .route({
      method: 'POST',
      path: '/machines/snapshots/import',
      summary: 'Takes previous pools from such a file, for machines that have none kept here',
    })
    .input(z.object({ file: z.string().max(20_000_000), passphrase: z.string().max(256) }))
    .output(z.object({ machines: z.int() })),
};
