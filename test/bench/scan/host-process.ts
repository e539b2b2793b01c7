import { serveHosts } from './host-servers.ts';
import type { HostSpec } from './hosts.ts';

/** A process of its own for simulated hosts: takes `{specs, backlog}` as its first message, says `ready`. */
process.once('message', (message: { specs: HostSpec[]; backlog: number }) => {
  void serveHosts(message.specs, message.backlog).then(() => process.send?.('ready'));
});
process.once('disconnect', () => process.exit(0));
