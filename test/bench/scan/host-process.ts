import { serveHosts } from './host-servers.ts';
import type { HostSpec } from './hosts.ts';

/** The first message to a process of simulated hosts. */
export interface HostOrders {
  specs: readonly HostSpec[];
  backlog: number;
}

/**
 * A process of its own for simulated hosts: says `ready` when all of them listen, and again, at any later
 * message, when every connection that waited is accepted. Ends with its parent.
 */
process.once('message', ({ specs, backlog }: HostOrders) => {
  const sayReady = (): void => void process.send?.('ready');
  void serveHosts(specs, backlog).then(sayReady);
  process.on('message', () => setImmediate(() => setImmediate(sayReady)));
});
process.once('disconnect', () => process.exit(0));
