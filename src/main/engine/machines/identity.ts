import { isIPv4 } from 'node:net';

import type { MinerFamily } from '#engine/discovery/families.ts';

/** What was seen of a machine at an address: by a scan, a reading or a button report. Null = not said. */
export interface Sighting {
  /** IPv4. */
  address: string;
  family: MinerFamily;
  model: string | null;
  firmware: string | null;
  mac: string | null;
  serial: string | null;
}

/** What identity goes by in a machine's record. */
export interface Candidate {
  id: string;
  mac: string | null;
  serial: string | null;
  address: string;
  /** False: another machine has its address now. */
  isAtAddress: boolean;
  family: MinerFamily;
  /** Wall clock, ms. */
  lastSeenAtMs: number;
  /** Where it was before it was seen at `address`, and when it was seen to have moved. */
  previous: { address: string; leftAtMs: number } | null;
  /** It counts as another machine by the owner's word. */
  isMerged: boolean;
}

/** Whose record it is; null = nobody's yet. `duplicateOf`: machines that claim the same MAC, found just now. */
export interface Match {
  id: string | null;
  duplicateOf: string[];
}

/** A machine that is seen at its old address within this after the new one is in two places: it is two. */
const AT_ONCE_MS = 10 * 60_000;
/** Not seen for this long: it may be what turned up elsewhere with the same weak MAC. */
const QUIET_MS = 10 * 60_000;
const MAX_SERIAL_LENGTH = 64;
const MAC = /^(?:[0-9a-f]{2}[:-]?){5}[0-9a-f]{2}$/i;
/** Serial numbers that boards have before anybody gave them one. */
const NO_SERIAL = /^(?:[0\-_.\s]*|f+|n\/?a|none|null|unknown|undefined|default( string)?|to be filled.*)$/i;

/** Hardware that takes several firmwares: the family may change while the machine stays the same. */
const SAME_HARDWARE: readonly ReadonlySet<MinerFamily>[] = [
  new Set<MinerFamily>([
    'antminer-stock',
    'asicseer',
    'braiins-os',
    'epic',
    'hiveon',
    'luxos',
    'mara',
    'mskminer',
    'vnish',
  ]),
  new Set<MinerFamily>(['whatsminer', 'braiins-os', 'vnish', 'luxos']),
  new Set<MinerFamily>(['bitaxe', 'nerdqaxe']),
  new Set<MinerFamily>(['hammer', 'volcminer', 'blackminer']),
];

/** `AABBCCDDEEFF` and the like → `aa:bb:cc:dd:ee:ff`; null for what names no single network card. */
export function cleanMac(text: string | null): string | null {
  const trimmed = text?.trim() ?? '';
  if (!MAC.test(trimmed)) return null;
  const digits = trimmed.replaceAll(/[:-]/g, '').toLowerCase();
  const isGroup = (Number.parseInt(digits.slice(0, 2), 16) & 1) === 1;
  if (isGroup || /^0+$/.test(digits)) return null;
  return digits.match(/../g)?.join(':') ?? null;
}

/** A serial number without blanks around it; null for the usual placeholders. */
export function cleanSerial(text: string | null): string | null {
  const trimmed = (text ?? '').trim();
  if (trimmed.length < 4 || trimmed.length > MAX_SERIAL_LENGTH || NO_SERIAL.test(trimmed)) return null;
  return trimmed;
}

/** IPv4 as it is stored: without the prefix that dual-stack sockets give it; null for anything else. */
export function cleanAddress(address: string): string | null {
  const bare = address.replace(/^::ffff:/i, '');
  return isIPv4(bare) ? bare : null;
}

/**
 * Locally administered (second bit of the first octet, IEEE 802): no maker gave it. Firmwares of some control
 * boards invent such MACs (02:…, FE:…), and several boards may have invented the same one.
 */
export function isWeakMac(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 2) === 2;
}

