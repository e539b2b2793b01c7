import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';

import type { FarmClient } from './client.ts';
import { StatusHolder, type Connection } from './connection.ts';

/** What the preload posts with the port. */
const PORT_MESSAGE = 'hashquota:port';

/** Waits for the port that the preload forwards from the desktop shell. */
export function receivePort(target: Window): Promise<MessagePort> {
  return new Promise((resolve) => {
    target.addEventListener('message', function onMessage(event: MessageEvent) {
      const port = event.ports[0];
      // Only this page and its preload share this window and origin; frames are forbidden by the CSP.
      if (event.source !== target || event.data !== PORT_MESSAGE || !port) return;
      target.removeEventListener('message', onMessage);
      resolve(port);
    });
  });
}

/** The client over the desktop shell's MessagePort. A closed port means the engine is gone. */
export function openMessagePort(port: MessagePort): { client: FarmClient; connection: Connection } {
  const holder = new StatusHolder('open');
  const client: FarmClient = createORPCClient(new RPCLink({ port }));
  port.addEventListener('close', () => holder.set('lost'));
  port.start();
  const connection: Connection = {
    triesByItself: false,
    status: () => holder.status,
    subscribe: (listener) => holder.subscribe(listener),
    retry: () => location.reload(),
    drop: () => undefined,
  };
  return { client, connection };
}
