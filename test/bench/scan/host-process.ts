import { serveHosts } from './host-servers.ts';
import type { HostSpec } from './hosts.ts';

/** The first message to a process of simulated hosts. */
export interface HostOrders {
  specs: readonly HostSpec[];
  backlog: number;
}

/** A process of its own for simulated hosts: says `ready` when all of them listen, ends with its parent. */
process.once('message', ({ specs, backlog }: HostOrders) => {
  void serveHosts(specs, backlog).then(() => process.send?.('ready'));
});
process.once('disconnect', () => process.exit(0));
