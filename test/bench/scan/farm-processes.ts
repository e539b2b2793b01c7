import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';

import type { HostOrders } from './host-process.ts';
import { portsOf } from './hosts.ts';
import type { HostSpec } from './hosts.ts';

const BACKLOG = 1;
/** Linux takes one connection more than the backlog says; from then on it drops SYNs, as if nobody were there. */
const FILLERS = BACKLOG + 1;

/** Simulated hosts in a process of their own, so that their work is not counted as the scanner's. */
export class HostProcess {
  readonly #child: ChildProcess;
  readonly #targets: { host: string; port: number }[];
  #fillers: Socket[] = [];

  private constructor(child: ChildProcess, specs: readonly HostSpec[]) {
    this.#child = child;
    this.#targets = specs.flatMap(({ address, ports, kind }) =>
      portsOf(kind).map((name) => ({ host: address, port: ports[name] })),
    );
  }

  static async start(specs: readonly HostSpec[], backlog = 128): Promise<HostProcess> {
    const child = fork(join(import.meta.dirname, 'host-process.ts'), { execArgv: [] });
    child.send({ specs, backlog } satisfies HostOrders);
    await once(child, 'message');
    return new HostProcess(child, specs);
  }

  /** Hosts whose addresses do not answer a connect at all until `wake`: stopped, and their queues full. */
  static async startSilent(specs: readonly HostSpec[]): Promise<HostProcess> {
    const hosts = await HostProcess.start(specs, BACKLOG);
    hosts.#child.kill('SIGSTOP');
    hosts.#fillers = await hosts.#connectAll(FILLERS);
    return hosts;
  }

  /** Resolves when every port takes connections again and nobody waits at it. */
  async wake(): Promise<void> {
    for (const socket of this.#fillers) socket.destroy();
    this.#child.kill('SIGCONT');
    for (const socket of await this.#connectAll(1)) socket.destroy();
    this.#child.send('ready?');
    await once(this.#child, 'message');
  }

  async stop(): Promise<void> {
    for (const socket of this.#fillers) socket.destroy();
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }

  async #connectAll(times: number): Promise<Socket[]> {
    const sockets = this.#targets.flatMap((target) => Array.from({ length: times }, () => connect(target)));
    for (const socket of sockets) socket.on('error', () => undefined);
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    return sockets;
  }
}
