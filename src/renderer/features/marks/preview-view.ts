import type { MarkPreview, MarksPreview } from '#shared/model/planning.ts';
import type { FarmSnapshot } from '#shared/model/snapshot.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { markMessages as m } from './messages.ts';

/** Names in one sentence; the rest is counted. */
const MAX_NAMES = 4;
/** Accounts whose finish moves, one sentence each; the rest is counted. */
const MAX_ACCOUNTS = 5;
/** Finishes nearer than this are told to the second. */
const NEAR_MS = 600_000;

/** `a`, `a and b`, or `a, b, c, d and 7 more`. */
export function someNames(names: readonly string[]): string {
  if (names.length <= MAX_NAMES) return fmt.list(names);
  const rest = t(m.moreNames, { count: fmt.count(names.length - MAX_NAMES) });
  return fmt.list([...names.slice(0, MAX_NAMES), rest]);
}

/** H/s of several miners together; null when not one is known. */
export function sumHashrate(hashrates: readonly (number | null)[]): number | null {
  const known = hashrates.filter((hashrate) => hashrate !== null);
  return known.length === 0 ? null : known.reduce((sum, hashrate) => sum + hashrate, 0);
}

/** What the engine says marking a miner failed would do, in sentences with figures. */
export function previewSentences(preview: MarkPreview, snapshot: FarmSnapshot): string[] {
  return [
    leaveSentence(preview, snapshot),
    ...finishSentences(preview.accounts, snapshot),
    ...destinationSentences(preview, snapshot),
  ];
}

/** What the engine says marking several miners failed at one time would do. */
export function marksPreviewSentences(preview: MarksPreview, snapshot: FarmSnapshot): string[] {
  const { standIns, toAccountId } = preview;
  const standby =
    standIns.length === 0
      ? t(m.noStandby)
      : t(m.standbyTogether, {
          count: standIns.length,
          names: someNames(standIns.map((one) => minerName(snapshot, one.minerId))),
          hashrate: fmt.hashrate(sumHashrate(standIns.map(({ hashrate }) => hashrate))),
        });
  const destination =
    toAccountId === null
      ? t(m.togetherToParked)
      : t(m.togetherToOverflow, { account: accountName(snapshot, toAccountId) });
  return [
    ...leaveSentences(preview.leaves, snapshot),
    standby,
    ...finishSentences(preview.accounts, snapshot),
    destination,
  ];
}

function leaveSentences(leaves: MarksPreview['leaves'], snapshot: FarmSnapshot): string[] {
  const customers = leaves
    .filter(({ accountId }) => accountId !== null && !isOverflow(snapshot, accountId))
    .toSorted((a, b) => (b.hashrate ?? 0) - (a.hashrate ?? 0));
  const sentence = ({ accountId, miners, hashrate }: MarksPreview['leaves'][number]) => {
    const values = { count: miners, n: fmt.count(miners), hashrate: fmt.hashrate(hashrate) };
    if (accountId === null) return t(m.leaveNothing, values);
    const account = accountName(snapshot, accountId);
    return t(isOverflow(snapshot, accountId) ? m.leaveSurplus : m.leaveTogether, { ...values, account });
  };
  const hidden = customers.slice(MAX_ACCOUNTS);
  const miners = hidden.reduce((sum, leave) => sum + leave.miners, 0);
  return [
    ...customers.slice(0, MAX_ACCOUNTS).map(sentence),
    ...(hidden.length > 0 ? [t(m.leaveMore, { count: hidden.length, n: fmt.count(miners) })] : []),
    ...leaves.filter((leave) => !customers.includes(leave)).map(sentence),
  ];
}

function minerName(snapshot: FarmSnapshot, id: string): string {
  return snapshot.miners.find((miner) => miner.id === id)?.name ?? id;
}

function accountName(snapshot: FarmSnapshot, id: string): string {
  return snapshot.accounts.find((account) => account.id === id)?.name ?? id;
}

