import { once } from 'node:events';
import { createServer } from 'node:net';

import type { MinerPorts } from '#engine/miner-api/miner-host.ts';

/** Where one simulated miner listens. */
export interface Place {
  /** In 127.0.0.0/8. */
  address: string;
  ports: MinerPorts;
}

/** Below the ports that systems hand out by themselves (Linux from 32768, others from 49152). */
const FIRST_PORT = 10_000;
const PORT_COUNT = 20_000;
const PER_BLOCK = 254;
const TRIES = 50;

/**
 * `count` addresses next to each other, all with the same free ports, as the miners of one farm have. The
 * block of addresses is picked at random, so that test files that run at once do not meet.
 */
export async function findPlaces(count: number): Promise<Place[]> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const second = 16 + Math.floor(Math.random() * 200);
    const third = Math.floor(Math.random() * (256 - Math.ceil(count / PER_BLOCK)));
    const first = FIRST_PORT + Math.floor(Math.random() * PORT_COUNT);
    const ports: MinerPorts = { http: first, cgminer: first + 1, whatsminerV3: first + 2 };
    const places = Array.from({ length: count }, (_, index) => ({
      address: `127.${second}.${third + Math.floor(index / PER_BLOCK)}.${1 + (index % PER_BLOCK)}`,
      ports,
    }));
    if (await areFree(places.slice(0, 1))) return places;
  }
  throw new Error(`no free ports for ${count} simulated miners after ${TRIES} tries`);
}

/** One address with free ports. */
export async function findPlace(): Promise<Place> {
  const [place] = await findPlaces(1);
  if (!place) throw new Error('no place');
  return place;
}

async function areFree(places: readonly Place[]): Promise<boolean> {
  for (const { address, ports } of places) {
    for (const port of Object.values(ports) as number[]) if (!(await isFree(address, port))) return false;
  }
  return true;
}

async function isFree(address: string, port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, address);
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}
