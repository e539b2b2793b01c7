import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';

import fc from 'fast-check';
import { expect } from 'vitest';

import type { MinerFamily } from '#engine/discovery/families.ts';
import { identify } from '#engine/discovery/identify.ts';
import { BUTTON_MAKERS } from '#engine/discovery/listen/button-makers.ts';
import { parseAnnouncement } from '#engine/discovery/listen/mdns.ts';
import { readMiner } from '#engine/discovery/read-miner.ts';
import { parseReply } from '#engine/discovery/reply-parser.ts';
import { LimitError, TolerantJson } from '#engine/discovery/tolerant-json.ts';
import { parseRanges } from '#engine/discovery/scan/ranges.ts';
import { AppError } from '#shared/errors.ts';

import { CountedText, expectSentence, fuzzRuns, outcomeOf } from './fuzz-run.ts';
import { damagedText, hostileJson, hostileText } from './hostile.ts';

/** An object, so that the compiler misses a family that is not here. */
const MINER_FAMILIES = Object.keys({
  'antminer-stock': 0,
  asicseer: 0,
  auradine: 0,
  avalon: 0,
  bitaxe: 0,
  blackminer: 0,
  'braiins-os': 0,
  elphapex: 0,
  epic: 0,
  futurebit: 0,
  goldshell: 0,
  hammer: 0,
  hiveon: 0,
  iceriver: 0,
  innosilicon: 0,
  luxos: 0,
  mara: 0,
  mskminer: 0,
  nerdqaxe: 0,
  proto: 0,
  sealminer: 0,
  strongu: 0,
  vnish: 0,
  volcminer: 0,
  whatsminer: 0,
  'cgminer-unknown': 0,
  unknown: 0,
} satisfies Record<MinerFamily, 0>) as MinerFamily[];

const FOLDER = join(import.meta.dirname, '../fixtures/discovery');
const REPLIES = [
  ...readdirSync(FOLDER).map((name) => readFileSync(join(FOLDER, name), 'utf8')),
  'STATUS=S,When=1,Code=11,Msg=Summary,Description=cgminer|SUMMARY,Elapsed=5,MHS av=1.5,Accepted=3|',
  'minerinfoCallback({"av":"1","hash":{"now":1}})',
  '{"STATUS":[{"STATUS":"S"}],"POOLS":[{"POOL":0,"URL":"stratum+tcp://a:1","User":"u.1","Status":"Alive","Stratum Active":true}],"id":1}',
  '{"STATUS":[{"STATUS":"S"}],"DEVS":[{"ASC":0,"MHS av":1e6,"Temperature":60}],"id":1}{"STATS":[{"Type":"Antminer S19"}]}',
];
const reply = fc.oneof(
  { weight: 3, arbitrary: damagedText(REPLIES) },
  { weight: 1, arbitrary: hostileJson.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: hostileText },
);

/** A reply is read as far as it can be; the most that is held is what was sent. */
function replies(): void {
  fc.assert(
    fc.property(reply, (text) => {
      for (const form of [text, Buffer.from(text)]) {
        const { value, problem, repairs } = parseReply(form);
        expect(value === null).toBe(problem !== null);
        if (problem !== null) expectSentence(problem);
        for (const repair of repairs) expectSentence(repair);
        if (value !== null) expect(depthOf(value)).toBeLessThanOrEqual(65);
      }
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    }),
    fuzzRuns(),
  );
}

/** Repairing looks a few times at each character. */
function repairs(): void {
  const traps = [
    '""a'.repeat(100),
    '{"a" '.repeat(100),
    ',,,,'.repeat(200),
    '{"a":1 "b":2 '.repeat(60),
    '\\'.repeat(300),
  ];
  fc.assert(
    fc.property(fc.oneof(reply, damagedText(traps)), (text) => {
      const counted = new CountedText(text);
      const reader = new TolerantJson(counted.text, { maxDepth: 64, maxValues: 500_000 });
      outcomeOf(() => reader.readRoot(), [LimitError]);
      expect(counted.looks).toBeLessThanOrEqual(20 * text.length + 100);
    }),
    fuzzRuns(),
  );
}

