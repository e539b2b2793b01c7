import { WORK_KIND, type WorkKind } from '#engine/store/work-kind.ts';
import type { WorkChange } from '#engine/store/work-store.ts';

import type { Round } from './round-rule.ts';
import type { MinerRef, ShareTicket } from './share-ticket.ts';

export type Committed = (error: Error | null) => void;

/** What waits for the next commit, in the order in which it happened. */
export type Entry =
  | { type: 'share'; ticket: ShareTicket; verified: number; onCommitted: Committed }
  | {
      type: 'refusal';
      atMs: number;
      round: Round;
      accountId: string | null;
      miner: MinerRef;
      kind: WorkKind;
      difficulty: number;
      onCommitted: Committed;
    }
  | { type: 'transition'; ticket: ShareTicket; to: WorkKind; isFinal: boolean; straddling: boolean };

/** The changes that `entries` make, and how to take back what was noted on their tickets. */
export function changesOf(entries: readonly Entry[]): { changes: WorkChange[]; undo: () => void } {
  const changes: WorkChange[] = [];
  const filedBefore: { ticket: ShareTicket; filedAs: WorkKind | null }[] = [];
  const file = (ticket: ShareTicket, kind: WorkKind | null): void => {
    filedBefore.push({ ticket, filedAs: ticket.filedAs });
    ticket.filedAs = kind;
  };
  for (const entry of entries) {
    if (entry.type === 'refusal') {
      const { atMs, round, accountId, miner, kind, difficulty } = entry;
      changes.push({ atMs, round, accountId, minerId: miner.id, kind, difficulty, delta: 1 });
      continue;
    }
    const { ticket } = entry;
    if (entry.type === 'share') {
      changes.push(change(ticket, WORK_KIND.verified, entry.verified));
      if (ticket.pending !== null) {
        changes.push(change(ticket, WORK_KIND.pending, ticket.pending));
        file(ticket, WORK_KIND.pending);
      }
      continue;
    }
    if (ticket.filedAs === entry.to) continue;
    const difficulty = ticket.pending as number;
    // A block solution is forwarded before its commit: should that have failed, its answer still counts.
    if (ticket.filedAs !== null) changes.push({ ...change(ticket, ticket.filedAs, difficulty), delta: -1 });
    changes.push(change(ticket, entry.to, difficulty));
    if (entry.straddling) changes.push(change(ticket, WORK_KIND.straddling, difficulty));
    file(ticket, entry.isFinal ? null : entry.to);
  }
  const undo = (): void => {
    for (const { ticket, filedAs } of filedBefore.reverse()) ticket.filedAs = filedAs;
  };
  return { changes, undo };
}

function change(ticket: ShareTicket, kind: WorkKind, difficulty: number): WorkChange {
  const { receivedAtMs, round, accountId, miner } = ticket;
  return { atMs: receivedAtMs, round, accountId, minerId: miner.id, kind, difficulty, delta: 1 };
}
