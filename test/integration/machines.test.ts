import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { algorithmOf } from '#engine/drivers/algorithm.ts';
import { driverFor } from '#engine/drivers/driver-for.ts';
import { familyName } from '#engine/drivers/family-names.ts';
import { realClock } from '#engine/lib/clock.ts';
import { silentLog } from '#engine/lib/log.ts';
import { keySecretBox } from '#engine/lib/secret-box.ts';
import { Machines } from '#engine/machines/machines.ts';
import { machineView, type MachineView } from '#shared/model/machine.ts';
import { type SimulatedAntminer, startAntminer } from '#test/support/simulators/antminer.ts';
import { startAxeOs } from '#test/support/simulators/axeos.ts';
import { findPlaces, type Place } from '#test/support/simulators/places.ts';
import { TempDb } from '#test/support/temp-db.ts';

let temp: TempDb;
let machines: Machines;
let places: Place[];
const stops: (() => Promise<void>)[] = [];
beforeEach(async () => {
  temp = new TempDb();
  places = await findPlaces(3);
  const ports = places[0]!.ports;
  machines = new Machines({
    database: temp.open(realClock),
    secretBox: keySecretBox(Buffer.alloc(32, 7)),
    clock: realClock,
    log: silentLog,
    drivers: driverFor,
    host: (address, signal) => ({ address, ports, clock: realClock, signal }),
    familyName,
    algorithmOf: (family, model, reading) => algorithmOf(family, model, reading ?? undefined),
    isOurs: () => false,
    canRestore: () => false,
    isChanging: () => false,
    sickness: () => null,
    standby: () => null,
    httpPort: ports.http,
  });
});
afterEach(async () => {
  await machines.stop();
  for (const stop of stops.splice(0)) await stop();
  temp.dispose();
});

async function antminer(place: Place): Promise<SimulatedAntminer> {
  const miner = await startAntminer(place, { credential: { user: 'root', password: 'right' } });
  stops.push(() => miner.stop());
  return miner;
}

function sight(place: Place, family: 'antminer-stock' | 'bitaxe'): string {
  const nothing = { model: null, firmware: null, mac: null, serial: null };
  const id = machines.sight({ ...nothing, address: place.address, family });
  if (id === null) throw new Error('not remembered');
  return id;
}

/** The machine's view after its next reading. */
function read(id: string): Promise<MachineView> {
  machines.start();
  return machines.control(id, 'read').then((view) => machineView.parse(view));
}

const family = (user: string, password: string) =>
  machines.addCredential({ scope: { kind: 'family', family: 'antminer-stock' }, user, password });

describe('a simulated Antminer', () => {
  it('is read without a login, and tells who it is with one', async () => {
    const miner = await antminer(places[0]!);
    const id = sight(places[0]!, 'antminer-stock');
    const before = await read(id);
    family('root', 'right');
    const after = await read(id);
    expect([before.state, before.mac, after.mac, after.serial, after.algorithm]).toEqual([
      'answering',
      null,
      miner.facts.mac.toLowerCase(),
      miner.facts.serial,
      'sha256d',
    ]);
  });

  it('gets two wrong logins and no third, until the owner enters the right one', async () => {
    const miner = await antminer(places[0]!);
    const id = sight(places[0]!, 'antminer-stock');
    family('root', 'wrong');
    family('admin', 'wrong');
    await expect(machines.control(id, 'blink-on')).rejects.toThrow();
    const locked = machines.view(id).state;
    const asked = miner.body.requests.length;
    await expect(machines.control(id, 'blink-on')).rejects.toThrow('is left alone for another');
    const askedMeanwhile = miner.body.requests.length - asked;
    machines.addCredential({ scope: { kind: 'machine', machineId: id }, user: 'root', password: 'right' });
    await machines.control(id, 'blink-on');
    expect([locked, askedMeanwhile, miner.isBlinking]).toEqual(['locked-out', 0, true]);
  });

  it('keeps its record, its miner and its login when DHCP gives it another address', async () => {
    const first = await antminer(places[0]!);
    family('root', 'right');
    const id = sight(places[0]!, 'antminer-stock');
    await read(id);
    machines.noteSession({ minerId: 'rack1', address: places[0]!.address, worker: 'rack1' });
    machines.noteSessionClosed('rack1');
    await first.stop();
    await antminer(places[1]!);
    const asked: string[] = [];
    machines.book.wantsIdentifying.on((address) => asked.push(address));
    machines.noteSession({ minerId: 'rack1', address: places[1]!.address, worker: 'rack1' });
    const found = sight(places[1]!, 'antminer-stock');
    const { id: proved } = await read(found);
    const views = machines.views().map((view) => [view.id, view.address, view.minerId]);
    expect([asked[0], found === id, proved, views]).toEqual([
      places[1]!.address,
      false,
      id,
      [[id, places[1]!.address, 'rack1']],
    ]);
  });
});

describe('a simulated Bitaxe', () => {
  it('that is known by its connection to the proxy only is a whole machine once it is identified', async () => {
    const axe = await startAxeOs(places[2]!, { generation: 'slots' });
    stops.push(() => axe.stop());
    machines.start();
    machines.noteSession({ minerId: 'desk', address: places[2]!.address, worker: 'desk' });
    const [peer] = machines.views();
    const id = sight(places[2]!, 'bitaxe');
    const view = await read(id);
    expect([peer?.family, view.id === peer?.id, view.minerId, view.familyName, view.mac]).toEqual([
      'unknown',
      true,
      'desk',
      familyName('bitaxe'),
      '02:00:00:0a:0b:0c',
    ]);
    expect(view.telemetry?.hashrate.now).toBeGreaterThan(0);
  });
});
