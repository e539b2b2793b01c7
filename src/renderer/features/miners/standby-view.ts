import type { StandIn } from '#shared/model/planning.ts';
import type { FarmSnapshot, MinerView } from '#shared/model/snapshot.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { MINER_STATES } from '../../ui/state-looks.tsx';
import { someNames, sumHashrate } from '../marks/preview-view.ts';
import { minerMessages as m } from './messages.ts';

/** Standby miners, and how many of them would answer a call now. */
export interface StandbySummary {
  all: readonly MinerView[];
  /** Connected, not marked, well, and not standing in already. */
  ready: readonly MinerView[];
  notReady: readonly MinerView[];
  hashrate: number | null;
}

export function standbySummary(miners: readonly MinerView[], standIns: readonly StandIn[]): StandbySummary {
  const called = new Set(standIns.flatMap(({ minerIds }) => minerIds));
  const all = miners.filter((miner) => miner.role === 'standby');
  const isWell = (miner: MinerView) =>
    ['standby', 'working', 'parked'].includes(miner.state) && (miner.hashrate ?? 0) > 0;
  const free = all.filter((miner) => !called.has(miner.id));
  return {
    all,
    ready: free.filter(isWell),
    notReady: free.filter((miner) => !isWell(miner)),
    hashrate: sumHashrate(all.map((miner) => miner.hashrate ?? miner.nominalHashrate)),
  };
}

/** One line of the standby section: who stands in for whom, since when, and why. */
export interface StandInLine {
  id: string;
  text: string;
  why: string;
  pinned: boolean;
  lost: MinerView | undefined;
  lostName: string;
}

export function standInLine(standIn: StandIn, snapshot: FarmSnapshot, nowMs: number): StandInLine {
  const minerOf = (id: string) => snapshot.miners.find((miner) => miner.id === id);
  const lost = minerOf(standIn.forMinerId);
  const lostName = lost?.name ?? standIn.forMinerId;
  const helpers = standIn.minerIds.map((id) => minerOf(id));
  const account = snapshot.accounts.find(({ id }) => id === standIn.accountId);
  return {
    id: standIn.forMinerId,
    text: t(m.standInLine, {
      count: helpers.length,
      names: someNames(standIn.minerIds.map((id, index) => helpers[index]?.name ?? id)),
      hashrate: fmt.hashrate(sumHashrate(helpers.map((miner) => miner?.hashrate ?? null))),
      lost: lostName,
      account: account?.name ?? t(m.standInSurplus),
      time: fmt.time(standIn.sinceMs, { nowMs }),
      duration: fmt.duration(nowMs - standIn.sinceMs),
    }),
    why: whyText(lost, lostName, standIn.pinned),
    pinned: standIn.pinned,
    lost,
    lostName,
  };
}

function whyText(lost: MinerView | undefined, lostName: string, isPinned: boolean): string {
  const mark = lost?.markedFailed;
  if (mark) {
    const reason = t(mark.reason === 'failed' ? m.reasonFailed : m.reasonBelow);
    const text = mark.note === '' ? m.whyMarked : m.whyMarkedNote;
    return t(text, { lost: lostName, reason, note: mark.note });
  }
  const isBack = lost !== undefined && ['working', 'standby', 'parked'].includes(lost.state);
  if (isBack) return t(isPinned ? m.whyBackPinned : m.whyBack, { lost: lostName });
  return t(m.whyState, { lost: lostName, state: MINER_STATES[lost?.state ?? 'offline'].word });
}

/** For each standby miner that is called: the names of those it stands in for. */
export function standsInFor(
  standIns: readonly StandIn[],
  miners: readonly MinerView[],
): ReadonlyMap<string, string> {
  const names = new Map(miners.map(({ id, name }) => [id, name]));
  const lostOf = new Map<string, string[]>();
  for (const { forMinerId, minerIds } of standIns) {
    for (const id of minerIds) {
      lostOf.set(id, [...(lostOf.get(id) ?? []), names.get(forMinerId) ?? forMinerId]);
    }
  }
  return new Map([...lostOf].map(([id, lost]) => [id, fmt.list(lost)]));
}
