import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { gzipSync } from 'node:zlib';

import { afterEach, expect, it } from 'vitest';

import { MAX_EVIDENCE_BYTES } from '#engine/discovery/scan/evidence-readers.ts';
import { SCAN_LIMITS } from '#engine/discovery/scan/scan-limits.ts';
import type { Sighting } from '#engine/discovery/scan/scan-run.ts';
import { Scanner } from '#engine/discovery/scan/scanner.ts';
import { realClock } from '#engine/lib/clock.ts';
import { silentLog } from '#engine/lib/log.ts';
import type { MinerPorts } from '#engine/miner-api/miner-host.ts';
import { findPlaces } from '#test/support/simulators/places.ts';

type Manner = [port: keyof MinerPorts, answer: (socket: Socket) => void];

const HUNDRED_MEGABYTES_PACKED = gzipSync(Buffer.alloc(100_000_000));
const TEN_MEGABYTES = Buffer.alloc(10_000_000, 0x20);
/** Room for the floods, which are made in this process too; every host here takes connections. */
const LIMITS = {
  ...SCAN_LIMITS,
  sweep: { ...SCAN_LIMITS.sweep, connectMs: 5000 },
  second: { ...SCAN_LIMITS.second, connectMs: 5000 },
  visit: { connectMs: 1000, requestMs: 1000, hostMs: 2500, upgradeMs: 300 },
};

const say =
  (bytes: string | Uint8Array) =>
  (socket: Socket): void =>
    void socket.end(bytes);
const keepSaying =
  (bytes: string | Uint8Array, everyMs: number, first = '') =>
  (socket: Socket): void => {
    socket.write(first);
    const timer = setInterval(() => socket.write(bytes), everyMs);
    socket.on('close', () => clearInterval(timer));
  };
const ok = (body: string, head = ''): string => `HTTP/1.1 200 OK\r\n${head}\r\n\r\n${body}`;
const GOOD_VERSION = '{"STATUS":[{"STATUS":"S"}],"VERSION":[{"CGMiner":"4.11","PROD":"AvalonMiner 1246"}]}\0';

const HOSTILE: Record<string, Manner> = {
  'ten megabytes of blanks on the cgminer port': ['cgminer', say(TEN_MEGABYTES)],
  'ten megabytes of nesting': ['cgminer', say('['.repeat(10_000_000))],
  'ten megabytes of NULs': ['cgminer', say(Buffer.alloc(10_000_000))],
  'one byte at a time, for ever': ['cgminer', keepSaying('{', 20)],
  'a web page on the cgminer port': ['cgminer', say('<html><h1>It works</h1></html>')],
  'random bytes': ['cgminer', say(Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 7919) & 255)))],
  'nothing at all': ['cgminer', () => undefined],
  'a connection closed at once': ['cgminer', (socket) => void socket.destroy()],
  'a connection reset at once': ['cgminer', (socket) => void socket.resetAndDestroy()],
  'a half-closed connection': ['cgminer', (socket) => void socket.end()],
  'an SSH banner': ['cgminer', keepSaying('', 500, 'SSH-2.0-OpenSSH_9.6\r\n')],
  'keys that mean something to JavaScript': ['cgminer', say('{"__proto__":{"family":"x"},"constructor":1}')],
  'headers without end': ['http', keepSaying('X-More: and more\r\n', 1, 'HTTP/1.1 200 OK\r\n')],
  'ten megabytes of headers': ['http', say(`HTTP/1.1 200 OK\r\nX-Long: ${'a'.repeat(10_000_000)}`)],
  'ten thousand headers': ['http', say(`HTTP/1.1 200 OK\r\n${'A: b\r\n'.repeat(10_000)}\r\n`)],
  'a redirect to itself': ['http', say('HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n')],
  'a body longer than promised': ['http', say(ok('x'.repeat(1000), 'Content-Length: 5'))],
  'a body shorter than promised': ['http', say(ok('x', 'Content-Length: 99999999999'))],
  'chunks without end': ['http', keepSaying('5\r\nhello\r\n', 1, ok('', 'Transfer-Encoding: chunked'))],
  'chunks of nonsense': ['http', say(ok('zz\r\nhello', 'Transfer-Encoding: chunked'))],
  'a page that unpacks to a hundred megabytes': [
    'http',
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n');
      socket.end(HUNDRED_MEGABYTES_PACKED);
    },
  ],
  'a page that says it is packed and is not': ['http', say(ok('plain', 'Content-Encoding: gzip'))],
  'bytes that are no HTTP': ['http', say(Buffer.from([22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3]))],
  'a frame of four gigabytes': ['whatsminerV3', say(Buffer.from([255, 255, 255, 255, 123]))],
  'heartbeats for ever': ['whatsminerV3', keepSaying(Buffer.alloc(4), 1)],
  'ten megabytes in a frame': [
    'whatsminerV3',
    (socket) => {
      socket.write(Buffer.from([0x80, 0x96, 0x98, 0]));
      socket.end(TEN_MEGABYTES);
    },
  ],
};

/** Miners in spite of it. */
const ODD: Record<string, { family: string; manner: Manner }> = {
  'a good one': { family: 'avalon', manner: ['cgminer', say(GOOD_VERSION)] },
  'its marker before ten megabytes': {
    family: 'whatsminer',
    manner: [
      'cgminer',
      say(`{"STATUS":"E","Description":"whatsminer v1.1","Msg":"${'x'.repeat(10_000_000)}"}`),
    ],
  },
  'its marker in a reply that is never whole': {
    family: 'luxos',
    manner: ['cgminer', keepSaying('', 500, '{"VERSION":[{"LUXminer":"2026.1","Type":"Antminer S21"')],
  },
  'its page cut in the middle': {
    family: 'braiins-os',
    manner: ['http', keepSaying('', 500, ok('<title>Braiins OS</title>', 'Content-Length: 50000'))],
  },
};

let servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  servers = [];
});

async function serve(address: string, ports: MinerPorts, [port, answer]: Manner): Promise<void> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.once('data', () => answer(socket));
  });
  servers.push(server);
  server.listen(ports[port], address);
  await once(server, 'listening');
}

it('goes on past every hostile host, keeps little of what they send, and finds the miners among them', async () => {
  const manners = [...Object.values(HOSTILE), ...Object.values(ODD).map(({ manner }) => manner)];
  const places = await findPlaces(manners.length);
  const ports = places[0]!.ports;
  await Promise.all(manners.map((manner, index) => serve(places[index]!.address, ports, manner)));
  const scanner = new Scanner(
    { clock: realClock, log: silentLog, known: () => null },
    { ports, limits: LIMITS },
  );
  const sightings: Sighting[] = [];
  scanner.sighted.on((sighting) => sightings.push(sighting));
  scanner.start({ ranges: `${places[0]!.address}-${places.at(-1)!.address}` });
  await scanner.idle();

  const names = [...Object.keys(HOSTILE), ...Object.keys(ODD)];
  const found = sightings.map(({ address, family }) => [
    names[places.findIndex((place) => place.address === address)],
    family,
  ]);
  expect(Object.fromEntries(found)).toEqual(
    Object.fromEntries(Object.entries(ODD).map(([name, { family }]) => [name, family])),
  );
  expect(scanner.view()).toMatchObject({
    state: 'done',
    open: manners.length,
    identified: manners.length,
    miners: Object.keys(ODD).length,
    otherDevices: Object.keys(HOSTILE).length,
    socketsNow: 0,
    note: null,
  });
  for (const { evidence } of sightings)
    for (const { reply } of evidence) expect(reply.length).toBeLessThanOrEqual(MAX_EVIDENCE_BYTES);
});