/** All readers take all replies, and say "not known" rather than something that is no number. */
function readings(): void {
  const value = fc.oneof(
    damagedText(REPLIES).map((text) => parseReply(text).value ?? {}),
    fc.constantFrom(...REPLIES).chain((text) => hostileValues(parseReply(text).value ?? {})),
  );
  fc.assert(
    fc.property(
      fc.array(fc.record({ command: hostileText, value: value as fc.Arbitrary<never> }), { maxLength: 4 }),
      (given) => {
        for (const family of MINER_FAMILIES) {
          const reading = readMiner(family, given);
          expectFinite(reading);
          for (const pool of reading.pools) expect(pool.url.length).toBeLessThanOrEqual(1024);
        }
      },
    ),
    fuzzRuns(4),
  );
}

/** Who a host is. */
function identities(): void {
  const headers = fc.dictionary(fc.constantFrom('location', 'www-authenticate', 'server'), hostileText);
  const evidence = fc.record(
    {
      port: fc.constantFrom(80, 4028, 4433),
      transport: fc.constantFrom('rpc' as const, 'http' as const),
      path: hostileText,
      status: fc.constantFrom(200, 307, 308, 401),
      headers,
      reply,
    },
    { requiredKeys: ['port', 'transport', 'path', 'reply'] },
  );
  fc.assert(
    fc.property(fc.array(evidence, { maxLength: 4 }), (given) => {
      const identity = identify(given);
      expect(MINER_FAMILIES).toContain(identity.family);
      for (const text of [identity.model, identity.firmware])
        if (text !== null) expect(text.length).toBeLessThanOrEqual(128);
    }),
    fuzzRuns(),
  );
}

const REPORTS = [
  '192.168.1.5,aa:bb:cc:dd:ee:01',
  'IP:192.168.1.5MAC:aa:bb:cc:dd:ee:01',
  'addr: 192.168.1.5 mac aa-bb-cc-dd-ee-01',
  '{"ctrlsn":"1","ip":"192.168.1.5","mac":"aabbccddee01"}',
  'DG_IPREPORT_ONLY 192.168.1.5',
  '{"command":"ipreport","ip":"192.168.1.5","mac":"aabbccddee01"}',
  'IP Addr: 192.168.1.5',
];

/** Button reports of all makers. */
function reports(): void {
  const packet = fc.oneof(
    damagedText(REPORTS).map((text) => Buffer.from(text)),
    damagedText(REPORTS).map((text) => deflateSync(text)),
    fc.constantFrom(50, 500, 5000).map((count) => deflateSync('{"a":1}'.repeat(count))),
    fc.uint8Array({ maxLength: 300 }),
  );
  fc.assert(
    fc.property(packet, (payload) => {
      for (const { parse } of BUTTON_MAKERS) {
        const press = parse(payload);
        if (press === null) continue;
        expect(press.address ?? '1.1.1.1').toMatch(/^\d{1,3}(\.\d{1,3}){3}$/);
        expect(press.mac ?? 'aa:bb:cc:dd:ee:01').toMatch(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/);
      }
    }),
    fuzzRuns(),
  );
}

/** A name of DNS: labels, then an end or a pointer somewhere. */
const dnsName = fc
  .tuple(
    fc.array(fc.constantFrom('_axeos', '_sub', '_http', '_tcp', 'local', 'a'.repeat(63)), { maxLength: 6 }),
    fc.option(fc.integer({ min: 0, max: 300 })),
  )
  .map(([labels, pointer]) =>
    Buffer.concat([
      ...labels.map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
      pointer === null ? Buffer.from([0]) : Buffer.from([0xc0 | (pointer >> 8), pointer & 0xff]),
    ]),
  );
const dnsRecord = fc
  .tuple(
    dnsName,
    fc.constantFrom(1, 12, 16, 33, 255),
    fc.oneof(dnsName, fc.uint8Array({ maxLength: 40 })),
    fc.option(fc.nat(65_535), { freq: 8 }),
  )
  .map(([name, type, data, lie]) => {
    const head = Buffer.alloc(10);
    head.writeUInt16BE(type, 0);
    head.writeUInt16BE(lie ?? data.length, 8);
    return Buffer.concat([name, head, data]);
  });
