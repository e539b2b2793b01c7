import { monitorEventLoopDelay } from 'node:perf_hooks';

import type { ScanLimits } from '#engine/discovery/scan/scan-limits.ts';
import { GENTLE_LIMITS, SCAN_LIMITS } from '#engine/discovery/scan/scan-limits.ts';
import { Scanner } from '#engine/discovery/scan/scanner.ts';
import { realClock } from '#engine/lib/clock.ts';
import { silentLog } from '#engine/lib/log.ts';
import { findPlaces } from '#test/support/simulators/places.ts';
import type { Place } from '#test/support/simulators/places.ts';

import { describeMachine, milliseconds, plain, printSection } from '../report.ts';
import type { Row, Section } from '../report.ts';
import { HostProcess } from './farm-processes.ts';
import { HOST_KINDS, MINER_KINDS } from './hosts.ts';
import type { HostSpec } from './hosts.ts';

const ADDRESSES = 1000;
const MINERS = { prompt: 220, slow: 40, cold: 40 };
const OTHERS = 60;
const DEAD = 300;
const SLOW_MS = 1500;
/** Usable addresses of a /16. */
const LARGEST = 65_534;

/** `npm run bench:scan`: a scan of 1,000 loopback addresses with 300 miners, printed and never judged by time. */
async function benchScan(): Promise<Section[]> {
  const places = shuffle(await findPlaces(ADDRESSES));
  const take = (count: number, kinds: readonly string[], delayMs = 0): HostSpec[] =>
    places
      .splice(0, count)
      .map((place, index) => ({ ...place, kind: kinds[index % kinds.length] ?? '', delayMs }));
  const first = places[0]!;
  const ranges = rangesOf(places);
  const cold = take(MINERS.cold, MINER_KINDS);
  const miners = [...take(MINERS.prompt, MINER_KINDS), ...take(MINERS.slow, MINER_KINDS, SLOW_MS), ...cold];
  const warm = miners.filter((spec) => !cold.includes(spec));
  const hosts = await HostProcess.start([...warm, ...take(OTHERS, ['printer', 'router', 'camera'])]);
  const dead = await HostProcess.startSilent(take(DEAD, ['dead']));
  const coldHosts = await HostProcess.startSilent(cold);
  try {
    const scan = await measure(first, ranges, coldHosts);
    return [describe(scan, miners), estimate(scan)];
  } finally {
    await Promise.all([hosts.stop(), dead.stop(), coldHosts.stop()]);
  }
}

interface Measured {
  scanner: Scanner;
  families: Map<string, string>;
  sweepMs: number;
  totalMs: number;
  firstMinerMs: number;
  processorMs: number;
  delayP99Ms: number;
  delayMaxMs: number;
}

async function measure(place: Place, ranges: string, coldHosts: HostProcess): Promise<Measured> {
  const scanner = new Scanner(
    { clock: realClock, log: silentLog, known: () => null },
    { ports: place.ports, nextSeed: () => 71 },
  );
  const families = new Map<string, string>();
  let sweepMs = Number.NaN;
  let firstMinerMs = Number.NaN;
  let wakingMs = 0;
  scanner.sighted.on(({ address, family }) => {
    if (families.size === 0) firstMinerMs = performance.now() - startedMs;
    families.set(address, family);
  });
  scanner.changed.on(() => {
    if (scanner.view()?.phase !== 'identify' || !Number.isNaN(sweepMs)) return;
    sweepMs = performance.now() - startedMs;
    scanner.pause();
    void coldHosts.wake().then(() => {
      wakingMs = performance.now() - startedMs - sweepMs;
      scanner.resume();
    });
  });
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const processor = process.cpuUsage();
  const startedMs = performance.now();
  scanner.start({ ranges });
  await scanner.idle();
  const totalMs = performance.now() - startedMs - wakingMs;
  const { user, system } = process.cpuUsage(processor);
  delay.disable();
  return {
    scanner,
    families,
    sweepMs,
    totalMs,
    firstMinerMs,
    processorMs: (user + system) / 1000,
    // The monitor's own timer waits 5 ms between two looks.
    delayP99Ms: Math.max(0, delay.percentile(99) / 1e6 - 5),
    delayMaxMs: Math.max(0, delay.max / 1e6 - 5),
  };
}

