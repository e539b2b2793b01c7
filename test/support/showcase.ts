import type { AlertRuleId, AlertView } from '#shared/model/alert.ts';
import type { Series, SeriesRequest } from '#shared/model/charts.ts';
import { workFromHashrate } from '#shared/units.ts';

import { ScriptedAlerts, scriptedAlert } from './scripted-alerts.ts';
import { ScriptedFarm } from './scripted-farm.ts';
import { ScriptedLan } from './scripted-lan.ts';
import { LAN_AT_MS, scriptedMachine } from './scripted-machines.ts';
import type { ScriptedDesks } from './scripted-router.ts';
import { ScriptedStatements } from './scripted-statements.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const MINER_HASHRATE = 104e12;
const MINERS = 24;
const OFFLINE = 13;
const BELOW_STANDARD = 6;
const STAND_IN = 22;
/** Customers, the part of the farm that each was promised, and how far ahead of its curve it is. */
const CUSTOMERS = [
  { name: 'Aurora', part: 0.36, ahead: 0.004 },
  { name: 'Baltic', part: 0.3, ahead: -0.006 },
  { name: 'Cedar', part: 0.22, ahead: 0.002 },
] as const;
const SEEN = ['Aurora', 'Baltic', 'Cedar', 'owner'] as const;
const OWNERS_PART = 0.12;
const PROXY = '10.9.8.2:3333';
/** How long one miner has been lost and another has stood in for it. */
const LOST_MS = 26 * MINUTE_MS;

/** When everything in the pictures happens: noon of a round of a day. */
export const SHOWCASE_MS = LAN_AT_MS;

/** The same numbers from 0 to 1 on every run. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

function accountAt(place: number): string {
  let left = place;
  for (const { name, part } of CUSTOMERS) {
    left -= part;
    if (left < 0) return name;
  }
  return 'owner';
}

/** A farm of 24 miners in the middle of its day: four customers side by side, and what is left for the owner. */
export function showcaseFarm(): ScriptedFarm {
  const farm = new ScriptedFarm({
    ...{ miners: MINERS, standby: 2, accounts: 0, hashrate: MINER_HASHRATE },
    ...{ quotaSpanMs: DAY_MS, nowMs: SHOWCASE_MS },
  });
  for (const [index, { name, part }] of CUSTOMERS.entries()) {
    farm.addAccount({
      ...{ name, worker: `${name.toLowerCase()}.farm1`, overflow: false, carryOver: true },
      ...{ quota: { share: `${part * 100} %` }, upstream: 'aggregated' },
      pools: [
        { url: `stratum+tcp://pool-${index % 2 === 0 ? 'a' : 'b'}.example:3333` },
        { url: 'stratum+ssl://pool-c.example:443' },
      ],
    });
  }
  farm.reorder([...SEEN]);
  farm.policy = 'parallel';
  farm.roundStartMs = SHOWCASE_MS - DAY_MS / 2;
  fillAccounts(farm);
  fillMiners(farm);
  const { standIns, extras } = { standIns: farm.standIns.bind(farm), extras: farm.extras.bind(farm) };
  farm.standIns = () => standIns().map((one) => ({ ...one, sinceMs: SHOWCASE_MS - LOST_MS }));
  farm.extras = () => ({ ...extras(), stratumAddress: PROXY });
  farm.nowMs = SHOWCASE_MS - 10 * MINUTE_MS;
  return farm;
}

function fillAccounts(farm: ScriptedFarm): void {
  for (const account of farm.accounts) {
    const customer = CUSTOMERS.find(({ name }) => name === account.name);
    const whole = workFromHashrate(MINERS * MINER_HASHRATE, DAY_MS);
    const part = customer?.part ?? OWNERS_PART;
    const difficulty = 131_072;
    const credited = whole * part * (0.5 + (customer?.ahead ?? 0));
    Object.assign(account, {
      ...{ creditedWork: credited, verifiedWork: credited * 1.003, upToStandard: false },
      ...{ targetWork: customer ? whole * part : null, state: 'working', hashrate: null },
      ...{ acceptedShares: Math.round(credited / difficulty), staleShares: 4, rejectedShares: 1 },
      etaMs: customer ? SHOWCASE_MS + DAY_MS / 2 - (12 + 9 * account.order) * MINUTE_MS : null,
    });
    for (const pool of account.pools) pool.difficulty = difficulty;
  }
}

