import { afterEach, beforeEach, expect, it } from 'vitest';

import type { ValidatingPool } from '#main/demo/validating-pool.ts';
import type { ChangeRun, MachineView } from '#shared/model/machine.ts';
import { type SimulatedAntminer, startAntminer } from '#test/support/simulators/antminer.ts';
import { modernSettings } from '#test/support/simulators/antminer-settings.ts';
import { type SimulatedAxe, startAxeOs } from '#test/support/simulators/axeos.ts';
import { findPlaces, type Place } from '#test/support/simulators/places.ts';
import type { SimulatedMining } from '#test/support/simulators/simulated-mining.ts';
import { type SimulatedWhatsminer, startWhatsminer } from '#test/support/simulators/whatsminer.ts';
import { SHARE, Stage } from '#test/support/stage.ts';

/** Shares of the pool that make the customer's quota. */
const QUOTA_SHARES = 12;
const MINUTE_MS = 60_000;
const OLD_PASSWORD = 'old secret';

let stage: Stage;
let customers: ValidatingPool;
let previous: ValidatingPool;
let antminer: SimulatedAntminer;
let whatsminer: SimulatedWhatsminer;
let bitaxe: SimulatedAxe;
let places: Place[];

beforeEach(async () => {
  stage = new Stage();
  customers = await stage.pool();
  previous = await stage.pool();
  places = await findPlaces(8);
  const [first, second, third] = places as [Place, Place, Place];
  const pool = { url: previous.url, user: 'farm.old', pass: OLD_PASSWORD };
  const { clock } = stage;
  const empty = { url: '', user: '', pass: '' };
  antminer = await startAntminer(first, {
    clock,
    mining: {},
    settings: { ...modernSettings(), pools: [{ ...pool, user: 'farm.ant' }, empty, empty] },
  });
  whatsminer = await startWhatsminer(second, { mining: {}, password: 'whats secret' }, clock);
  const none = { url: '', user: '', password: '' };
  whatsminer.rules.load([{ url: pool.url, user: 'farm.whats', password: OLD_PASSWORD }, none, none]);
  const port = Number(new URL(previous.url.replace('stratum+tcp', 'http')).port);
  bitaxe = await startAxeOs(third, {
    generation: 'slots',
    clock,
    mining: {},
    slots: [
      {
        stratumURL: '127.0.0.1',
        stratumPort: port,
        stratumUser: 'farm.axe',
        stratumPassword: OLD_PASSWORD,
      },
    ],
  });
  await stage.start({
    lan: { ports: first.ports },
    accounts: [
      { name: 'alice', pools: [{ url: customers.url }], quota: { work: QUOTA_SHARES * SHARE } },
      { name: 'owner', pools: [{ url: previous.url }], quota: null, overflow: true },
    ],
  });
});

afterEach(async () => {
  await Promise.all([antminer.body.stop(), whatsminer.stop(), bitaxe.stop()]);
  await stage.stop();
});

function machines(): MachineView[] {
  return stage.farm.engine.lan.machines();
}

/** The machine of each simulator, by the family found. */
function idsOf(...families: string[]): string[] {
  return families.map((family) => machines().find((one) => one.family === family)?.id ?? `no ${family}`);
}

function minings(): SimulatedMining[] {
  return [antminer.mining, whatsminer.miner.mining, bitaxe.miner.mining].filter((one) => one != null);
}

function runNow(id: string): ChangeRun {
  const run = stage.farm.engine.lan.runs().find((one) => one.id === id);
  if (!run) throw new Error(`no run ${id}`);
  return run;
}

/** Lets time pass, and every simulated miner that is at the proxy find a share now and then, until `holds`. */
async function mineUntil(what: string, holds: () => boolean, limitMs: number): Promise<void> {
  for (let passedMs = 0; passedMs < limitMs; passedMs += 1000) {
    if (holds()) return;
    await stage.pass(1000);
    for (const { miner, pool } of minings()) {
      if (miner?.job && pool?.url.endsWith(`:${stage.farm.port}`)) await miner.mine({ shares: 1 });
    }
  }
  throw new Error(`not within ${limitMs} ms: ${what}`);
}

