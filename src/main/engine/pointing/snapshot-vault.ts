import type { PoolSnapshot } from '#engine/drivers/driver.ts';
import type { SecretBox } from '#engine/lib/secret-box.ts';
import type { PointingStore, SnapshotRow } from '#engine/store/pointing-store.ts';
import { AppError } from '#shared/errors.ts';

/** A machine's previous pools, opened. */
export interface KeptSnapshot {
  row: SnapshotRow;
  snapshot: PoolSnapshot;
}

/**
 * The previous pools of machines, sealed. Of a machine the first snapshot is kept until its pools are put
 * back: pointing it again must not take what was written here for what the owner had.
 */
export class SnapshotVault {
  readonly #store: PointingStore;
  readonly #box: SecretBox;

  constructor({ store, secretBox }: { store: PointingStore; secretBox: SecretBox }) {
    this.#store = store;
    this.#box = secretBox;
  }

  /** There are previous pools that have not been put back yet. */
  isKept(machineId: string): boolean {
    return this.#store.snapshot(machineId)?.usedAtMs === null;
  }

  /** The proxy's address that was written into a machine over the pools that are kept; null where none are. */
  pointedUrl(machineId: string): string | null {
    const row = this.#store.snapshot(machineId);
    return row?.usedAtMs === null ? row.pointedUrl : null;
  }

  /** The newest snapshot of a machine, put back or not. Throws `AppError` when it cannot be opened. */
  get(machineId: string): KeptSnapshot | null {
    const row = this.#store.snapshot(machineId);
    return row ? { row, snapshot: this.unseal(row.sealed) } : null;
  }

  /** All that have not been put back yet, one a machine. */
  all(): KeptSnapshot[] {
    return this.#store
      .snapshots()
      .filter(({ usedAtMs }) => usedAtMs === null)
      .map((row) => ({ row, snapshot: this.unseal(row.sealed) }));
  }

  /**
   * Keeps `before` as the machine's previous pools, unless earlier ones are kept still and can be opened. Returns its number,
   * null when it was not needed.
   */
  keep(machineId: string, before: PoolSnapshot, pointedUrl: string): number | null {
    const known = this.#store.snapshot(machineId);
    if (known?.usedAtMs === null && this.#canOpen(known)) {
      this.#store.saveSnapshot({ ...known, pointedUrl });
      return null;
    }
    return this.add(machineId, before, pointedUrl);
  }

  add(machineId: string, snapshot: PoolSnapshot, pointedUrl: string | null): number {
    const { takenAtMs } = snapshot;
    return this.#store.addSnapshot({
      machineId,
      sealed: this.seal(snapshot),
      takenAtMs,
      pointedUrl,
      usedAtMs: null,
    });
  }

  /** The machine has these pools again, or never got others. It stays kept. */
  markUsed(machineId: string, seq: number, atMs: number): void {
    const row = this.#store.snapshot(machineId);
    if (row?.seq === seq) this.#store.saveSnapshot({ ...row, usedAtMs: Math.floor(atMs) });
  }

  /** Two records are one machine: what is kept of the one is the other's, unless that has its own. */
  merge(fromId: string, intoId: string, atMs: number): void {
    const row = this.#store.snapshot(fromId);
    if (row?.usedAtMs !== null || this.isKept(intoId)) return;
    this.#store.addSnapshot({ ...row, machineId: intoId });
    this.markUsed(fromId, row.seq, atMs);
  }

  seal(snapshot: PoolSnapshot): Uint8Array {
    return this.#box.seal(JSON.stringify(snapshot));
  }

  unseal(sealed: Uint8Array): PoolSnapshot {
    try {
      return JSON.parse(this.#box.open(sealed)) as PoolSnapshot;
    } catch (error) {
      throw new AppError(
        'UNAVAILABLE',
        'Its previous pools are kept, but sealed with another key; bring back the key that sealed them.',
        { cause: error },
      );
    }
  }

  #canOpen({ sealed }: SnapshotRow): boolean {
    try {
      this.unseal(sealed);
      return true;
    } catch {
      return false;
    }
  }
}
