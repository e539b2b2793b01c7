import { realClock } from '#engine/lib/clock.ts';
import { ValidatingPool } from '#main/demo/validating-pool.ts';
import { workFromHashrate } from '#shared/units.ts';
import { type SimulatedAntminer, startAntminer } from '#test/support/simulators/antminer.ts';
import { modernSettings } from '#test/support/simulators/antminer-settings.ts';
import { type SimulatedAxe, startAxeOs } from '#test/support/simulators/axeos.ts';
import { findPlaces, type Place } from '#test/support/simulators/places.ts';
import { type SimulatedWhatsminer, startWhatsminer } from '#test/support/simulators/whatsminer.ts';

import { Hashquota } from './hashquota.ts';

const DIFFICULTY = 2 ** -24;
const HASHRATE = 4000;
const MINING = { hashrateLimitHps: HASHRATE, suggestDifficulty: DIFFICULTY };
/** The quota takes the three miners so long. */
const QUOTA_SECONDS = 4;

/** The password that the machines have for their previous pool. */
export const OLD_PASSWORD = 'old secret';
export const WHATSMINER_PASSWORD = 'whats secret';

/** Hashquota in a process of its own, and three simulated machines that mine for another pool. */
export class LanFarm {
  readonly app: Hashquota;
  readonly customers: ValidatingPool;
  readonly previous: ValidatingPool;
  readonly antminer: SimulatedAntminer;
  readonly whatsminer: SimulatedWhatsminer;
  readonly bitaxe: SimulatedAxe;
  /** What to type to find them. */
  readonly ranges: string;

  static async start(): Promise<LanFarm> {
    const common = { clock: realClock, difficulty: DIFFICULTY, jobIntervalMs: 4000 } as const;
    const customers = new ValidatingPool({ ...common, extranonce2Size: 8 });
    const previous = new ValidatingPool({ ...common, extranonce2Size: 8 });
    await Promise.all([customers.start(), previous.start()]);
    const places = (await findPlaces(4)) as [Place, Place, Place, Place];
    const machines = await startMachines(places, previous.url);
    const { http, cgminer, whatsminerV3 } = places[0].ports;
    const app = await Hashquota.farm(
      {
        version: 1,
        proxy: { difficulty: { start: DIFFICULTY, min: DIFFICULTY / 16, sharesPerMinute: 240 } },
        round: { every: 'never' },
        accounts: [
          {
            name: 'alice',
            pools: [customers.url],
            worker: 'alice.farm1',
            quota: { work: workFromHashrate(3 * HASHRATE, QUOTA_SECONDS * 1000) },
          },
          { name: 'owner', pools: [customers.url], worker: 'owner.farm1', overflow: true },
        ],
      },
      ['--miner-ports', [http, cgminer, whatsminerV3].join(',')],
    );
    const last = places[3].address.split('.').at(-1);
    return new LanFarm(app, [customers, previous], machines, `${places[0].address}-${last}`);
  }

  private constructor(
    app: Hashquota,
    [customers, previous]: readonly [ValidatingPool, ValidatingPool],
    machines: Machines,
    ranges: string,
  ) {
    this.app = app;
    this.customers = customers;
    this.previous = previous;
    [this.antminer, this.whatsminer, this.bitaxe] = machines;
    this.ranges = ranges;
  }

  /** The pool settings of all three, passwords included, as the machines keep them. */
  settings(): unknown {
    return structuredClone([
      this.antminer.file,
      this.whatsminer.rules.config.pools,
      this.bitaxe.rules.running,
      this.bitaxe.rules.slots,
    ]);
  }

  async stop(): Promise<void> {
    await Promise.all([this.antminer.body.stop(), this.whatsminer.stop(), this.bitaxe.stop()]);
    await this.app.stop();
    await Promise.all([this.customers.stop(), this.previous.stop()]);
  }
}

type Machines = readonly [SimulatedAntminer, SimulatedWhatsminer, SimulatedAxe];

async function startMachines([first, second, third]: Place[], url: string): Promise<Machines> {
  if (!first || !second || !third) throw new Error('too few places');
  const none = { url: '', user: '', pass: '' };
  const pool = { url, user: 'farm.ant', pass: OLD_PASSWORD };
  const antminer = await startAntminer(first, {
    clock: realClock,
    mining: MINING,
    settings: { ...modernSettings(), pools: [pool, none, none] },
  });
  const whatsminer = await startWhatsminer(second, { mining: MINING, password: WHATSMINER_PASSWORD });
  const empty = { url: '', user: '', password: '' };
  whatsminer.rules.load([{ url, user: 'farm.whats', password: OLD_PASSWORD }, empty, empty]);
  const slot = {
    stratumURL: '127.0.0.1',
    stratumPort: Number(new URL(url.replace('stratum+tcp', 'http')).port),
    stratumUser: 'farm.axe',
    stratumPassword: OLD_PASSWORD,
  };
  const bitaxe = await startAxeOs(third, {
    generation: 'slots',
    clock: realClock,
    mining: MINING,
    restartMs: 500,
    slots: [slot],
  });
  return [antminer, whatsminer, bitaxe];
}
