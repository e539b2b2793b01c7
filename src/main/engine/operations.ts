import { parseRoundSettings } from '#engine/ledger/round-rule.ts';
import type { Scheduler } from '#engine/scheduler/scheduler.ts';
import type { AuditStore } from '#engine/store/audit-store.ts';
import { AppError } from '#shared/errors.ts';
import type { PlanSettingsInput } from '#shared/model/planning.ts';
import { checkQuotas } from '#shared/model/quota.ts';
import type { FailureReason, MinerRole } from '#shared/model/snapshot.ts';

import type { FarmParts } from './farm-parts.ts';

export interface MarkRequest {
  id: string;
  failed: boolean;
  note?: string | undefined;
  reason?: FailureReason | undefined;
  by: string;
}

export interface OperationsDeps extends Pick<
  FarmParts,
  'clock' | 'registry' | 'marks' | 'upstreams' | 'settings' | 'rounds' | 'book'
> {
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

  /** The same for several miners with one new plan at the end; nothing is done when one of them is not known. */
  markMiners(ids: readonly string[], request: Omit<MarkRequest, 'id'>): string[] {
    const { registry, scheduler } = this.#deps;
    const chosen = new Set(ids);
    for (const id of chosen) if (!registry.get(id)) throw minerNotFound(id);
    for (const id of chosen) this.#mark('miner', { ...request, id });
    scheduler.replan();
    return scheduler.promotions.flatMap(({ forMinerId, minerIds }) =>
      chosen.has(forMinerId) ? minerIds : [],
    );
  }

  /** Marks a pool endpoint, or puts it back: its account goes to the next endpoint, or returns. */
  markPool(request: MarkRequest): void {
    this.#mark('pool', request);
    this.#deps.upstreams.setMarkedFailed(request.id, request.failed);
    this.#deps.scheduler.replan();
  }

  /** The plan's settings. Throws `AppError` where the round cannot be read or does not fit the quotas. */
  choosePlan(chosen: PlanSettingsInput, by: string): void {
    const { audit, clock, scheduler, settings, rounds, book } = this.#deps;
    parseRoundSettings(chosen.round);
    const quotas = book
      .list()
      .flatMap(({ name, promise }) => (promise === null ? [] : [{ accountName: name, quota: promise }]));
    checkQuotas(quotas, chosen.round.every === 'never');
    settings.choose(chosen.policy, chosen.shortfall);
    rounds.change(chosen.round);
    audit.add({ atMs: clock.nowMs(), by, action: 'settings.update', subject: '', detail: chosen });
    scheduler.replan();
  }

  /** Keeps the stand-ins of a miner in place when it recovers, or lets them go. */
  pinStandIns(forMinerId: string, isPinned: boolean, by: string): void {
    const { audit, clock, scheduler } = this.#deps;
    if (isPinned && !scheduler.promotions.some((one) => one.forMinerId === forMinerId)) {
      throw new AppError('NOT_FOUND', `Nobody stands in for "${forMinerId}".`);
    }
    scheduler.pin(forMinerId, isPinned);
    audit.add({
      atMs: clock.nowMs(),
      by,
      action: 'miner.pinStandIns',
      subject: forMinerId,
      detail: { isPinned },
    });
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
