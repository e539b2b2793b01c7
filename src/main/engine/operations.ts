import type { Clock } from '#engine/lib/clock.ts';
import type { Marks } from '#engine/health/marks.ts';
import type { UpstreamSet } from '#engine/proxy/upstream-set.ts';
import type { Registry } from '#engine/registry/registry.ts';
import type { Scheduler } from '#engine/scheduler/scheduler.ts';
import type { AuditStore } from '#engine/store/audit-store.ts';
import { AppError } from '#shared/errors.ts';
import type { FailureReason, MinerRole } from '#shared/model/snapshot.ts';

export interface MarkRequest {
  id: string;
  failed: boolean;
  note?: string | undefined;
  reason?: FailureReason | undefined;
  by: string;
}

export interface OperationsDeps {
  clock: Clock;
  registry: Registry;
  marks: Marks;
  upstreams: UpstreamSet;
  scheduler: Scheduler;
  audit: AuditStore;
}

/** The operator's commands on miners and pool endpoints: checked, stored, audited, then carried out at once. */
export class Operations {
  readonly #deps: OperationsDeps;

  constructor(deps: OperationsDeps) {
    this.#deps = deps;
  }

  /**
   * Marks a miner, or puts it back. It gets no customer account's job from this moment. Returns the
   * standby miners that stand in for it now.
   */
  markMiner(request: MarkRequest): string[] {
    if (!this.#deps.registry.get(request.id)) throw minerNotFound(request.id);
    this.#mark('miner', request);
    const { scheduler } = this.#deps;
    scheduler.replan();
    return scheduler.promotions.find(({ forMinerId }) => forMinerId === request.id)?.minerIds ?? [];
  }

  /** Marks a pool endpoint, or puts it back: its account goes to the next endpoint, or returns. */
  markPool(request: MarkRequest): void {
    this.#mark('pool', request);
    this.#deps.upstreams.setMarkedFailed(request.id, request.failed);
    this.#deps.scheduler.replan();
  }

  setRole(id: string, role: MinerRole, by: string): void {
    const { registry, audit, clock, scheduler } = this.#deps;
    if (!registry.get(id)) throw minerNotFound(id);
    registry.setRole(id, role);
    audit.add({ atMs: clock.nowMs(), by, action: 'miner.setRole', subject: id, detail: { role } });
    scheduler.replan();
  }

  #mark(kind: 'miner' | 'pool', { id, failed, note = '', reason = 'failed', by }: MarkRequest): void {
    const { marks, audit, clock } = this.#deps;
    const atMs = clock.nowMs();
    if (failed) marks.set(kind, id, { reason, note, by, atMs });
    else marks.clear(kind, id);
    audit.add({
      atMs,
      by,
      action: `${kind}.${failed ? 'markFailed' : 'putBack'}`,
      subject: id,
      detail: { reason, note },
    });
  }
}

function minerNotFound(id: string): AppError {
  return new AppError('MINER_NOT_FOUND', `There is no miner with the id "${id}".`);
}
