import { afterEach, beforeEach, expect, it } from 'vitest';

import type { MachineView } from '#shared/model/machine.ts';
import { type SimulatedAntminer, startAntminer } from '#test/support/simulators/antminer.ts';
import { modernSettings } from '#test/support/simulators/antminer-settings.ts';
import { findPlaces, type Place } from '#test/support/simulators/places.ts';
import { SHARE, Stage } from '#test/support/stage.ts';

const MINUTE_MS = 60_000;
const EMPTY = { url: '', user: '', pass: '' };

let stage: Stage;
let antminer: SimulatedAntminer;

beforeEach(async () => {
  stage = new Stage();
  const pool = await stage.pool();
  const [place] = (await findPlaces(1)) as [Place];
  await stage.start({
    lan: { ports: place.ports },
    accounts: [{ name: 'alice', pools: [{ url: pool.url }], quota: { work: 1000 * SHARE } }],
  });
  const { clock, farm } = stage;
  const ours = { url: `stratum+tcp://127.0.0.1:${farm.port}`, user: 'rack1-01', pass: 'x' };
  antminer = await startAntminer(place, {
    clock,
    mining: {},
    settings: { ...modernSettings(), pools: [ours, EMPTY, EMPTY] },
  });
  await stage.passUntil('it is here', () => stage.minerView('rack1-01') !== undefined);
});

afterEach(async () => {
  await antminer.body.stop();
  await stage.stop();
});

function machine(): MachineView | undefined {
  return stage.farm.engine.lan.machines()[0];
}

function logIn(): void {
  stage.farm.engine.lan.addCredential(
    { scope: { kind: 'family', family: 'antminer-stock' }, user: 'root', password: 'root' },
    'test',
  );
}

function notices(): string[] {
  return stage.farm.engine.extras().notices.map(({ text }) => text);
}

it('finds out by itself what a connected miner is, and takes its nominal hashrate from it', async () => {
  logIn();
  await stage.passUntil('it was read', () => machine()?.telemetry != null, 2 * MINUTE_MS);
  expect(machine()).toMatchObject({
    family: 'antminer-stock',
    model: 'Antminer S19 Pro',
    mac: '02:a0:55:00:00:19',
    minerId: 'rack1-01',
    point: 'pointed',
  });
  expect(stage.minerView('rack1-01')?.nominalHashrate).toBe(110_000e9);
});

it('says of a machine with a dead board which board it is, and that it is below its standard', async () => {
  logIn();
  antminer.facts.boards = [36_700, 0, 36_500];
  await stage.passUntil('it was read', () => machine()?.telemetry != null, 2 * MINUTE_MS);
  await stage.passUntil(
    'it is below standard',
    () => stage.farm.engine.health.verdictOf('rack1-01')?.state === 'below-standard',
  );
  expect(stage.farm.engine.health.verdictOf('rack1-01')?.evidence).toMatch(
    /^it says of itself: board 2 of 3 is dead/,
  );
});

it('keeps the record of a machine as it is while its pools are being changed', async () => {
  logIn();
  await stage.passUntil('it was read', () => machine()?.telemetry != null, 2 * MINUTE_MS);
  const { lan } = stage.farm.engine;
  const id = machine()!.id;
  lan.point({ machineIds: [id], acceptsUnseen: true, proxyAddress: '127.0.0.1:1' }, 'test');
  const changes = [
    () => lan.forget(id, 'test'),
    () => lan.split(id, 'test'),
    () => lan.merge(id, 'm-000000000001', 'test'),
    () => lan.merge('m-000000000001', id, 'test'),
  ];
  for (const change of changes) expect(change).toThrow(/are being changed just now/);
  expect(machine()?.minerId).toBe('rack1-01');
});

it('tells once that somebody else has changed its pools, until they are put right', async () => {
  logIn();
  await stage.passUntil('it was read', () => machine()?.point === 'pointed', 2 * MINUTE_MS);
  const ours = structuredClone(antminer.file);
  const { lan } = stage.farm.engine;
  const id = machine()?.id ?? '';
  lan.machinesRoom.notePointed(id, { url: ours.pools[0]?.url ?? '', worker: 'rack1-01' });
  await stage.pass(3 * MINUTE_MS);
  const thief = { url: 'stratum+tcp://203.0.113.9:3333', user: 'thief', pass: 'x' };
  antminer.load({ ...ours, pools: [thief, EMPTY, EMPTY] });
  await stage.passUntil('it was noticed', () => machine()?.point === 'changed', 2 * MINUTE_MS);
  expect(notices().filter((text) => text.startsWith('Somebody has changed the pools of'))).toHaveLength(1);
  antminer.load(ours);
  await stage.passUntil('it is settled', () => machine()?.point === 'pointed', 2 * MINUTE_MS);
  expect(notices().some((text) => text.startsWith('Somebody has changed'))).toBe(false);
});