/** Whether one machine can be of both families, before and after a change of firmware. */
function canBeBoth(one: MinerFamily, other: MinerFamily): boolean {
  if (one === other || isVague(one) || isVague(other)) return true;
  return SAME_HARDWARE.some((families) => families.has(one) && families.has(other));
}

function isVague(family: MinerFamily): boolean {
  return family === 'unknown' || family === 'cgminer-unknown';
}

/**
 * Which of the known machines was seen. MAC and serial number decide; a weak MAC and one that several machines
 * have need a second sign; the address alone decides only where nothing speaks against it. `known` has at
 * least all machines with the sighting's MAC, serial number or address.
 */
export function matchSighting(seen: Sighting, known: readonly Candidate[], nowMs: number): Match {
  const sameMac = seen.mac === null ? [] : known.filter(({ mac }) => mac === seen.mac);
  const byMac = matchByMac(seen, sameMac, nowMs);
  if (byMac) return { id: byMac.id, duplicateOf: [] };
  const bySerial = matchBySerial(seen, known, nowMs);
  if (bySerial) return { id: bySerial.id, duplicateOf: [] };
  const here = known.find((one) => isHere(one, seen));
  return { id: here && fitsHere(here, seen) ? here.id : null, duplicateOf: sameMac.map(({ id }) => id) };
}

function matchByMac(seen: Sighting, sameMac: readonly Candidate[], nowMs: number): Candidate | null {
  const fitting = sameMac.filter(({ serial }) => !contradict(serial, seen.serial));
  const here = fitting.find((one) => isHere(one, seen));
  if (here) return here;
  const elsewhere = fitting.filter((one) => one.isMerged || !isInTwoPlaces(one, seen, nowMs));
  const twin = elsewhere.find(({ serial }) => serial !== null && serial === seen.serial);
  if (twin) return twin;
  const isDoubtful = sameMac.length > 1 || (seen.mac !== null && isWeakMac(seen.mac));
  if (!isDoubtful) return elsewhere[0] ?? null;
  const lost = elsewhere.filter(
    (one) => canBeBoth(one.family, seen.family) && (!one.isAtAddress || nowMs - one.lastSeenAtMs > QUIET_MS),
  );
  return lost.length === 1 ? (lost[0] ?? null) : null;
}

function matchBySerial(seen: Sighting, known: readonly Candidate[], nowMs: number): Candidate | null {
  if (seen.serial === null) return null;
  const same = known.filter(
    (one) =>
      one.serial === seen.serial && canBeBoth(one.family, seen.family) && !isOtherCard(one.mac, seen.mac),
  );
  const here = same.find((one) => isHere(one, seen));
  if (here) return here;
  const elsewhere = same.filter((one) => one.isMerged || !isInTwoPlaces(one, seen, nowMs));
  return same.length === 1 ? (elsewhere[0] ?? null) : null;
}

/** The address is the weakest sign: it is given up as soon as the MAC, the serial number or the make differs. */
function fitsHere(here: Candidate, seen: Sighting): boolean {
  return (
    !contradict(here.mac, seen.mac) &&
    !contradict(here.serial, seen.serial) &&
    canBeBoth(here.family, seen.family)
  );
}

function isHere(one: Candidate, seen: Sighting): boolean {
  return one.isAtAddress && one.address === seen.address;
}

/** Two MACs by makers are two cards; an invented one may stand for the other after a change of firmware. */
function isOtherCard(one: string | null, other: string | null): boolean {
  return contradict(one, other) && one !== null && other !== null && !isWeakMac(one) && !isWeakMac(other);
}

function contradict(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one !== other;
}

/** Seen here, then at its present address, now here again: DHCP does not do that within minutes. */
function isInTwoPlaces(one: Candidate, seen: Sighting, nowMs: number): boolean {
  return one.previous?.address === seen.address && nowMs - one.previous.leftAtMs < AT_ONCE_MS;
}
