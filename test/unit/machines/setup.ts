import { silentLog } from '#engine/lib/log.ts';
import { keySecretBox } from '#engine/lib/secret-box.ts';
import type { Sickness } from '#engine/machines/machine-care.ts';
import { Machines } from '#engine/machines/machines.ts';
import { STANDARD_PORTS } from '#engine/miner-api/miner-host.ts';
import type { MinerFamily } from '#engine/discovery/families.ts';
import type { MinerReading } from '#engine/discovery/miner-reading.ts';
import type { Database } from '#engine/store/database.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { TempDb } from '#test/support/temp-db.ts';

import { settled, ToyLan, ToyMiner } from './toy-miner.ts';

export const OUR_URL = 'stratum+tcp://10.0.0.1:3333';

/** The whole room over a real database file and a LAN of toys, on a clock that is moved by hand. */
export class Room {
  readonly temp = new TempDb();
  readonly clock = new FakeClock();
  readonly database: Database;
  readonly lan = new ToyLan();
  readonly sick = new Map<string, Sickness>();
  readonly standby = new Map<string, { isStandby: boolean; isNeeded: boolean }>();
  readonly restorable = new Set<string>();
  /** Machines in a run that goes on. */
  readonly changing = new Set<string>();
  machines: Machines;

  constructor() {
    this.database = this.temp.open(this.clock);
    this.machines = this.open();
  }

  /** Builds the room anew from what is stored, as a restart of the program does. */
  open(): Machines {
    this.machines = new Machines({
      database: this.database,
      secretBox: keySecretBox(Buffer.alloc(32, 7)),
      clock: this.clock,
      log: silentLog,
      drivers: (family) => this.lan.driver(family),
      host: (address, signal) => ({ address, ports: STANDARD_PORTS, clock: this.clock, signal }),
      familyName: (family) => `Family ${family}`,
      algorithmOf: (family) => (family === 'goldshell' ? 'other' : 'sha256d'),
      isOurs: (url) => url === OUR_URL,
      canRestore: (id) => this.restorable.has(id),
      isChanging: (id) => this.changing.has(id),
      sickness: (minerId) => this.sick.get(minerId) ?? null,
      standby: (minerId) => this.standby.get(minerId) ?? null,
      random: () => 0.5,
    });
    return this.machines;
  }

  /** A machine on the LAN that has been seen by a scan; the last byte of its MAC is that of its address. */
  add(address: string, facts: Partial<MinerReading> = {}, family: MinerFamily = 'vnish'): [string, ToyMiner] {
    const last = Number(address.split('.').at(-1)).toString(16).padStart(2, '0');
    const miner = this.lan.add(address, new ToyMiner(family, { mac: `a8:bb:cc:00:00:${last}`, ...facts }));
    const id = this.machines.sight({ ...miner.reading, address });
    if (id === null) throw new Error('not remembered');
    return [id, miner];
  }

  /** Moves the clock on second by second, with time for what each second begins. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 1000) {
      this.clock.advance(Math.min(left, 1000));
      await settled();
    }
  }

  async dispose(): Promise<void> {
    await this.machines.stop();
    this.temp.dispose();
  }
}