async function discover(): Promise<void> {
  const { lan } = stage.farm.engine;
  const [first] = places as [Place];
  lan.scan({ ranges: `${first.address}-${first.address.split('.')[3] === '1' ? '8' : '250'}` }, 'test');
  await stage.passUntil('the scan is done', () => lan.discovery().scan?.state === 'done', MINUTE_MS);
  lan.addCredential(
    { scope: { kind: 'family', family: 'antminer-stock' }, user: 'root', password: 'root' },
    'test',
  );
  lan.addCredential(
    { scope: { kind: 'family', family: 'whatsminer' }, user: 'admin', password: 'whats secret' },
    'test',
  );
  await stage.passUntil(
    'all machines were read',
    () => machines().filter(({ telemetry }) => telemetry).length === 3,
    3 * MINUTE_MS,
  );
}

it('finds machines, points them here, delivers a quota with them, and puts everything back', async () => {
  await discover();
  expect(machines().map(({ family, algorithm, point }) => ({ family, algorithm, point }))).toEqual(
    expect.arrayContaining(
      ['antminer-stock', 'whatsminer', 'bitaxe'].map((family) => ({
        family,
        algorithm: 'sha256d',
        point: 'elsewhere',
      })),
    ),
  );
  const before = structuredClone([antminer.file, whatsminer.rules.config, bitaxe.rules.running]);
  const slots = structuredClone(bitaxe.rules.slots);
  const ids = idsOf('antminer-stock', 'whatsminer', 'bitaxe');

  const { lan } = stage.farm.engine;
  const preview = await inTime(lan.previewPoint({ machineIds: ids }));
  expect(preview.map(({ can, promise }) => ({ can, promise }))).toEqual([
    { can: true, promise: 'exact' },
    { can: true, promise: 'typed' },
    { can: true, promise: 'exact' },
  ]);
  const passwords = preview.flatMap(({ passwordsAsked }) =>
    passwordsAsked.map((asked) => ({ ...asked, password: OLD_PASSWORD })),
  );
  expect(passwords).toHaveLength(1);

  const { id } = lan.point({ machineIds: ids, acceptsUnseen: true, passwords }, 'test');
  await mineUntil('all are pointed', () => runNow(id).state !== 'running', 20 * MINUTE_MS);
  expect(runNow(id).lines.map(({ step, isCanary }) => ({ step, isCanary }))).toEqual([
    { step: 'done', isCanary: true },
    { step: 'done', isCanary: false },
    { step: 'done', isCanary: false },
  ]);
  expect(antminer.pools.map(({ url }) => url)).toEqual([
    expect.stringMatching(new RegExp(`127\\.0\\.0\\.1:${stage.farm.port}$`)),
    previous.url,
    '',
  ]);
  expect(machines().map(({ point, minerId }) => [point, minerId !== null])).toEqual(
    Array.from({ length: 3 }, () => ['pointed', true]),
  );

  await mineUntil('the quota is met', () => stage.farm.account('alice').upToStandard, 10 * MINUTE_MS);
  await stage.settled();
  expect(stage.farm.account('alice').creditedWork).toBeGreaterThanOrEqual(QUOTA_SHARES * SHARE * (1 - 1e-9));

  const restore = lan.restore({ machineIds: ids, acceptsUnseen: true }, 'test');
  await mineUntil('all are put back', () => runNow(restore.id).state !== 'running', 20 * MINUTE_MS);
  expect(runNow(restore.id).lines.map(({ step }) => step)).toEqual(['done', 'done', 'done']);
  expect([antminer.file, whatsminer.rules.config, bitaxe.rules.running]).toEqual(before);
  expect(bitaxe.rules.slots).toEqual(slots);
  await stage.passUntil(
    'all mine for their previous pool again',
    () => minings().every(({ pool }) => pool?.url.endsWith(portOf(previous)) ?? false),
    2 * MINUTE_MS,
  );
});

function portOf(pool: ValidatingPool): string {
  return pool.url.slice(pool.url.lastIndexOf(':'));
}

/** Lets time pass until the promise is settled. */
async function inTime<T>(promise: Promise<T>): Promise<T> {
  const state = { isOver: false };
  const settled = promise.finally(() => (state.isOver = true));
  settled.catch(() => undefined);
  await stage.passUntil('it is settled', () => state.isOver, 10 * MINUTE_MS);
  return settled;
}
