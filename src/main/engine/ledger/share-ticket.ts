import type { WorkKind } from '#engine/store/work-kind.ts';
import type { Round } from './round-rule.ts';

/** A miner as the ledger files it; merging two miners redirects the one to the other. */
export class MinerRef {
  readonly #id: string;
  #mergedInto: MinerRef | null = null;

  constructor(id: string) {
    this.#id = id;
  }

  get id(): string {
    return this.#mergedInto ? this.#mergedInto.id : this.#id;
  }

  mergeInto(target: MinerRef): void {
    this.#mergedInto = target;
  }
}

/** Stands for one recorded share until the pool's answer has come; only the ledger reads what is in it. */
export class ShareTicket {
  readonly receivedAtMs: number;
  readonly round: Round;
  readonly accountId: string;
  readonly miner: MinerRef;
  /** Upstream difficulty under which it was sent; null = it was not for the pool. */
  readonly pending: number | null;
  /** The kind it is filed under now, null before its commit, after a failed one and once settled. */
  filedAs: WorkKind | null = null;
  isSettled = false;

  constructor(fields: Pick<ShareTicket, 'receivedAtMs' | 'round' | 'accountId' | 'miner' | 'pending'>) {
    this.receivedAtMs = fields.receivedAtMs;
    this.round = fields.round;
    this.accountId = fields.accountId;
    this.miner = fields.miner;
    this.pending = fields.pending;
  }
}