function isOverflow(snapshot: FarmSnapshot, accountId: string): boolean {
  return snapshot.accounts.some((account) => account.id === accountId && account.overflow);
}

function leaveSentence(preview: MarkPreview, snapshot: FarmSnapshot): string {
  const { minerId, fromAccountId, toAccountId, standIns } = preview;
  const name = minerName(snapshot, minerId);
  const standby =
    standIns.length === 0
      ? ''
      : t(m.standbyTakesOver, {
          count: standIns.length,
          names: someNames(standIns.map((one) => minerName(snapshot, one.minerId))),
          hashrate: fmt.hashrate(sumHashrate(standIns.map(({ hashrate }) => hashrate))),
        });
  if (fromAccountId === null) {
    return standby === '' ? t(m.notMining, { name }) : t(m.notMiningStandby, { name, standby });
  }
  const account = accountName(snapshot, fromAccountId);
  if (fromAccountId === toAccountId) return t(m.alreadySurplus, { name, account });
  if (isOverflow(snapshot, fromAccountId)) return t(m.leavesSurplus, { name, account });
  const miner = snapshot.miners.find(({ id }) => id === minerId);
  const values = { name, account, hashrate: fmt.hashrate(miner?.hashrate ?? preview.lostHashrate) };
  if (standby !== '') return t(m.leavesStandby, { ...values, standby });
  const others = snapshot.miners.filter((one) => one.accountId === fromAccountId && one.id !== minerId);
  const rest = sumHashrate(others.map(({ hashrate }) => hashrate));
  return others.length === 0
    ? t(m.leavesNobody, values)
    : t(m.leavesRest, { ...values, rest: fmt.hashrate(rest) });
}

function finishSentences(accounts: MarkPreview['accounts'], snapshot: FarmSnapshot): string[] {
  const nowMs = snapshot.atMs;
  const sentences: string[] = [];
  let open = 0;
  for (const { accountId, finishMsNow, finishMsThen } of accounts) {
    const account = accountName(snapshot, accountId);
    if (finishMsNow !== null || finishMsThen !== null) open += 1;
    if (finishMsNow !== null && finishMsThen === null) sentences.push(t(m.finishLost, { account }));
    if (finishMsNow === null && finishMsThen !== null) {
      sentences.push(t(m.finishGained, { account, to: timeText(finishMsThen, nowMs) }));
    }
    if (finishMsNow === null || finishMsThen === null) continue;
    const withSeconds = Math.min(finishMsNow, finishMsThen) - nowMs < NEAR_MS;
    const [from, to] = [finishMsNow, finishMsThen].map((atMs) => fmt.time(atMs, { withSeconds, nowMs }));
    if (from !== to) sentences.push(t(m.finishMoves, { account, from: from ?? '', to: to ?? '' }));
  }
  if (sentences.length === 0) return open > 0 ? [t(m.finishStays)] : [];
  const hidden = sentences.length - MAX_ACCOUNTS;
  return hidden > 0 ? [...sentences.slice(0, MAX_ACCOUNTS), t(m.finishMore, { count: hidden })] : sentences;
}

function timeText(atMs: number, nowMs: number): string {
  return fmt.time(atMs, { withSeconds: atMs - nowMs < NEAR_MS, nowMs });
}

function destinationSentences({ fromAccountId, toAccountId }: MarkPreview, snapshot: FarmSnapshot): string[] {
  if (toAccountId === null) return [t(m.toParked)];
  if (fromAccountId === toAccountId) return [];
  return [t(m.toOverflow, { account: accountName(snapshot, toAccountId) })];
}

/** What the engine says it has done: who stands in for the miner from now on. */
export function markedText(name: string, standIns: readonly string[]): string {
  if (standIns.length === 0) return t(m.minerMarked, { name });
  return t(m.minerMarkedStandby, { name, names: someNames(standIns), count: standIns.length });
}
