import type { MachineView } from '#shared/model/machine.ts';

/** What the machine behind the miner says of itself; null = it does not, or the machine is not known. */
export interface MachineFacts {
  model: string | null;
  firmware: string | null;
  mac: string | null;
  /** The hottest it tells, °C. */
  temperature: number | null;
  powerWatts: number | null;
  /** J/TH at the hashrate that the machine itself tells. */
  efficiency: number | null;
}

const NO_MACHINE: MachineFacts = {
  model: null,
  firmware: null,
  mac: null,
  temperature: null,
  powerWatts: null,
  efficiency: null,
};
const TERA = 1e12;

/** The machine's facts as columns. A rate whose unit must have been misread gives no efficiency. */
export function machineFacts(machine: MachineView | undefined): MachineFacts {
  if (!machine) return NO_MACHINE;
  const { telemetry } = machine;
  const firmware = [machine.familyName, machine.firmware].filter((part) => part).join(' ');
  const rate = telemetry?.hashrate.now ?? telemetry?.hashrate.average ?? null;
  const power = telemetry?.powerWatts ?? null;
  const isRateKnown = rate !== null && rate > 0 && telemetry?.isRateDoubtful === false;
  return {
    model: machine.model,
    firmware: firmware === '' ? null : firmware,
    mac: machine.mac,
    temperature: hottest(telemetry),
    powerWatts: power,
    efficiency: power !== null && isRateKnown ? power / (rate / TERA) : null,
  };
}

function hottest(telemetry: MachineView['telemetry']): number | null {
  if (!telemetry) return null;
  const { chip, board } = telemetry.temperatures;
  const boards = telemetry.boards.flatMap(({ chipTemperature, boardTemperature }) => [
    chipTemperature,
    boardTemperature,
  ]);
  const known = [chip, board, ...boards].filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}
