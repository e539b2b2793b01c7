import { gzipSync } from 'node:zlib';

import type { MinerFamily } from '#engine/discovery/families.ts';
import type { MinerPorts } from '#engine/miner-api/miner-host.ts';

/** What a simulated host answers before anybody has logged in, by port; a port it has not is closed. */
export interface HostKind {
  /** Null: no miner. */
  family: MinerFamily | null;
  cgminer?: (command: string) => string;
  http?: (path: string) => string | Uint8Array;
  whatsminerV3?: (command: string) => string;
}

/** Where a simulated host is and when it answers. */
export interface HostSpec {
  address: string;
  ports: MinerPorts;
  kind: string;
  /** Before each reply. */
  delayMs: number;
}

function page(body: string, head = 'HTTP/1.1 200 OK\r\nContent-Type: text/html'): string {
  return `${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`;
}

function compressedPage(body: string): Uint8Array {
  const packed = gzipSync(body);
  const head = `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${packed.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), packed]);
}

function login(realm: string): string {
  const challenge = `WWW-Authenticate: Digest realm="${realm}", nonce="5d1c8a", qop="auth"`;
  return page('<h1>401</h1>', `HTTP/1.1 401 Unauthorized\r\n${challenge}`);
}

function version(facts: object): (command: string) => string {
  const reply = { STATUS: [{ STATUS: 'S', Code: 22, Msg: 'CGMiner versions' }], VERSION: [facts], id: 1 };
  const denied = { STATUS: [{ STATUS: 'E', Code: 45, Msg: 'Access denied' }], id: 1 };
  return (command) => `${JSON.stringify(command === 'version' ? reply : denied)}\0`;
}

const NOT_FOUND = page('not found', 'HTTP/1.1 404 Not Found\r\nContent-Type: text/plain');
const antminerLogin = (): string => login('antMiner Configuration');
const S19 = { BMMiner: '2.0.0', API: '3.1', Miner: '49.0.1.3', Type: 'Antminer S19' };
const axePage = compressedPage('<!doctype html><title>AxeOS</title><app-root></app-root>');
const axeInfo = JSON.stringify({ ASICModel: 'BM1370', deviceModel: 'Gamma', axeOSVersion: 'v2.9.0' });

/** Families as they show themselves, and what else is on a farm's network. Texts are made up after the shapes. */
export const HOST_KINDS: Record<string, HostKind> = {
  antminer: { family: 'antminer-stock', cgminer: version(S19), http: antminerLogin },
  closedAntminer: { family: 'antminer-stock', http: antminerLogin },
  anthill: { family: 'vnish', cgminer: version(S19), http: () => page('<title>AnthillOS</title>') },
  hiveon: {
    family: 'hiveon',
    cgminer: version({ ...S19, Miner: 'hiveon-1.2', Type: 'Antminer S19 Hiveon' }),
    http: antminerLogin,
  },
  braiins: {
    family: 'braiins-os',
    cgminer: version({ BOSer: 'boser-openwrt 25.05', API: '3.7' }),
    http: () => page('<title>Braiins OS</title>'),
  },
  luxos: { family: 'luxos', cgminer: version({ LUXminer: '2026.1', Type: 'Antminer S19' }) },
  whatsminer: {
    family: 'whatsminer',
    cgminer: () => '{"STATUS":"E","Code":14,"Msg":"invalid cmd","Description":"whatsminer v1.1"}',
    http: () => page('', 'HTTP/1.1 307 Temporary Redirect\r\nLocation: https://10.0.0.9/cgi-bin/luci'),
  },
  whatsminerThird: {
    family: 'whatsminer',
    whatsminerV3: (command) =>
      JSON.stringify({ code: 0, when: 1, desc: command, msg: { miner: { type: 'M60_VK1' } } }),
  },
  avalon: { family: 'avalon', cgminer: version({ PROD: 'AvalonMiner 1366', MODEL: '1366', API: '3.7' }) },
  bitaxe: {
    family: 'bitaxe',
    http: (path) => (path === '/' ? axePage : path === '/api/system/info' ? page(axeInfo) : NOT_FOUND),
  },
  cgminer: { family: 'cgminer-unknown', cgminer: version({ CGMiner: '4.12.1', API: '3.7' }) },
  printer: {
    family: null,
    http: (path) => (path === '/' ? page('<title>Laser printer</title>') : NOT_FOUND),
  },
  router: {
    family: null,
    http: () => page('<h1>401</h1>', 'HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm="router"'),
  },
  camera: { family: null, http: () => page('', 'HTTP/1.1 302 Found\r\nLocation: /') },
  /** Open everywhere and mute: as an address that nobody has, once its queue is full. */
  dead: { family: null, cgminer: () => '', http: () => '', whatsminerV3: () => '' },
};

/** The kinds that are miners. */
export const MINER_KINDS = Object.keys(HOST_KINDS).filter((name) => HOST_KINDS[name]?.family !== null);

/** Ports at which a kind listens. */
export function portsOf(kind: string): (keyof MinerPorts)[] {
  const { cgminer, http, whatsminerV3 } = HOST_KINDS[kind] ?? { family: null };
  return [
    ...(http ? (['http'] as const) : []),
    ...(cgminer ? (['cgminer'] as const) : []),
    ...(whatsminerV3 ? (['whatsminerV3'] as const) : []),
  ];
}
