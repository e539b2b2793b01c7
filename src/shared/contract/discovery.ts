import { oc } from '@orpc/contract';
import { z } from 'zod';

import { discoveryView, networkSuggestion, scanRequest, scanSchedule } from '../model/machine.ts';

/** Looking for machines on the LAN. Nothing here changes a machine, and nothing sends it a credential. */
export const discoveryContract = {
  get: oc
    .route({ method: 'GET', path: '/discovery', summary: 'The scan, its schedule and button reports' })
    .output(discoveryView),
  networks: oc
    .route({ method: 'GET', path: '/discovery/networks', summary: "This PC's own networks" })
    .output(z.array(networkSuggestion)),
  scan: oc
    .route({ method: 'POST', path: '/discovery/scan', summary: 'Begins a scan of address ranges' })
    .input(scanRequest)
    .output(discoveryView),
  control: oc
    .route({
      method: 'POST',
      path: '/discovery/scan/control',
      summary: 'Pauses, resumes or cancels the scan',
    })
    .input(z.object({ action: z.enum(['pause', 'resume', 'cancel']) }))
    .output(discoveryView),
  schedule: oc
    .route({ method: 'PUT', path: '/discovery/schedule', summary: 'Rescans by itself, or not' })
    .input(scanSchedule)
    .output(discoveryView),
  listen: oc
    .route({
      method: 'POST',
      path: '/discovery/listen',
      summary: 'Listens for the button reports of machines for five minutes, or stops',
    })
    .input(z.object({ on: z.boolean() }))
    .output(discoveryView),
};
