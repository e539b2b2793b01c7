import { deflateSync } from 'node:zlib';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { BUTTON_MAKERS } from '#engine/discovery/listen/button-makers.ts';
import type { ButtonPress } from '#engine/discovery/listen/button-makers.ts';
import { parseAnnouncement } from '#engine/discovery/listen/mdns.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function parse(port: number, payload: string | Uint8Array): ButtonPress | null | undefined {
  return BUTTON_MAKERS.find((maker) => maker.port === port)?.parse(
    typeof payload === 'string' ? bytes(payload) : payload,
  );
}

describe('button reports', () => {
  it.each<[number, string | Uint8Array, string | null, string | null]>([
    [14_235, '10.10.1.7,AB:12:CD:34:EF:56', '10.10.1.7', 'ab:12:cd:34:ef:56'],
    [8888, 'IP:192.168.100.10MAC:ab:12:cd:34:ef:56', '192.168.100.10', 'ab:12:cd:34:ef:56'],
    [8888, 'IP:192.168.100.10 MAC:AB:12:CD:34:EF:56\0', '192.168.100.10', 'ab:12:cd:34:ef:56'],
    [11_503, 'addr:172.16.1.100', '172.16.1.100', null],
    [
      1314,
      '{"version":"2.2","ip":"10.0.0.8","model":"KD5","ctrlsn":"a1","mac":"ab12cd34ef56"}',
      '10.0.0.8',
      'ab:12:cd:34:ef:56',
    ],
    [18_650, deflateSync('{"ip":"10.0.0.9"}, {"mac":"AB-12-CD-34-EF-56"}'), '10.0.0.9', 'ab:12:cd:34:ef:56'],
    [18_650, deflateSync('{"ip":"10.0.0.9"}{"board":1}'), '10.0.0.9', null],
    [9999, 'DG_IPREPORT_ONLY', null, null],
    [
      12_345,
      '{"command":"ipreport","SerialNo":"AT1","ip":"10.0.0.10","mac":"ab:12:cd:34:ef:56"}',
      '10.0.0.10',
      'ab:12:cd:34:ef:56',
    ],
    [
      54_321,
      'IP Addr:[10.0.0.11]   MAC Addr:[ab:12:cd:34:ef:56]    Time:[12:30:01]',
      '10.0.0.11',
      'ab:12:cd:34:ef:56',
    ],
  ])('are read, port %d, case %#', (port, payload, address, mac) => {
    expect(parse(port, payload)).toMatchObject({ address, mac });
  });

  it.each<[number, string | Uint8Array]>([
    [14_235, 'OK\0'],
    [14_235, ''],
    [14_235, `10.0.0.1,${'a'.repeat(9000)}`],
    [8888, 'M-SEARCH * HTTP/1.1'],
    [12_345, '{"hashrate":"54K","ip":"10.0.0.3"}'],
    [1314, '[1,2,3]'],
    [18_650, 'not packed'],
    [18_650, deflateSync(Buffer.alloc(5_000_000))],
    [9999, Buffer.from([0xff, 0xfe, 0x00])],
  ])('are none, port %d, case %#', (port, payload) => {
    expect(parse(port, payload)).toBe(null);
  });

  it('survive any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (payload) => {
        for (const maker of BUTTON_MAKERS) maker.parse(payload);
      }),
    );
  });
});

const name = (text: string): number[] => [
  ...text.split('.').flatMap((label) => [label.length, ...bytes(label)]),
  0,
];
const u16 = (value: number): number[] => [value >> 8, value & 255];
const record = (owner: number[], type: number, data: number[]): number[] => [
  ...owner,
  ...u16(type),
  ...u16(0x8001),
  ...[0, 0, 0, 120],
  ...u16(data.length),
  ...data,
];
const message = (records: number[][], { flags = 0x8400, questions = 0 } = {}): Uint8Array =>
  Uint8Array.from([
    0,
    0,
    ...u16(flags),
    ...u16(questions),
    ...u16(records.length),
    0,
    0,
    0,
    0,
    ...records.flat(),
  ]);
const texts = (...lines: string[]): number[] => lines.flatMap((line) => [line.length, ...bytes(line)]);

const HTTP = '_http._tcp.local';
const AXE = `_axeos._sub.${HTTP}`;
const POINTER = record(name(AXE), 12, name(`bitaxe.${HTTP}`));
const HOST = record(name('bitaxe.local'), 1, [192, 168, 1, 77]);

describe('mDNS announcements', () => {
  it.each<[string, Uint8Array, string | null]>([
    ['by its subtype', message([POINTER, HOST]), '192.168.1.77'],
    ['by its subtype alone', message([POINTER]), null],
    [
      'by its text',
      message([record(name(`x.${HTTP}`), 16, texts('board=601', 'asic=BM1370', 'asic_count=1')), HOST]),
      '192.168.1.77',
    ],
    [
      'with compressed names',
      message([
        record(name(HTTP), 12, [3, ...bytes('axe'), 0xc0, 12]),
        record(name(AXE), 12, [0xc0, 12]),
        HOST,
      ]),
      '192.168.1.77',
    ],
  ])('are known %s', (_how, packet, address) => {
    expect(parseAnnouncement(packet)).toEqual({ address });
  });

  it.each<[string, Uint8Array]>([
    ['a question', message([POINTER], { flags: 0 })],
    ['a printer', message([record(name(HTTP), 12, name(`printer.${HTTP}`)), HOST])],
    ['a name that points to itself', message([record([0xc0, 12], 12, name(AXE))])],
    ['a name that points ahead', message([record([0xc0, 200], 12, name(AXE))])],
    [
      'a name without end',
      message([record(Array.from({ length: 50 }, () => [9, ...bytes('aaaaaaaaa')]).flat(), 12, [0])]),
    ],
    ['a label of 100', message([record([100, ...bytes('a'.repeat(100)), 0], 12, [0])])],
    ['more records than it has', Uint8Array.from([0, 0, 0x84, 0, 0, 0, 0, 200, 0, 0, 0, 0, ...POINTER])],
    ['65,535 records', Uint8Array.from([0, 0, 0x84, 0, 0, 0, 255, 255, 0, 0, 0, 0, ...POINTER])],
    [
      'a record longer than the packet',
      message([[...name(AXE), ...u16(12), 0, 1, 0, 0, 0, 1, ...u16(5000)]]),
    ],
    ['nothing', new Uint8Array()],
    ['ten kilobytes', new Uint8Array(10_000)],
  ])('%s is none', (_what, packet) => {
    expect(parseAnnouncement(packet)).toBe(null);
  });

  it('survive any bytes and any cut', () => {
    const whole = message([POINTER, HOST]);
    for (let length = 0; length < whole.length; length += 1) parseAnnouncement(whole.subarray(0, length));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (packet) => void parseAnnouncement(packet)));
  });
});
