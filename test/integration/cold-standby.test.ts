import { afterEach, expect, it } from 'vitest';

import type { CpuMiner } from '#main/demo/cpu-miner.ts';
import { type SimulatedAntminer, startAntminer } from '#test/support/simulators/antminer.ts';
import { modernSettings } from '#test/support/simulators/antminer-settings.ts';
import { findPlaces, type Place } from '#test/support/simulators/places.ts';
import { SHARE, Stage } from '#test/support/stage.ts';

const MINUTE_MS = 60_000;
const EMPTY = { url: '', user: '', pass: '' };

let stage: Stage;
let spare: SimulatedAntminer;

afterEach(async () => {
  await spare.body.stop();
  await stage.stop();
});

/** Lets time pass, with a share of the active miner now and then, so that it is not taken for silent. */
async function passWith(miner: CpuMiner, what: string, holds: () => boolean): Promise<void> {
  for (let passed = 0; passed < 60; passed += 1) {
    if (holds()) return;
    await stage.pass(30_000);
    await miner.mine({ shares: 1 });
  }
  throw new Error(`not within 30 minutes: ${what}`);
}

it('puts an idle standby machine to sleep, and wakes it when an active miner is marked failed', async () => {
  stage = new Stage();
  const pool = await stage.pool();
  const [place] = (await findPlaces(1)) as [Place];
  await stage.start({
    lan: { ports: place.ports },
    accounts: [{ name: 'alice', pools: [{ url: pool.url }], quota: { work: 1e6 * SHARE } }],
    miners: [{ worker: 'spare-1', role: 'standby' }],
  });
  const ours = { url: `stratum+tcp://127.0.0.1:${stage.farm.port}`, user: 'spare-1', pass: 'x' };
  const settings = { ...modernSettings(), pools: [ours, EMPTY, EMPTY] };
  spare = await startAntminer(place, { clock: stage.clock, mining: {}, settings });
  const active = await stage.miner('rack-1');
  const { lan, operations } = stage.farm.engine;
  lan.addCredential(
    { scope: { kind: 'family', family: 'antminer-stock' }, user: 'root', password: 'root' },
    'test',
  );
  lan.setRules({ ...lan.rules(), coldStandby: true }, 'test');

  await passWith(active, 'the spare sleeps', () => spare.isAsleep);
  expect(lan.isAsleep('spare-1')).toBe(true);
  operations.markMiner({ id: 'rack-1', failed: true, by: 'test' });
  await stage.passUntil('the spare is awake', () => !spare.isAsleep, 5 * MINUTE_MS);
});
