import { describe, expect, it } from 'vitest';

import { vnishDriver } from '#engine/drivers/vnish/vnish-driver.ts';
import type { Manner } from '#test/support/simulators/manners.ts';
import type { VnishFaults } from '#test/support/simulators/vnish-rules.ts';
import { OURS, SECRETS, setUp, takeSnapshot } from './vnish-setup.ts';

const WRONG = { credential: { user: 'admin', password: 'wrong-secret' } };

const OLD_STATS =
  '{"STATUS":[{"STATUS":"S","Code":70,"Msg":"CGMiner stats"}],"STATS":[{"Cgminer":"4.11.1","Type":"Antminer S9 (vnish 3.9.0)"}{"STATS":0,"ID":"BC50","Elapsed":60,"GHS 5s":"13500.5","GHS av":13400,"total_acn":189}],"id":1}';

describe('a VNish miner that does not do as it is told', () => {
  it.each([
    [{ ignoresWrites: true }, 'declined', /did not store them/],
    [{ staysAway: true }, 'timeout', /did not finish its restart/],
    [{ wantsApiKey: true }, 'forbidden', /API key/],
  ] satisfies [Partial<VnishFaults>, string, RegExp][])(
    'is named for what it is: %j',
    async (faults, trouble, sentence) => {
      const bench = await setUp();
      const before = await takeSnapshot(bench);
      Object.assign(bench.vnish.rules.faults, faults);
      const error = await bench.failure(vnishDriver.point(bench.link, OURS, before));
      expect(error.trouble).toBe(trouble);
      expect(error.message).toMatch(sentence);
      expect(SECRETS.filter((secret) => error.message.includes(secret))).toEqual([]);
    },
  );

  it('refuses with words that repeat a password, which are left out', async () => {
    const bench = await setUp();
    const before = await takeSnapshot(bench);
    const bad = {
      ...before,
      raw: { pools: [{ url: 'p.example:1', user: 'u', pass: 'first secret', extra: 'no' }] },
    };
    const error = await bench.failure(vnishDriver.restore(bench.link, bad));
    expect(error.message).toBe(`${bench.link.host.address} refused the command.`);
  });

  it('is asked with a wrong password once, and never again when it is locked', async () => {
    const { vnish, link, failure } = await setUp({}, WRONG);
    const troubles: string[] = [];
    for (let tries = 0; tries < 6; tries += 1)
      troubles.push((await failure(vnishDriver.snapshot(link))).trouble);
    expect(troubles).toEqual([...Array<string>(5).fill('unauthorized'), 'locked-out']);
    const told = vnish.miner.requests.filter((request) => !request.startsWith('GET /api/v1/info'));
    expect(told).toEqual(Array<string>(6).fill('POST /api/v1/unlock'));
  });

  it('says that a password is needed before it asks for anything', async () => {
    const { vnish, link, failure } = await setUp({}, { credential: null });
    expect((await failure(vnishDriver.snapshot(link))).trouble).toBe('unauthorized');
    expect(vnish.miner.requests).toEqual([]);
  });

  it.each([
    ['cut', 'closed'],
    ['hang-up', 'closed'],
    ['silent', 'timeout'],
    ['html', 'bad-reply'],
  ] satisfies [Manner, string][])('whose replies are %s is in trouble %s', async (manner, trouble) => {
    const { vnish, link, failure } = await setUp();
    vnish.miner.manners.http = manner;
    const error = await failure(vnishDriver.snapshot(link));
    expect(error.trouble).toBe(trouble);
    expect(SECRETS.filter((secret) => error.message.includes(secret))).toEqual([]);
  });
});

describe('reading and other controls of a VNish miner', () => {
  it('reads its numbers without a password', async () => {
    const { vnish, link, run } = await setUp({}, { credential: null });
    expect(await run(vnishDriver.read(link))).toMatchObject({
      family: 'vnish',
      model: 'Antminer S19j Pro',
      firmware: '1.2.6',
      mac: '02:00:00:aa:bb:cc',
      serial: 'SERIAL1',
      hashrate: { now: 1.025005e14, average: 1.0150025e14, nominal: 1.04e14 },
      boards: [{ name: '1', chipTemperature: 72 }],
      fansRpm: [4000],
      powerWatts: 3050,
      isAsleep: false,
      pools: [{ user: 'owner.s19' }, { user: 'owner.s19' }, { user: 'owner.s19' }],
    });
    expect(vnish.rules.tokensGiven).toBe(0);
  });

  it('unlocks it for the summary only where that is hidden', async () => {
    const { vnish, link, run } = await setUp();
    vnish.rules.faults.hidesState = true;
    expect((await run(vnishDriver.read(link))).hashrate.now).toBe(1.025005e14);
    expect((await run(vnishDriver.read({ ...link, credential: null }))).hashrate.now).toBeNull();
    expect(vnish.rules.tokensGiven).toBe(1);
  });

  it('toggles the light only when it is not yet as wanted', async () => {
    const { vnish, link, run } = await setUp();
    const seen: boolean[] = [];
    for (const isOn of [true, true, false, false]) {
      await run(vnishDriver.blink(link, isOn));
      seen.push(vnish.rules.isFinding);
    }
    expect(seen).toEqual([true, true, false, false]);
    expect(vnish.miner.requests.filter((one) => one.endsWith('/find-miner'))).toHaveLength(2);
  });

  it.each([
    [false, 'stopped'],
    [true, 'paused'],
  ])('sleeps and wakes (stop refused: %j)', async (cannotStop, asleep) => {
    const { vnish, link, run } = await setUp();
    vnish.rules.faults.cannotStop = cannotStop;
    await run(vnishDriver.sleep(link));
    expect([vnish.rules.state, (await run(vnishDriver.read(link))).isAsleep]).toEqual([asleep, true]);
    await run(vnishDriver.wake(link));
    expect(vnish.rules.state).toBe('mining');
  });

  it('restarts the machine', async () => {
    const { vnish, link, run } = await setUp();
    await run(vnishDriver.restart(link));
    expect(vnish.writes).toEqual(['restart system']);
  });

  it.each([
    ['Antminer S9 (vnish 3.9.0)', null],
    ['Antminer S17+ (vnish 2.0.3)', '35.0.1.3'],
    ['Antminer L3+', null],
  ])(
    'with the old web pages (%s) is read over 4028 and says why its pools are not written',
    async (model, firmware) => {
      const { vnish, link, run, failure } = await setUp({}, { model, firmware });
      await vnish.miner.serveCgminer(({ command }) =>
        command === 'stats' ? OLD_STATS : { STATUS: [{ STATUS: 'E' }] },
      );
      const reading = await run(vnishDriver.read(link));
      expect([reading.hashrate.now, reading.chips]).toEqual([1.35005e13, 189]);
      expect(vnishDriver.controls(link).pools).toMatch(/old web pages/);
      expect((await failure(vnishDriver.snapshot(link))).message).toMatch(/on its own page/);
      expect(vnish.miner.uses.http.total).toBe(0);
    },
  );
});
