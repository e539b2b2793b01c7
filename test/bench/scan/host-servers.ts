import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';

import type { MinerPorts } from '#engine/miner-api/miner-host.ts';

import { HOST_KINDS, portsOf } from './hosts.ts';
import type { HostSpec } from './hosts.ts';

/** Listens as `specs` say; the returned function closes everything. */
export async function serveHosts(specs: readonly HostSpec[], backlog = 128): Promise<() => Promise<void>> {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  for (const spec of specs) {
    for (const name of portsOf(spec.kind)) {
      const server = createServer((socket) => {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
        answer(socket, name, spec);
      });
      server.listen({ host: spec.address, port: spec.ports[name], backlog });
      servers.push(server);
    }
  }
  await Promise.all(servers.filter(({ listening }) => !listening).map((server) => once(server, 'listening')));
  return async () => {
    for (const socket of sockets) socket.destroy();
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  };
}

function answer(socket: Socket, name: keyof MinerPorts, { kind, delayMs }: HostSpec): void {
  socket.on('error', () => undefined);
  socket.once('data', (bytes) => {
    const reply = replyTo(bytes, name, kind);
    setTimeout(() => socket.end(reply), delayMs);
  });
}

function replyTo(bytes: Buffer, name: keyof MinerPorts, kind: string): string | Uint8Array {
  const { http, cgminer, whatsminerV3 } = HOST_KINDS[kind] ?? { family: null };
  if (name === 'http') return http?.(bytes.toString('latin1').split(' ')[1] ?? '/') ?? '';
  if (name === 'cgminer') return cgminer?.(String(JSON.parse(bytes.toString()).command)) ?? '';
  const text = whatsminerV3?.(String(JSON.parse(bytes.subarray(4).toString()).cmd)) ?? '';
  const head = Buffer.alloc(4);
  head.writeUInt32LE(Buffer.byteLength(text));
  return Buffer.concat([head, Buffer.from(text)]);
}
