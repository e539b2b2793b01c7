import { afterEach, describe, expect, it } from 'vitest';

import type { MinerFamily } from '#engine/discovery/families.ts';
import { GENTLE_LIMITS, SCAN_LIMITS } from '#engine/discovery/scan/scan-limits.ts';
import type { Sighting } from '#engine/discovery/scan/scan-run.ts';
import { Scanner } from '#engine/discovery/scan/scanner.ts';
import type { ScannerOptions } from '#engine/discovery/scan/scanner.ts';
import { realClock } from '#engine/lib/clock.ts';
import { silentLog } from '#engine/lib/log.ts';
import type { MinerPorts } from '#engine/miner-api/miner-host.ts';
import { HostProcess } from '#test/bench/scan/farm-processes.ts';
import { serveHosts } from '#test/bench/scan/host-servers.ts';
import { HOST_KINDS, MINER_KINDS } from '#test/bench/scan/hosts.ts';
import type { HostSpec } from '#test/bench/scan/hosts.ts';
import { findPlaces } from '#test/support/simulators/places.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

interface Lan {
  ranges: string;
  ports: MinerPorts;
  specs: (from: number, kinds: readonly string[], delayMs?: number) => HostSpec[];
}

async function lan(addresses: number): Promise<Lan> {
  const places = await findPlaces(addresses);
  return {
    ranges: `${places[0]!.address}-${places.at(-1)!.address}`,
    ports: places[0]!.ports,
    specs: (from, kinds, delayMs = 0) =>
      kinds.map((kind, index) => ({ ...places[from + index]!, kind, delayMs })),
  };
}

function scannerFor({ ports }: Lan, options: ScannerOptions & { known?: Map<string, MinerFamily> } = {}) {
  const { known = new Map(), ...rest } = options;
  const scanner = new Scanner(
    { clock: realClock, log: silentLog, known: (address) => known.get(address) ?? null },
    { ports, nextSeed: () => 7, ...rest },
  );
  const sightings: Sighting[] = [];
  scanner.sighted.on((sighting) => sightings.push(sighting));
  cleanUps.push(() => scanner.stop());
  return { scanner, sightings };
}

const families = (sightings: readonly Sighting[]): Record<string, string> =>
  Object.fromEntries(
    sightings.toSorted((a, b) => (a.address < b.address ? -1 : 1)).map((one) => [one.address, one.family]),
  );

const expected = (specs: readonly HostSpec[]): Record<string, string> =>
  Object.fromEntries(
    specs
      .toSorted((a, b) => (a.address < b.address ? -1 : 1))
      .map(({ address, kind }) => [address, HOST_KINDS[kind]?.family ?? 'unknown']),
  );

