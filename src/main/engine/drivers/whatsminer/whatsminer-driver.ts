import type { MinerReading } from '#engine/discovery/miner-reading.ts';
import type { NamedReply } from '#engine/discovery/read/cgminer.ts';
import { readMiner } from '#engine/discovery/read-miner.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import type { MinerHost } from '#engine/miner-api/miner-host.ts';
import type { DriverControls, MinerDriver, MinerLink, PoolEntry, PoolSnapshot } from '../driver.ts';
import { isSamePool } from '../pool-url.ts';
import { generationOf, whyPoolsAreNotWritten } from './generation.ts';
import type { Generation } from './generation.ts';
import { areExactPools, areSamePools, checkPools, withPoolFirst } from './pool-list.ts';
import type { ToldPool } from './pool-list.ts';
import { V2Writer } from './v2-api.ts';
import * as v2 from './v2-machine.ts';
import * as v3 from './v3-machine.ts';

/** Who a machine says that it is, now: its firmware may have been changed since it was found. */
interface Said {
  generation: Generation;
  firmware: string | null;
  /** What port 4028 answered; none from a machine of the third API. */
  replies: NamedReply[];
}

/**
 * Whatsminer: the first API is read only, the second writes pools through an encrypted command, the third is
 * read and switched but its pools are not written. No firmware tells pool passwords, so every snapshot is
 * `typed`. Beside the tokens in `V2Writer` it remembers nothing.
 */
export class WhatsminerDriver implements MinerDriver {
  readonly families = ['whatsminer'] as const;
  readonly #writer = new V2Writer();

  controls({ firmware }: Pick<MinerLink, 'family' | 'model' | 'firmware'>): DriverControls {
    const generation = generationOf(firmware);
    const isSwitched = generation === 'v2' || generation === 'v3';
    return {
      pools: whyPoolsAreNotWritten(generation) ?? true,
      blink: isSwitched,
      restart: isSwitched,
      sleep: isSwitched,
      page: true,
      needsCredential: 'to-write',
    };
  }

  async read(link: MinerLink): Promise<MinerReading> {
    const said = await ask(link);
    if (said.generation !== 'v3') {
      return withFaultsOnce(readMiner('whatsminer', [...said.replies, ...(await v2.readReplies(link.host))]));
    }
    const replies = await v3.readReplies(link.host);
    const reading = readMiner('whatsminer', replies);
    reading.isAsleep ??= v3.isAsleepIn(replies);
    // As on the other APIs, a sleeping machine may go on telling its last rate.
    if (reading.isAsleep === true) reading.hashrate.now = null;
    return reading;
  }

  async snapshot(link: MinerLink): Promise<PoolSnapshot> {
    const { firmware } = await askForPools(link);
    const pools = await v2.readPoolList(link.host);
    return {
      family: 'whatsminer',
      model: link.model,
      firmware: firmware ?? link.firmware,
      takenAtMs: link.host.clock.nowMs(),
      pools: pools.map((pool) => ({ ...pool, password: null })),
      promise: 'typed',
      raw: {},
    };
  }

  async point(link: MinerLink, pool: PoolEntry, before: PoolSnapshot): Promise<void> {
    await askForPools(link);
    checkPools(before.pools);
    const wanted = withPoolFirst(pool, before.pools);
    await v2.writePools(this.#writer, link, { wanted, areSame: areSamePools });
  }

  async isPointed(link: MinerLink, pool: PoolEntry): Promise<boolean> {
    const [first] = await readPools(link);
    return first !== undefined && isSamePool(first, pool);
  }

  async restore(link: MinerLink, before: PoolSnapshot): Promise<void> {
    await askForPools(link);
    await v2.writePools(this.#writer, link, { wanted: before.pools, areSame: areExactPools });
  }

  async isRestored(link: MinerLink, before: PoolSnapshot): Promise<boolean> {
    return areExactPools(await readPools(link), before.pools);
  }

  async blink(link: MinerLink, isOn: boolean): Promise<void> {
    if ((await askForSwitch(link)) === 'v3') await v3.blinkLed(link, isOn);
    else await v2.blinkLed(this.#writer, link, isOn);
  }

  async restart(link: MinerLink): Promise<void> {
    if ((await askForSwitch(link)) === 'v3') await v3.reboot(link);
    else await v2.reboot(this.#writer, link);
  }

  sleep(link: MinerLink): Promise<void> {
    return this.#turn(link, false);
  }

  wake(link: MinerLink): Promise<void> {
    return this.#turn(link, true);
  }

  async #turn(link: MinerLink, isOn: boolean): Promise<void> {
    if ((await askForSwitch(link)) === 'v3') await v3.turnService(link, isOn);
    else await v2.turnPower(this.#writer, link, isOn);
  }
}

/** `summary` and `get_error_code` tell the same codes. */
function withFaultsOnce(reading: MinerReading): MinerReading {
  const codes = reading.faults.map(({ code }) => code);
  const faults = reading.faults.filter(({ code }, index) => code === null || codes.indexOf(code) === index);
  return { ...reading, faults };
}

/** The one of this process: its tokens serve every conversation. */
export const whatsminerDriver: MinerDriver = new WhatsminerDriver();

/**
 * Port 4028 first, unless the firmware is known to be of the third API, which may close it: then, or when it
 * is closed, 4433 is what is left.
 */
async function ask({ host, firmware }: MinerLink): Promise<Said> {
  const isThird: Said = { generation: 'v3', firmware, replies: [] };
  if (generationOf(firmware) === 'v3') return isThird;
  try {
    const version = await v2.readVersion(host);
    const generation = generationOf(version.firmware) ?? 'v1';
    return { generation, firmware: version.firmware, replies: [version.reply] };
  } catch (error) {
    if (error instanceof MinerError && error.trouble === 'refused' && (await answersThird(host)))
      return isThird;
    throw error;
  }
}

async function answersThird(host: MinerHost): Promise<boolean> {
  try {
    await v3.readPoolList(host);
    return true;
  } catch (error) {
    if (error instanceof MinerError && error.trouble !== 'cancelled') return false;
    throw error;
  }
}

async function askForPools(link: MinerLink): Promise<Said> {
  const said = await ask(link);
  const why = whyPoolsAreNotWritten(said.generation);
  if (why !== null) throw new MinerError('unsupported', why);
  return said;
}

async function askForSwitch(link: MinerLink): Promise<'v2' | 'v3'> {
  const { generation } = await ask(link);
  if (generation !== 'v1') return generation;
  throw new MinerError(
    'unsupported',
    'This firmware is older than July 2022: it is read, but not switched. Update it with WhatsMinerTool.',
  );
}

async function readPools(link: MinerLink): Promise<ToldPool[]> {
  const { generation } = await ask(link);
  return generation === 'v3' ? v3.readPoolList(link.host) : v2.readPoolList(link.host);
}