const dnsPacket = fc
  .tuple(fc.array(dnsRecord, { maxLength: 12 }), fc.option(fc.nat(65_535), { freq: 8 }))
  .map(([records, lie]) => {
    const head = Buffer.alloc(12);
    head.writeUInt16BE(0x8400, 2);
    head.writeUInt16BE(lie ?? records.length, 6);
    return Buffer.concat([head, ...records]);
  });

/** Announcements take a bounded number of looks, however names point at each other. */
function announcements(): void {
  fc.assert(
    fc.property(fc.oneof(dnsPacket, fc.uint8Array({ maxLength: 200 })), (packet) => {
      const { value, looks } = countingLooks(() => parseAnnouncement(packet));
      expect(value?.address ?? '1.1.1.1').toMatch(/^\d{1,3}(\.\d{1,3}){3}$/);
      expect(looks).toBeLessThanOrEqual(MOST_LOOKS);
    }),
    fuzzRuns(),
  );
}

/** 256 records with two names each, of at most 32 pointers and 128 labels, and their texts. */
const MOST_LOOKS = 256 * 2 * (2 * 32 + 128) + 9000;

/** The dearest packet there can be: every record's name leads through all others. */
export function looksAtChainedPointers(): number {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0x8400, 2);
  head.writeUInt16BE(256, 6);
  const labels = Buffer.from([...Array.from({ length: 100 }, () => [1, 0x61]).flat(), 0]);
  const first = Buffer.concat([labels, Buffer.from([0, 12, 0, 1, 0, 0, 0, 0, 0, 2, 0xc0, 12])]);
  const rest = Array.from({ length: 255 }, () =>
    Buffer.from([0xc0, 12, 0, 12, 0, 1, 0, 0, 0, 0, 0, 2, 0xc0, 12]),
  );
  return countingLooks(() => parseAnnouncement(Buffer.concat([head, first, ...rest]))).looks;
}
export { MOST_LOOKS };

/** How often a `DataView` was looked at meanwhile. */
function countingLooks<T>(run: () => T): { value: T; looks: number } {
  const { getUint8, getUint16 } = DataView.prototype;
  let looks = 0;
  DataView.prototype.getUint8 = function (at) {
    looks += 1;
    return getUint8.call(this, at);
  };
  DataView.prototype.getUint16 = function (at, isLittle) {
    looks += 1;
    return getUint16.call(this, at, isLittle);
  };
  try {
    return { value: run(), looks };
  } finally {
    Object.assign(DataView.prototype, { getUint8, getUint16 });
  }
}

/** Address ranges of a scan, as an owner may paste them. */
function ranges(): void {
  const text = fc.oneof(
    damagedText(['192.168.1.0/24', '10.0.0.1-10.0.0.20, 10.1.0.0/22', '192.168.1.5 192.168.1.7-9']),
    hostileText,
  );
  fc.assert(
    fc.property(text, (given) => {
      outcomeOf(() => parseRanges(given), [AppError]);
    }),
    fuzzRuns(),
  );
}

function hostileValues(sample: unknown): fc.Arbitrary<unknown> {
  return fc.array(fc.tuple(fc.nat(), hostileJson), { minLength: 1, maxLength: 4 }).map((changes) => {
    const copy = structuredClone(sample);
    for (const [pick, put] of changes) {
      const parents = objectsIn(copy);
      const parent = parents[pick % Math.max(parents.length, 1)];
      if (parent === undefined) continue;
      const keys = Object.keys(parent);
      const key = keys[pick % Math.max(keys.length, 1)];
      if (key !== undefined) parent[key] = put;
    }
    return copy;
  });
}

function objectsIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value as Record<string, unknown>, ...Object.values(value).flatMap(objectsIn)];
}

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

function expectFinite(value: unknown): void {
  if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
  else if (typeof value === 'object' && value !== null) Object.values(value).forEach(expectFinite);
}

/** Parsers of what machines on the LAN say. */
export const DISCOVERY_TARGETS: readonly [name: string, run: () => void][] = [
  ['a reply of a machine', replies],
  ['the repair of a reply', repairs],
  ['the readers of all families', readings],
  ['who a host is', identities],
  ['button reports', reports],
  ['announcements', announcements],
  ['ranges of addresses', ranges],
];