describe('a scan of 60 addresses', () => {
  it('finds all 20 miners, those that answer late and those whose addresses were silent at first', async () => {
    const farm = await lan(60);
    const prompt = farm.specs(0, MINER_KINDS);
    const slow = farm.specs(20, ['antminer', 'bitaxe', 'whatsminerThird'], 400);
    const cold = farm.specs(30, ['antminer', 'whatsminer', 'bitaxe', 'avalon', 'luxos', 'hiveon']);
    const others = farm.specs(40, ['printer', 'router', 'camera']);
    cleanUps.push(await serveHosts([...prompt, ...slow, ...others]));
    const coldHosts = await HostProcess.startSilent(cold);
    cleanUps.push(() => coldHosts.stop());
    const { scanner, sightings } = scannerFor(farm);
    let isAwake = false;
    scanner.changed.on(() => {
      if (isAwake || scanner.view()?.phase !== 'identify') return;
      isAwake = true;
      scanner.pause();
      void coldHosts.wake().then(() => scanner.resume());
    });
    scanner.start({ ranges: farm.ranges });
    await scanner.idle();

    expect(families(sightings)).toEqual(expected([...prompt, ...slow, ...cold]));
    expect(scanner.view()).toMatchObject({
      state: 'done',
      phase: 'finished',
      addresses: 60,
      swept: 60,
      open: 23,
      identified: 23,
      miners: 20,
      otherDevices: 3,
      socketsNow: 0,
      leftMs: null,
      note: null,
    });
    expect(scanner.view()!.socketsMost).toBeLessThanOrEqual(256);
  });

  it('asks a known machine one question and a machine that changed all of them', async () => {
    const farm = await lan(8);
    const specs = farm.specs(0, ['antminer', 'bitaxe', 'anthill']);
    cleanUps.push(await serveHosts(specs));
    const known = new Map<string, MinerFamily>([
      [specs[0]!.address, 'antminer-stock'],
      [specs[1]!.address, 'bitaxe'],
      [specs[2]!.address, 'whatsminer'],
    ]);
    const { scanner, sightings } = scannerFor(farm, { known });
    scanner.start({ ranges: farm.ranges });
    await scanner.idle();
    const told = sightings
      .toSorted((a, b) => (a.address < b.address ? -1 : 1))
      .map(({ family, isConfirmation, evidence }) => ({ family, isConfirmation, asked: evidence.length }));
    expect(told).toEqual([
      { family: 'antminer-stock', isConfirmation: true, asked: 1 },
      { family: 'bitaxe', isConfirmation: true, asked: 1 },
      { family: 'vnish', isConfirmation: false, asked: 2 },
    ]);
  });

  it('remembers what is no miner, and asks it again only on demand', async () => {
    const farm = await lan(6);
    cleanUps.push(await serveHosts(farm.specs(0, ['printer', 'router'])));
    const { scanner } = scannerFor(farm);
    const counts: (number | undefined)[][] = [];
    for (const rescanAll of [false, false, true]) {
      scanner.start({ ranges: farm.ranges, rescanAll });
      await scanner.idle();
      const view = scanner.view();
      counts.push([view?.open, view?.identified, view?.otherDevices]);
    }
    expect(counts).toEqual([
      [2, 2, 2],
      [0, 0, 2],
      [2, 2, 2],
    ]);
  });

  it('stops at once when cancelled, with every socket closed, and can begin anew', async () => {
    const farm = await lan(20);
    cleanUps.push(await serveHosts(farm.specs(0, ['antminer', 'bitaxe'], 60_000)));
    const { scanner, sightings } = scannerFor(farm);
    scanner.start({ ranges: farm.ranges });
    await new Promise<void>((resolve) => {
      scanner.changed.on(() => void ((scanner.view()?.open ?? 0) === 2 && resolve()));
    });
    expect(() => scanner.start({ ranges: farm.ranges })).toThrow('A scan is going on already');
    scanner.cancel();
    expect(scanner.view()).toMatchObject({ state: 'cancelled', phase: 'finished', leftMs: null });
    await scanner.idle();
    expect(scanner.view()?.socketsNow).toBe(0);
    expect(sightings).toEqual([]);
    expect(scanner.start({ ranges: farm.ranges }).state).toBe('running');
  });

  it('holds still while it is paused', async () => {
    const farm = await lan(40);
    cleanUps.push(await serveHosts(farm.specs(0, ['antminer', 'bitaxe'])));
    const slowly = { ...SCAN_LIMITS, sweep: { ...SCAN_LIMITS.sweep, sockets: 6 } };
    const { scanner, sightings } = scannerFor(farm, { limits: slowly });
    scanner.start({ ranges: farm.ranges });
    scanner.pause();
    expect(scanner.view()?.state).toBe('paused');
    await expect.poll(() => scanner.view()?.socketsNow).toBe(0);
    const swept = scanner.view()!.swept;
    expect(swept).toBeLessThan(40);
    scanner.resume();
    await scanner.idle();
    expect(scanner.view()).toMatchObject({ state: 'done', swept: 40, miners: 2 });
    expect(sightings).toHaveLength(2);
  });

  it('scans gently when asked to', async () => {
    const farm = await lan(12);
    cleanUps.push(await serveHosts(farm.specs(0, ['antminer'])));
    const { scanner, sightings } = scannerFor(farm);
    scanner.start({ ranges: farm.ranges }, { isGentle: true });
    await scanner.idle();
    expect(sightings).toHaveLength(1);
    expect(scanner.view()!.socketsMost).toBeLessThanOrEqual(GENTLE_LIMITS.sweep.sockets);
  });
});
