import { formatPercent } from '#engine/lib/percent.ts';
import type { Notice } from '#shared/model/snapshot.ts';

import type { FarmParts } from './farm-parts.ts';

/** One upstream share above this part of a quota makes the landing coarse enough to say so. */
const COARSE_SHARE = 0.001;

type Standing = Omit<Notice, 'sinceMs'>;

/**
 * What needs the owner now, worst first. A standing condition keeps the time at which it was first
 * seen; there is one notice per cause, not one per miner.
 */
export class FarmNotices {
  readonly #parts: FarmParts;
  readonly #since = new Map<string, number>();

  readonly #isAsleep: (minerId: string) => boolean;

  /** `isAsleep`: the program itself has put the miner's machine to sleep, so nobody misses it. */
  constructor(parts: FarmParts, isAsleep: (minerId: string) => boolean) {
    this.#parts = parts;
    this.#isAsleep = isAsleep;
  }

  all(): Notice[] {
    const standing = [...this.#overflow(), ...this.#accounts(), ...this.#miners()];
    const nowMs = this.#parts.clock.nowMs();
    const ids = new Set(standing.map((one) => one.id));
    for (const id of this.#since.keys()) if (!ids.has(id)) this.#since.delete(id);
    for (const id of ids) if (!this.#since.has(id)) this.#since.set(id, nowMs);
    const all = standing.map((one) => ({ ...one, sinceMs: this.#since.get(one.id) ?? nowMs }));
    const weight = { critical: 0, warning: 1, info: 2 };
    return [...all, ...this.#parts.notices.all()].sort((a, b) => weight[a.severity] - weight[b.severity]);
  }

  #overflow(): Standing[] {
    const accounts = this.#parts.book.list();
    if (accounts.length === 0 || accounts.some((account) => account.overflow)) return [];
    const text =
      'There is no overflow account: surplus and failed miners are parked and mine nothing for you.';
    return [{ id: 'no-overflow', severity: 'warning', text, subject: null }];
  }

  #accounts(): Standing[] {
    const notices: Standing[] = [];
    for (const account of this.#parts.book.list()) {
      const upstream = this.#parts.upstreams.get(account.id);
      const trouble = upstream?.trouble ?? null;
      const subject = { kind: 'account' as const, id: account.id };
      if (trouble && trouble.kind !== 'connecting') {
        const text = `${account.name} cannot be served: ${trouble.text}.`;
        notices.push({ id: `trouble-${account.id}`, severity: 'critical', text, subject });
      }
      const target = this.#parts.verdicts.standing(account.id).targetWork;
      const active = upstream?.active;
      const shareWork = active ? (upstream?.difficultyOf(active) ?? null) : null;
      if (shareWork !== null && target !== null && target > 0 && shareWork > target * COARSE_SHARE) {
        const part = formatPercent(shareWork / target);
        const text = `One share at ${account.name}'s pool is ${part} of its quota, so the quota cannot be met more exactly than that.`;
        notices.push({ id: `coarse-${account.id}`, severity: 'info', text, subject });
      }
    }
    return notices;
  }

  #miners(): Standing[] {
    const { registry, marks, proxy } = this.#parts;
    const answering: string[] = [];
    const offline: string[] = [];
    for (const record of registry.all()) {
      const isLive = proxy.sessionOf(record.id) !== undefined;
      if (marks.get('miner', record.id)) {
        if (isLive && (proxy.minerMeters.hashrate(record.id, this.#parts.clock.monotonicMs()) ?? 0) > 0)
          answering.push(record.id);
      } else if (!isLive && record.lastSeenAtMs !== null && !this.#isAsleep(record.id)) {
        offline.push(record.id);
      }
    }
    const notices: Standing[] = [];
    if (offline.length > 0) {
      const text =
        offline.length === 1 ? `${offline[0]} is offline.` : `${offline.length} miners are offline.`;
      notices.push({ id: 'offline', severity: 'warning', text, subject: subjectOf(offline) });
    }
    if (answering.length > 0) {
      const text =
        answering.length === 1
          ? `${answering[0]} answers; still marked failed by you.`
          : `${answering.length} miners answer; still marked failed by you.`;
      notices.push({ id: 'marked-answering', severity: 'info', text, subject: subjectOf(answering) });
    }
    return notices;
  }
}

function subjectOf(minerIds: readonly string[]): Notice['subject'] {
  const [only] = minerIds;
  return minerIds.length === 1 && only !== undefined ? { kind: 'miner', id: only } : null;
}
