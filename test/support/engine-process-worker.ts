import { type MessagePort, parentPort } from 'node:worker_threads';

import { FakePortMain } from './fake-electron.ts';

/**
 * Stands for an Electron utility process: gives `process.parentPort` the shape that Electron gives it, then runs
 * the real entry.
 */
const line = parentPort;
if (!line) throw new Error('this file runs in a worker');
const electronLine = {
  on(_event: 'message', listener: (event: { data: unknown; ports: FakePortMain[] }) => void): void {
    line.on('message', ({ data, ports }: { data: unknown; ports: MessagePort[] }) =>
      listener({ data, ports: ports.map((port) => new FakePortMain(port)) }),
    );
  },
  postMessage: (message: unknown) => line.postMessage(message),
};
Object.assign(process, { parentPort: electronLine });
await import('#main/electron/utility-main.ts');