function describe(scan: Measured, miners: readonly HostSpec[]): Section {
  const view = scan.scanner.view()!;
  const missed = miners.filter(({ address }) => !scan.families.has(address));
  const wrong = miners.filter(({ address, kind }) => {
    const family = scan.families.get(address);
    return family !== undefined && family !== HOST_KINDS[kind]?.family;
  });
  const rows: Row[] = [
    { what: 'whole scan, both passes', figure: seconds(scan.totalMs) },
    { what: 'first pass over all addresses', figure: seconds(scan.sweepMs) },
    { what: 'first miner shown', figure: milliseconds(scan.firstMinerMs) },
    { what: 'miners found', figure: `${view.miners} of ${miners.length}` },
    { what: 'missed after two passes', figure: String(missed.length) },
    { what: 'taken for another family', figure: String(wrong.length) },
    { what: 'other devices told apart', figure: `${view.otherDevices} of ${OTHERS}` },
    { what: 'sockets open at most', figure: String(view.socketsMost) },
    { what: 'processor time', figure: milliseconds(scan.processorMs) },
    {
      what: 'event-loop delay',
      figure: `p99 ${milliseconds(scan.delayP99Ms)}, most ${milliseconds(scan.delayMaxMs)}`,
    },
  ];
  for (const { address, kind } of [...missed, ...wrong].slice(0, 10))
    rows.push({ what: `${kind} at ${address}`, figure: scan.families.get(address) ?? 'missed' });
  return {
    title: 'Scan of a loopback farm',
    how:
      `${ADDRESSES} addresses: ${MINERS.prompt} miners that answer at once, ${MINERS.slow} after ${SLOW_MS} ms, ` +
      `${MINERS.cold} whose addresses are silent until the first pass is over; ${OTHERS} other devices; ` +
      `${DEAD} addresses that never answer; the rest refuse. The hosts run in processes of their own.`,
    rows,
  };
}

function estimate({ sweepMs, processorMs }: Measured): Section {
  const perAddressMs = sweepMs / ADDRESSES;
  const sweep = (addresses: number): string => seconds(addresses * perAddressMs);
  const floor = ({ sweep: { perSecond, sockets, connectMs } }: ScanLimits): number =>
    LARGEST * 3 * Math.max(1000 / perSecond, connectMs / sockets);
  return {
    title: 'Larger networks, by estimate',
    how: 'First pass only, from the rate measured above; then what the limits on connects and sockets allow.',
    rows: [
      { what: 'rate', figure: `${plain(1000 / perAddressMs)} addresses/s` },
      { what: '/24', figure: sweep(254) },
      { what: '/22', figure: sweep(1022) },
      { what: '/16', figure: sweep(LARGEST) },
      { what: '/16, if nobody answers (limit)', figure: seconds(floor(SCAN_LIMITS)) },
      { what: '/16, gently (limit)', figure: seconds(floor(GENTLE_LIMITS)) },
      { what: 'processor time of a /16', figure: seconds((processorMs / ADDRESSES) * LARGEST) },
    ],
  };
}

function seconds(ms: number): string {
  return ms < 120_000 ? `${plain(ms / 1000)} s` : `${plain(ms / 60_000)} min`;
}

/** One range for each block of addresses. */
function rangesOf(places: readonly Place[]): string {
  const last = new Map<string, number>();
  for (const { address } of places) {
    const [, block = '', host = ''] = /^(.*)\.(\d+)$/.exec(address) ?? [];
    last.set(block, Math.max(last.get(block) ?? 0, Number(host)));
  }
  return [...last].map(([block, host]) => `${block}.1-${host}`).join(', ');
}

function shuffle<Item>(items: Item[]): Item[] {
  let seed = 71;
  for (let at = items.length - 1; at > 0; at -= 1) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const other = seed % (at + 1);
    [items[at], items[other]] = [items[other]!, items[at]!];
  }
  return items;
}

console.log(`${new Date().toISOString().slice(0, 10)}; ${describeMachine()}\n`);
for (const section of await benchScan()) printSection(section);