function fillMiners(farm: ScriptedFarm): void {
  const random = randomOf(11);
  farm.intervals = [];
  for (const [index, miner] of farm.miners.entries()) {
    placeMiner(farm, index, random);
    const isOffline = index === OFFLINE;
    const nominal = MINER_HASHRATE * (0.96 + 0.08 * random());
    const isStandby = miner.role === 'standby' && index !== STAND_IN;
    Object.assign(miner, {
      ...{ nominalHashrate: nominal, difficulty: 65_536, switches: isOffline ? 0 : 1 + (index % 4) },
      state: isOffline ? 'offline' : isStandby ? 'standby' : 'working',
      userAgent: index % 3 === 2 ? 'btminer/3.1' : 'bmminer/2.0.0',
      ...(index === BELOW_STANDARD && { state: 'below-standard' }),
      lastShareAtMs: SHOWCASE_MS - (isOffline ? LOST_MS : 900 + 6000 * random()),
      ...{
        acceptedShares: Math.round(9000 + 600 * random()),
        rejectedShares: index % 5,
        staleShares: index % 3,
      },
      address: isOffline ? null : `10.9.8.${11 + index}`,
    });
  }
  tremble(farm, random);
}

/** A day of one miner: it moves now and then between the accounts that its place is near to. */
function placeMiner(farm: ScriptedFarm, index: number, random: () => number): void {
  const miner = farm.miners[index];
  if (!miner) return;
  let accountId: string | null = null;
  const move = (to: string | null, fromMs: number, cause: string) => {
    if (to === accountId) return;
    const last = farm.intervals.findLast((interval) => interval.minerId === miner.id);
    if (last) last.toMs = fromMs;
    if (to !== null) farm.intervals.push({ minerId: miner.id, accountId: to, fromMs, toMs: null, cause });
    accountId = to;
  };
  for (let fromMs = SHOWCASE_MS - DAY_MS; fromMs < SHOWCASE_MS;) {
    const toMs = fromMs + (12 + 130 * random()) * MINUTE_MS;
    const jitter = toMs >= SHOWCASE_MS ? 0 : 0.3 * (random() - 0.5);
    const place = (index + 0.5) / (MINERS - 2) + jitter;
    const to = miner.role === 'standby' ? 'owner' : accountAt(Math.min(Math.max(place, 0), 0.999));
    const due = (((fromMs - farm.roundStartMs + DAY_MS) % DAY_MS) / DAY_MS) * 100;
    move(
      to,
      fromMs,
      `${to} has ${(due - 0.7).toFixed(1)} % of its quota, ${due.toFixed(1)} % are due by now`,
    );
    fromMs = toMs;
  }
  if (index === OFFLINE) move(null, SHOWCASE_MS - LOST_MS, '');
  if (index === STAND_IN)
    move('Baltic', SHOWCASE_MS - LOST_MS, 'it stands in for rack1-14, which is offline');
  miner.accountId = accountId;
}

/** Every miner a little above or below what it should make. */
function tremble(farm: ScriptedFarm, random: () => number): void {
  for (const [index, miner] of farm.miners.entries()) {
    const part = index === BELOW_STANDARD ? 0.68 : 0.985 + 0.03 * random();
    miner.hashrate = index === OFFLINE ? null : (miner.nominalHashrate ?? 0) * part;
  }
  shareOut(farm);
}

/** The hashrate of each account: that of its miners. */
function shareOut(farm: ScriptedFarm): void {
  for (const account of farm.accounts)
    account.hashrate = farm.miners
      .filter(({ accountId }) => accountId === account.id)
      .reduce((sum, { hashrate }) => sum + (hashrate ?? 0), 0);
}

