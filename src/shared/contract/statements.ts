import { oc } from '@orpc/contract';
import { z } from 'zod';

import { reconcileInput, reconciliation } from '../model/reconciliation.ts';
import { stableId } from '../model/snapshot.ts';
import {
  downloadFile,
  installationKey,
  statementFormat,
  statementRequest,
  statementSummary,
} from '../model/statement.ts';

/** Signed statements of what an account was delivered, and the pool's numbers held beside ours. */
export const statementsContract = {
  list: oc
    .route({ method: 'GET', path: '/statements', summary: 'Statements issued so far, newest first' })
    .input(z.object({ accountId: stableId.optional() }))
    .output(z.array(statementSummary)),
  create: oc
    .route({
      method: 'POST',
      path: '/statements',
      summary: 'Issues a signed statement for an account and a time',
      successStatus: 201,
    })
    .input(statementRequest)
    .output(statementSummary),
  download: oc
    .route({ method: 'GET', path: '/statements/{id}/file', summary: 'A statement as JSON, CSV or PDF' })
    .input(z.object({ id: z.string().min(1).max(64), format: statementFormat }))
    .output(downloadFile),
  key: oc
    .route({
      method: 'GET',
      path: '/statements/key',
      summary: 'The public key that statements are signed with',
    })
    .output(installationKey),
  reconcile: oc
    .route({
      method: 'POST',
      path: '/reconciliations',
      summary: "Holds what a pool's page says of a day beside our accepted work",
      successStatus: 201,
    })
    .input(reconcileInput)
    .output(reconciliation),
  reconciliations: oc
    .route({ method: 'GET', path: '/reconciliations', summary: 'Earlier reconciliations, newest first' })
    .input(z.object({ accountId: stableId.optional() }))
    .output(z.array(reconciliation)),
};
