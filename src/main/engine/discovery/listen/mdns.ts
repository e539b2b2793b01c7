import { formatIpv4 } from '#engine/discovery/scan/ipv4.ts';

/** A miner's own announcement by multicast DNS. */
export interface Announcement {
  /** From its address record; null where the packet has none: then the sender is meant. */
  address: string | null;
}

const MAX_PACKET_BYTES = 9000;
const MAX_RECORDS = 256;
const MAX_POINTERS = 32;
const MAX_NAME = 255;
const TYPE_A = 1;
const TYPE_PTR = 12;
const TYPE_TXT = 16;
const TYPE_SRV = 33;
/** Subtype `_axeos` of the service `_http._tcp` (ESP-Miner 2.15). */
const AXE_NAME = /(?:^|\.)_axeos\.(?:_sub\.)?_http\._tcp\.local$/i;
/** Text that its `_http._tcp` announcement carries: board, family, asic, asic_count, fw_version. */
const AXE_TEXT = ['asic=', 'asic_count='];

interface DnsRecord {
  name: string;
  type: number;
  from: number;
  length: number;
}

/** Reads a multicast DNS response; null when it is none, is broken, or announces no miner. */
export function parseAnnouncement(packet: Uint8Array): Announcement | null {
  if (packet.length < 12 || packet.length > MAX_PACKET_BYTES) return null;
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const isResponse = (view.getUint16(2) & 0x8000) !== 0;
  if (!isResponse) return null;
  try {
    const records = readRecords(view);
    if (!records.some((record) => isAxe(view, record))) return null;
    const host = records.find(({ type, length }) => type === TYPE_A && length === 4);
    return { address: host === undefined ? null : formatIpv4(view.getUint32(host.from)) };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function isAxe(view: DataView, { name, type, from, length }: DnsRecord): boolean {
  if (AXE_NAME.test(name)) return true;
  if (type === TYPE_PTR) return AXE_NAME.test(readName(view, from).name);
  if (type === TYPE_SRV && length > 6) return AXE_NAME.test(readName(view, from + 6).name);
  if (type !== TYPE_TXT || !/_http\._tcp\.local$/i.test(name)) return false;
  const texts = readTexts(view, from, length);
  return AXE_TEXT.every((key) => texts.some((text) => text.startsWith(key)));
}

function readTexts(view: DataView, from: number, length: number): string[] {
  const texts: string[] = [];
  for (let at = from; at < from + length; at += 1 + view.getUint8(at))
    texts.push(readText(view, at + 1, view.getUint8(at)));
  return texts;
}

/** Answers, authorities and additional records of a DNS message (RFC 1035, 4.1). Throws `RangeError` if cut. */
function readRecords(view: DataView): DnsRecord[] {
  let at = 12;
  for (let left = bounded(view.getUint16(4)); left > 0; left -= 1) at = readName(view, at).next + 4;
  const count = bounded(view.getUint16(6) + view.getUint16(8) + view.getUint16(10));
  const records: DnsRecord[] = [];
  while (records.length < count) {
    const { name, next } = readName(view, at);
    const length = view.getUint16(next + 8);
    const from = next + 10;
    if (from + length > view.byteLength) throw new RangeError('record is cut');
    records.push({ name, type: view.getUint16(next), from, length });
    at = from + length;
  }
  return records;
}

function bounded(count: number): number {
  if (count > MAX_RECORDS) throw new RangeError('more records than an announcement has');
  return count;
}

/** A name with compression pointers, which may only point back and only so often (RFC 1035, 4.1.4). */
function readName(view: DataView, start: number): { name: string; next: number } {
  const labels: string[] = [];
  let at = start;
  let next: number | null = null;
  let pointers = 0;
  for (let length = 0; ;) {
    const size = view.getUint8(at);
    if (size >= 0xc0) {
      const target = view.getUint16(at) & 0x3fff;
      pointers += 1;
      if (target >= at || pointers > MAX_POINTERS) throw new RangeError('pointer does not lead back');
      next ??= at + 2;
      at = target;
      continue;
    }
    if (size > 63) throw new RangeError('label is too long');
    if (size === 0) return { name: labels.join('.'), next: next ?? at + 1 };
    length += size + 1;
    if (length > MAX_NAME) throw new RangeError('name is too long');
    labels.push(readText(view, at + 1, size));
    at += size + 1;
  }
}

function readText(view: DataView, from: number, length: number): string {
  if (from + length > view.byteLength) throw new RangeError('text is cut');
  return new TextDecoder('latin1').decode(new Uint8Array(view.buffer, view.byteOffset + from, length));
}