/** Goes on by `ms`: hashrates tremble, and work is credited for them. */
function goOn(farm: ScriptedFarm, ms: number, random: () => number): void {
  farm.nowMs += ms;
  tremble(farm, random);
  for (const account of farm.accounts)
    account.creditedWork += workFromHashrate(account.hashrate ?? 0, ms) * (0.6 + 0.8 * random());
  farm.changed();
}

/** Ten minutes until the time of the pictures, a step at a time: what the window's small charts are made of. */
export async function* lastMinutes(farm: ScriptedFarm): AsyncGenerator<void> {
  const random = randomOf(5);
  while (farm.nowMs < SHOWCASE_MS) {
    goOn(farm, 5000, random);
    yield;
  }
}

/** What stands beside the farm. */
export function showcaseDesks(farm: ScriptedFarm): ScriptedDesks {
  return { lan: showcaseLan(farm), alerts: showcaseAlerts(), books: new ShowcaseBooks() };
}

function showcaseLan(farm: ScriptedFarm): ScriptedLan {
  const lan = new ScriptedLan({ machines: 0 });
  for (const [index, miner] of farm.miners.entries()) {
    const look = scriptedMachine(index === 20 ? 6 : index % 3 === 2 ? 2 : 1);
    const number = (11 + index).toString(16).padStart(2, '0');
    const isPointed = index < 18;
    const address = `10.9.8.${11 + index}`;
    lan.known.set(`m-0200000000${number}`, {
      ...look,
      ...{ id: `m-0200000000${number}`, address, mac: `02:00:00:00:00:${number}` },
      ...{ minerId: miner.id, point: isPointed ? 'pointed' : 'elsewhere', canRestore: isPointed },
      ...(index === OFFLINE && {
        state: 'silent',
        trouble: 'It does not answer on port 4028.',
        telemetry: null,
      }),
      controls: { ...look.controls, page: `http://${address}/` },
      telemetry: look.telemetry && index !== OFFLINE ? warmed(look.telemetry, index, isPointed) : null,
    });
  }
  return lan;
}

type Telemetry = NonNullable<ReturnType<typeof scriptedMachine>['telemetry']>;

function warmed(telemetry: Telemetry, index: number, isPointed: boolean): Telemetry {
  const chip = 66 + ((index * 7) % 11);
  const [old] = telemetry.pools;
  const ours = old && { ...old, url: `stratum+tcp://${PROXY}`, user: `rack1-${index + 1}`, isOurs: true };
  return {
    ...telemetry,
    temperatures: { ...telemetry.temperatures, chip, board: chip - 14 },
    powerWatts: 2990 + ((index * 37) % 160),
    uptimeSeconds: 86_400 * (1 + (index % 9)),
    pools: isPointed && ours && old ? [ours, { ...old, isActive: false, isOurs: false }] : telemetry.pools,
  };
}

