import type { MinerReading } from '#engine/discovery/miner-reading.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import type { Machines } from '#engine/machines/machines.ts';
import { toHealth } from '#engine/machines/telemetry-health.ts';
import type { Pointing } from '#engine/pointing/pointing.ts';
import type { AcceptedShare } from '#engine/pointing/pointing-deps.ts';

import type { LanDeps } from './lan.ts';
import { MachineNotices } from './machine-notices.ts';

/** What the wiring hands to the rest of the LAN's rooms. */
export interface LanRooms {
  shareAccepted: Emitter<[share: AcceptedShare]>;
  /** Lets the machines know what pointing does. */
  follow(pointing: Pointing): void;
}

/** Connects the machines with the proxy's sessions, the registry and health: who hears of what. */
export function wireLan(lan: LanDeps & { machines: Machines }): LanRooms {
  const { machines, parts, touch } = lan;
  const { proxy, health, registry } = parts;
  const shareAccepted = new Emitter<[share: AcceptedShare]>();
  proxy.sessionOpened.on((minerId) => {
    const session = proxy.sessionOf(minerId);
    const [worker = ''] = session?.workerNames ?? [];
    if (session) machines.noteSession({ minerId, address: session.address, worker });
  });
  proxy.sessionClosed.on((minerId) => machines.noteSessionClosed(minerId));
  proxy.minersMerged.on((fromId, intoId) => machines.minersMerged(fromId, intoId));
  proxy.desk.verified.on(({ minerId }) => {
    const session = proxy.sessionOf(minerId);
    const [worker = ''] = session?.workerNames ?? [];
    shareAccepted.emit({ minerId, worker, sessionMs: session?.openedMonotonicMs ?? 0 });
  });
  machines.telemetry.on((_machineId, minerId, reading) => {
    if (minerId !== null) tellHealth(lan, minerId, reading);
  });
  machines.book.changed.on(() => touch());
  machines.tamper.stoppedComing.on(({ minerId }) => {
    health.declared(minerId, null);
    registry.noteStatedNominal(minerId, null);
  });
  const notices = new MachineNotices(lan);
  notices.watch(machines);
  return {
    shareAccepted,
    follow(pointing) {
      pointing.pointed.on((machineId, written) => machines.notePointed(machineId, written));
      pointing.restored.on((machineId) => machines.noteRestored(machineId));
      machines.book.removed.on((id, intoId) => {
        if (intoId !== null) pointing.machineMerged(id, intoId);
      });
    },
  };
}

/** What the machine says of itself, for the verdicts on its miner. */
function tellHealth({ parts, touch }: LanDeps, minerId: string, reading: MinerReading): void {
  const { nominalHashrate, evidence, deadBoards, isSettled } = toHealth(reading);
  if (nominalHashrate !== null) parts.registry.noteStatedNominal(minerId, nominalHashrate);
  const declaration = { faults: evidence, isBelowStandard: (deadBoards ?? 0) > 0 };
  parts.health.declared(minerId, isSettled ? declaration : null);
  touch();
}
