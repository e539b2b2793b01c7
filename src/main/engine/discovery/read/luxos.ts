import type { MinerReading } from '../miner-reading.ts';
import { readAntminer } from './antminer.ts';
import { readDevice, rootsOf, sectionOf, sumChips } from './cgminer.ts';
import type { NamedReply } from './cgminer.ts';
import {
  HASHES,
  highest,
  readCount,
  readMac,
  readNumber,
  readRate,
  readTemperature,
  readText,
  totalRate,
} from './values.ts';

/** Sensors of one entry of `temps`. */
const SENSORS = ['Board', 'Chip', 'BottomLeft', 'BottomRight', 'TopLeft', 'TopRight'];

/**
 * LuxOS (port 4028): `stats` and `summary` as Antminer gives them (GH/s), `devs` in MH/s with the nominal
 * rate, `config` (nameplate in TH/s), `power`, `temps`, `fans`, `events`.
 */
export function readLuxos(replies: readonly NamedReply[]): MinerReading {
  const reading = readAntminer('luxos', replies);
  const roots = rootsOf(replies);
  const version = sectionOf(roots, 'VERSION')[0] ?? {};
  const config = sectionOf(roots, 'CONFIG')[0] ?? {};
  const devices = sectionOf(roots, 'DEVS').map(readDevice);
  reading.model = readText(config['Model']) ?? reading.model;
  reading.firmware = readText(version['LUXminer']) ?? reading.firmware;
  reading.mac = readMac(config['MACAddr']);
  reading.serial = readText(config['SerialNumber']);
  reading.hashrate.nominal = readRate(config['NameplateTHS'], HASHES.TH) ?? reading.hashrate.nominal;
  if (devices.length > 0) addDevices(reading, devices);
  reading.powerWatts = readNumber(sectionOf(roots, 'POWER')[0]?.['Watts']) ?? reading.powerWatts;
  const fans = sectionOf(roots, 'FANS').map((fan) => readCount(fan['RPM']));
  if (fans.length > 0) reading.fansRpm = fans.filter((rpm) => rpm !== null);
  const sensors = sectionOf(roots, 'TEMPS').flatMap((entry) =>
    SENSORS.map((key) => readTemperature(entry[key])),
  );
  reading.temperatures.board ??= highest(sensors);
  const mode = readText(config['CurtailMode']);
  reading.isAsleep = mode === null ? reading.isAsleep : /^sleep/i.test(mode);
  reading.faults = sectionOf(roots, 'EVENTS').flatMap((event) => {
    const text = readText(event['Description']) ?? readText(event['Message']);
    return text === null ? [] : [{ code: readCount(event['Code'])?.toString() ?? null, text }];
  });
  return reading;
}

/** `devs` knows serial numbers and nominal rates, `stats` knows chips: both describe the same boards. */
function addDevices(reading: MinerReading, devices: MinerReading['boards']): void {
  const withChips = reading.boards;
  const sorted = devices.toSorted((a, b) => Number(a.name) - Number(b.name));
  reading.boards = sorted.map((device, index) => ({
    ...device,
    chips: device.chips ?? (withChips.length === sorted.length ? (withChips[index]?.chips ?? null) : null),
    chipTemperature: device.chipTemperature ?? withChips[index]?.chipTemperature ?? null,
  }));
  reading.chips ??= sumChips(reading.boards);
  reading.temperatures.board ??= highest(devices.map((device) => device.boardTemperature));
  reading.hashrate.now ??= totalRate(devices.map((device) => device.hashrate));
  reading.hashrate.nominal ??= totalRate(devices.map((device) => device.nominalHashrate));
}