function showcaseAlerts(): ScriptedAlerts {
  const alerts = new ScriptedAlerts();
  alerts.known.clear();
  const add = (id: string, rule: AlertRuleId, change: Partial<AlertView>) =>
    alerts.known.set(id, scriptedAlert(id, rule, change));
  add('a-1', 'miner-lost', {
    ...{ title: '1 miner is lost', text: 'rack1-14 was last heard of 26 min ago; it worked for Baltic.' },
    next: 'Look at its power and network, or mark it failed so that nobody waits for it.',
    subjects: [{ kind: 'miner', id: 'rack1-14', name: 'rack1-14' }],
    ...{ sinceMs: SHOWCASE_MS - 26 * MINUTE_MS, firedAtMs: SHOWCASE_MS - 16 * MINUTE_MS },
    durationMs: 26 * MINUTE_MS,
  });
  add('a-2', 'hashrate-low', {
    ...{
      title: 'rack1-07 makes less than it should',
      text: '70.8 TH/s over 15 min where 104 TH/s are usual.',
    },
    next: 'Look at its boards and its temperature.',
    subjects: [{ kind: 'miner', id: 'rack1-07', name: 'rack1-07' }],
    ...{ sinceMs: SHOWCASE_MS - 48 * MINUTE_MS, firedAtMs: SHOWCASE_MS - 33 * MINUTE_MS },
    durationMs: 48 * MINUTE_MS,
  });
  for (const [index, hours] of [3, 9, 22, 31].entries())
    add(`p-${index}`, index % 2 === 0 ? 'pool-down' : 'rejected-high', {
      ...{ state: 'resolved', durationMs: (4 + 6 * index) * MINUTE_MS },
      title: index % 2 === 0 ? 'pool-b.example:3333 is down' : 'Baltic: 2.6 % of the shares are rejected',
      text:
        index % 2 === 0
          ? 'The connection was refused; Baltic was served by pool-c.example:443.'
          : '31 of 1,190 shares within 15 min.',
      subjects: [{ kind: 'account', id: 'Baltic', name: 'Baltic' }],
      sinceMs: SHOWCASE_MS - hours * HOUR_MS - 60_000,
      firedAtMs: SHOWCASE_MS - hours * HOUR_MS,
      resolvedAtMs: SHOWCASE_MS - hours * HOUR_MS + (4 + 6 * index) * MINUTE_MS,
    });
  return alerts;
}

/** Charts of whole days and statements of the last months. */
class ShowcaseBooks extends ScriptedStatements {
  override nowMs = SHOWCASE_MS;
  override ourAmount = workFromHashrate(MINERS * MINER_HASHRATE * 0.32, DAY_MS);

  constructor() {
    super();
    const days: readonly [string, string, string][] = [
      ['Aurora', '2025-12-01', '2025-12-31'],
      ['Baltic', '2025-12-01', '2025-12-31'],
      ['Cedar', '2025-12-01', '2025-12-31'],
    ];
    for (const [index, [accountId, from, to]] of days.toReversed().entries()) {
      const key = { accountId, accountName: accountId, kind: 'days' as const, from, to, timeZone: 'UTC' };
      this.statements.unshift({
        ...{ id: `statement-${accountId}`, ...key, isComplete: true, proofShares: 744 },
        ...{ fromMs: Date.parse(from), toMs: Date.parse(to) + DAY_MS, issuedAtMs: SHOWCASE_MS - 3 * HOUR_MS },
        ...{ creditedWork: this.ourAmount * (12 + 7 * index), acceptedShares: 41_220 + 9_310 * index },
        ...{ sha256: 'ab'.repeat(32), fingerprint: this.key().fingerprint },
      });
    }
  }

  override async series(request: SeriesRequest): Promise<Series> {
    const { fromMs, toMs, points, by, ids } = request;
    const startMs = fromMs === 0 ? toMs - 30 * DAY_MS : fromMs;
    const count = Math.min(points, 180);
    const bucketMs = Math.max(MINUTE_MS, Math.ceil((toMs - startMs) / count / MINUTE_MS) * MINUTE_MS);
    const names = by === 'farm' ? ['farm'] : (ids ?? [...SEEN]);
    const lines = names.map((id, index) => {
      const random = randomOf(17 + index * 101);
      const part = CUSTOMERS.find(({ name }) => name === id)?.part ?? (by === 'account' ? OWNERS_PART : 1);
      const most = MINER_HASHRATE * (by === 'miner' ? 1 : MINERS) * part;
      const hashrate = Array.from({ length: Math.floor((toMs - startMs) / bucketMs) }, (_, place) => {
        const wave = 0.05 * Math.sin(place / 17 + index * 1.9) + 0.025 * Math.sin(place / 5 + index);
        const isPoolDown = id === 'Baltic' && place > 96 && place < 100;
        return most * (isPoolDown ? 0.35 : 0.96 + wave + 0.05 * (random() - 0.5));
      });
      return { id, hashrate, min: null, max: null };
    });
    return {
      fromMs: startMs,
      toMs: startMs + (lines[0]?.hashrate.length ?? 0) * bucketMs,
      bucketMs,
      resolutionMs: bucketMs,
      lines,
    };
  }
}
