import type { MinerFamily } from '#engine/discovery/families.ts';
import type { MinerDriver, MinerLink } from '#engine/drivers/driver.ts';
import type { Clock } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';
import type { SecretBox } from '#engine/lib/secret-box.ts';
import type { AuditStore } from '#engine/store/audit-store.ts';
import type { PointingStore } from '#engine/store/pointing-store.ts';
import type { MachineAlgorithm } from '#shared/model/machine.ts';

/** What pointing must know of a machine. */
export interface PointableMachine {
  id: string;
  address: string;
  family: MinerFamily;
  model: string | null;
  firmware: string | null;
  mac: string | null;
  /** The miner of the proxy that it is; null = it never connected here. */
  minerId: string | null;
  algorithm: MachineAlgorithm;
  /** The worker name that was written into it last; null = none. */
  worker: string | null;
}

/** An accepted share of a session: the proxy's record, and the user name as the miner gave it. */
export interface AcceptedShare {
  minerId: string;
  worker: string;
  /** When the session began, monotonic ms. */
  sessionMs: number;
}

/** The rest of the engine as pointing sees it. */
export interface PointingDeps {
  machine(id: string): PointableMachine | undefined;
  /** Runs `action` with each credential that is known until one is taken; throws `MinerError`. */
  withCredential<T>(machineId: string, action: (link: MinerLink) => Promise<T>): Promise<T>;
  /** Undefined where nothing is known of how a family is read or written. */
  drivers(family: MinerFamily): MinerDriver | undefined;
  /** Between the two nobody else talks to the machine. Never nested. */
  hold(machineId: string): void | Promise<void>;
  release(machineId: string): void;
  /** `host:port` under which this very machine reaches the proxy. */
  proxyAddressFor(link: MinerLink): string | Promise<string>;
  /** Another miner or machine has this name already. */
  workerTaken(name: string): boolean;
  /** Every accepted share, as it is accepted. */
  shareAccepted: { on(listener: (share: AcceptedShare) => void): () => void };
  /** A pool address is one of the proxy's. */
  isOurs(url: string): boolean;
  store: PointingStore;
  secretBox: SecretBox;
  clock: Clock;
  log: Log;
  audit: Pick<AuditStore, 'add'>;
}
