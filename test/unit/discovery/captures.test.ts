import { describe, expect, it } from 'vitest';
import { identify } from '#engine/discovery/identify.ts';
import { isObject } from '#engine/discovery/json.ts';
import type { Json } from '#engine/discovery/json.ts';
import { isUnitDoubtful } from '#engine/discovery/miner-reading.ts';
import type { MinerReading } from '#engine/discovery/miner-reading.ts';
import { readMiner } from '#engine/discovery/read-miner.ts';
import { parseReply } from '#engine/discovery/reply-parser.ts';
import { familyOf, loadCaptures } from './capture-files.ts';
import type { Capture } from './capture-files.ts';
import { antminerLike, antminerStock } from './expected/antminer.ts';
import type { Expected } from './expected/expected.ts';
import { braiinsOs, others } from './expected/others.ts';
import { avalon, whatsminer } from './expected/whatsminer-avalon.ts';

const captures = loadCaptures();
if (captures === null) console.log('captures: the folder is not here, nothing was read');

const below = (folder: string, table: Record<string, Expected>): [string, Expected][] =>
  Object.entries(table).map(([file, fields]) => [`${folder}/${file}`, fields]);
const expectations: [string, Expected][] = [
  ...below('antminer-stock', antminerStock),
  ...below('whatsminer', whatsminer),
  ...below('avalon', avalon),
  ...below('braiins-os', braiinsOs),
  ...Object.entries(antminerLike),
  ...Object.entries(others),
];

/** The markers once more, over the raw text: written apart from the product's own table. */
const MARKER =
  /bosminer|boser|luxminer|kaonsu|marafw|vnish \d|hiveon"|rwglr|btminer|bitmicro|"whatsminer|whatsminer v|gcminer|fluxos|bdminer|intchains_qomo|kdaminer|bfgminer|innominer|"Antminer [A-Z]|"AVALON\d|ASICModel/i;
/** Marked files whose marker is another family's: the source filed an Antminer's reply under Hammer. */
const MISFILED = new Set(['hammer/Hammer-D10__2023-05-28__summary.cgi.json']);

function read(capture: Capture): MinerReading {
  const value = parseReply(capture.bytes).value;
  return readMiner(familyOf(capture), value === null ? [] : [{ command: capture.command, value }]);
}

describe.skipIf(captures === null)('captured replies', () => {
  const all = captures ?? [];

  it('are identified by their marker, or parsed with the family given, and none throws', () => {
    const identified: string[] = [];
    const given: string[] = [];
    const wrong: string[] = [];
    for (const capture of all) {
      const { family } = identify([capture.evidence]);
      if (family === 'unknown' || family === 'cgminer-unknown') given.push(capture.file);
      else if (family === familyOf(capture)) identified.push(capture.file);
      else if (!MISFILED.has(capture.file)) wrong.push(`${capture.file}: ${family}`);
      expect(read(capture).family).toBe(familyOf(capture));
    }
    console.log(
      `captures: ${all.length} read, ${identified.length} identified by marker, ${given.length} with the family given`,
    );
    expect(wrong).toEqual([]);
    const missed = all.filter(
      (one) =>
        MARKER.test(one.bytes.toString('utf8')) && !identified.includes(one.file) && !MISFILED.has(one.file),
    );
    expect(missed.map((one) => one.file)).toEqual([]);
    expect(identified.length + given.length + MISFILED.size).toBe(all.length);
  });

  it('are all objects or lists but for the one that is a datagram of text', () => {
    const unread = all.filter((capture) => parseReply(capture.bytes).value === null);
    expect(unread.map((capture) => capture.file)).toEqual([
      'udp-ip-report/iceriver__button-press__udp-11503.txt',
    ]);
  });

  it('are left exactly as they are when they are valid JSON', () => {
    for (const capture of all.filter((one) => one.file.endsWith('.json'))) {
      const parsed = parseReply(Buffer.concat([capture.bytes, Buffer.from([0])]));
      expect(parsed).toEqual({
        value: JSON.parse(capture.bytes.toString('utf8')),
        repairs: [],
        problem: null,
      });
    }
  });

  it('give the numbers that a person reads in them', () => {
    expect(expectations.length).toBeGreaterThanOrEqual(60);
    console.log(`captures: ${expectations.length} files compared with numbers written by hand`);
    for (const [file, fields] of expectations) {
      const capture = all.find((one) => one.file === file);
      expect(capture, file).toBeDefined();
      if (capture === undefined) continue;
      compare(file, read(capture), fields);
      expect.soft(isUnitDoubtful(read(capture)), `${file} unit`).toBe(false);
    }
  });

  it('never throw and never make up a value when they are cut at any byte', { timeout: 60_000 }, () => {
    for (const capture of all) {
      const known = leavesOf(parseReply(capture.bytes).value);
      const step = capture.bytes.length <= 1_000 ? 1 : Math.max(1, Math.floor(capture.bytes.length / 60));
      for (let length = 0; length < capture.bytes.length; length += step) {
        const value = parseReply(capture.bytes.subarray(0, length)).value;
        for (const leaf of leavesOf(value)) {
          if (!known.has(leaf)) expect.fail(`${capture.file} cut at ${length} reads ${leaf}`);
        }
        if (value !== null) readMiner(familyOf(capture), [{ command: capture.command, value }]);
      }
    }
  });
});

/** Every key with its plain value, wherever it stands. */
function leavesOf(value: Json): Set<string> {
  const leaves = new Set<string>();
  const visit = (one: Json, key: string): void => {
    if (Array.isArray(one)) one.forEach((child) => visit(child, key));
    else if (isObject(one)) for (const [name, child] of Object.entries(one)) visit(child, name);
    else leaves.add(`${key}=${String(one)}`);
  };
  visit(value, '');
  if (value === null) leaves.clear();
  return leaves;
}

function compare(file: string, reading: MinerReading, fields: Expected): void {
  const pool = reading.pools[0];
  const found: Record<keyof Expected, unknown> = {
    model: reading.model,
    firmware: reading.firmware,
    mac: reading.mac,
    serial: reading.serial,
    now: reading.hashrate.now,
    average: reading.hashrate.average,
    nominal: reading.hashrate.nominal,
    boards: reading.boards.length,
    firstSerial: reading.boards[0]?.serial,
    chips: reading.chips,
    boardTemp: reading.temperatures.board,
    chipTemp: reading.temperatures.chip,
    inlet: reading.temperatures.inlet,
    outlet: reading.temperatures.outlet,
    fans: reading.fansRpm,
    power: reading.powerWatts,
    uptime: reading.uptimeSeconds,
    asleep: reading.isAsleep,
    pools: reading.pools.length,
    firstPool: pool,
    faults: reading.faults.length,
    firstFault: reading.faults[0]?.code,
  };
  for (const [field, wanted] of Object.entries(fields)) {
    const got = found[field as keyof Expected];
    const where = `${file} ${field}`;
    if (field === 'firstPool') expect.soft(got, where).toMatchObject(wanted as object);
    else if (typeof wanted === 'number' && wanted !== 0) {
      const off = typeof got === 'number' ? Math.abs(got / wanted - 1) : Number.POSITIVE_INFINITY;
      expect.soft(off, `${where}: ${String(got)}`).toBeLessThan(1e-9);
    } else expect.soft(got, where).toEqual(wanted);
  }
}
