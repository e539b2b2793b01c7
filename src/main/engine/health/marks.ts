import { Emitter } from '#engine/lib/emitter.ts';
import type { MarkStore } from '#engine/store/mark-store.ts';
import type { OperatorMark } from '#shared/model/snapshot.ts';

export type MarkKind = 'miner' | 'pool';

/** The operator's word on miners and pool endpoints. Stored apart from what is observed; only the operator clears it. */
export class Marks {
  readonly changed = new Emitter<[kind: MarkKind, id: string]>();
  readonly #store: MarkStore;
  readonly #marks = new Map<string, OperatorMark>();

  constructor(store: MarkStore) {
    this.#store = store;
    for (const { kind, id, mark } of store.loadAll()) this.#marks.set(`${kind} ${id}`, mark);
  }

  get(kind: MarkKind, id: string): OperatorMark | null {
    return this.#marks.get(`${kind} ${id}`) ?? null;
  }

  set(kind: MarkKind, id: string, mark: OperatorMark): void {
    this.#store.save(kind, id, mark);
    this.#marks.set(`${kind} ${id}`, mark);
    this.changed.emit(kind, id);
  }

  clear(kind: MarkKind, id: string): void {
    if (!this.#marks.has(`${kind} ${id}`)) return;
    this.#store.remove(kind, id);
    this.#marks.delete(`${kind} ${id}`);
    this.changed.emit(kind, id);
  }
}
