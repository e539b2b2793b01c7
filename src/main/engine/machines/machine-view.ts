import type { MachineTelemetry, MachineView } from '#shared/model/machine.ts';

import type { MinerFamily } from '#engine/discovery/families.ts';
import { isUnitDoubtful, type MinerReading } from '#engine/discovery/miner-reading.ts';
import type { MinerDriver } from '#engine/drivers/driver.ts';
import type { Clock } from '#engine/lib/clock.ts';

import type { CredentialBook } from './credential-book.ts';
import { defaultLoginOf } from './default-logins.ts';
import { leftAloneUntil, type MachineRecord } from './machine-record.ts';
import { isSilent, type Poller } from './poller.ts';
import type { IsOurs } from './tamper.ts';
import type { TamperGuard } from './tamper-guard.ts';

export interface MachineViewDeps {
  credentials: CredentialBook;
  poller: Poller;
  tamper: TamperGuard;
  clock: Clock;
  drivers: (family: MinerFamily) => MinerDriver;
  familyName: (family: MinerFamily) => string;
  isOurs: IsOurs;
  /** A snapshot of its previous pools is kept. */
  canRestore: (machineId: string) => boolean;
  /** Where machines have their web pages: 80, but for simulated ones. */
  httpPort: number;
}

/** Longer texts of a machine are cut: they come from the network. */
const MAX_TEXT = 256;
const MAX_LIST = 64;

/** One machine as the window shows it. */
export function viewOf(machine: MachineRecord, deps: MachineViewDeps): MachineView {
  const { id, address, mac, serial, family, model, firmware, algorithm, minerId } = machine;
  const state = deps.poller.stateOf(id);
  const leftAloneUntilMs = leftAloneUntil(machine, deps.clock.nowMs());
  const { page, ...controls } = deps.drivers(family).controls(machine);
  const hasNoAnswer = isSilent(state) || !machine.isAtAddress || family === 'unknown';
  return {
    id,
    address,
    mac,
    serial,
    family,
    familyName: deps.familyName(family),
    model,
    firmware,
    algorithm,
    minerId,
    firstSeenAtMs: machine.firstSeenAtMs,
    lastSeenAtMs: machine.lastSeenAtMs,
    state: leftAloneUntilMs !== null ? 'locked-out' : hasNoAnswer ? 'silent' : 'answering',
    trouble: machine.isAtAddress
      ? (state?.trouble ?? null)
      : `Its last address ${address} belongs to another machine now; scan to find it.`,
    leftAloneUntilMs,
    point: deps.tamper.pointState(machine),
    canRestore: deps.canRestore(id),
    hasCredential: deps.credentials.hasFor(machine),
    factoryLogin: defaultLoginOf(family),
    controls: { ...controls, page: page && machine.isAtAddress ? pageOf(address, deps.httpPort) : null },
    telemetry:
      state?.reading && state.readAtMs !== null
        ? telemetryOf(state.reading, state.readAtMs, deps.isOurs)
        : null,
  };
}

function telemetryOf(reading: MinerReading, atMs: number, isOurs: IsOurs): MachineTelemetry {
  const { hashrate, boards, chips, temperatures, fansRpm, powerWatts, uptimeSeconds, isAsleep } = reading;
  return {
    atMs,
    hashrate,
    isRateDoubtful: isUnitDoubtful(reading),
    boards: boards.slice(0, MAX_LIST).map((board) => ({ ...board, name: board.name.slice(0, MAX_TEXT) })),
    chips,
    temperatures,
    fansRpm: fansRpm.slice(0, MAX_LIST),
    powerWatts,
    uptimeSeconds,
    isAsleep,
    pools: reading.pools.slice(0, MAX_LIST).map((pool) => ({
      ...pool,
      url: pool.url.slice(0, MAX_TEXT),
      user: pool.user?.slice(0, MAX_TEXT) ?? null,
      isOurs: isOurs(pool.url, pool.user),
    })),
    faults: reading.faults
      .slice(0, MAX_LIST)
      .map(({ code, text }) => ({ code: code?.slice(0, MAX_TEXT) ?? null, text: text.slice(0, MAX_TEXT) })),
  };
}

function pageOf(address: string, port: number): string {
  return port === 80 ? `http://${address}/` : `http://${address}:${port}/`;
}
