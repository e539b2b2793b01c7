import type { ChangeRun, ChangeStep } from '#shared/model/machine.ts';

import type { Database } from './database.ts';

export type RunRow = Omit<ChangeRun, 'lines'>;

/** One machine in a run, with what a restarted program needs to finish it or to put it back. */
export interface LineRow {
  runKey: number;
  /** From 0, in the run's order. */
  position: number;
  machineId: string;
  address: string;
  model: string | null;
  step: ChangeStep;
  isCanary: boolean;
  text: string | null;
  /** Why it is rolled back. */
  reason: string | null;
  pools: { url: string; user: string }[];
  atMs: number;
  /** What is written as its first pool; null until it is decided. */
  targetUrl: string | null;
  targetWorker: string | null;
  /** The pools that it had before this run wrote; null before the write and after the end. */
  sealedBefore: Uint8Array | null;
  /** The snapshot that this line is the reason for. */
  snapshotSeq: number | null;
}

/** The previous pools of a machine. */
export interface SnapshotRow {
  seq: number;
  machineId: string;
  sealed: Uint8Array;
  takenAtMs: number;
  /** The address that was written last in their place, null = none yet. */
  pointedUrl: string | null;
  /** When they were put back; null = not yet. */
  usedAtMs: number | null;
}

type StoredLine = Omit<LineRow, 'isCanary' | 'pools'> & { isCanary: number; poolsJson: string };

const RUN_COLUMNS = 'id, kind, state, note, by, started_at_ms AS startedAtMs, ended_at_ms AS endedAtMs';
const LINE_COLUMNS = `run_key AS runKey, position, machine_id AS machineId, address, model, step,
  is_canary AS isCanary, text, reason, pools_json AS poolsJson, at_ms AS atMs, target_url AS targetUrl,
  target_worker AS targetWorker, sealed_before AS sealedBefore, snapshot_seq AS snapshotSeq`;
const SNAPSHOT_COLUMNS = `seq, machine_id AS machineId, sealed, taken_at_ms AS takenAtMs,
  pointed_url AS pointedUrl, used_at_ms AS usedAtMs`;

/** Runs that change pools, their journal, and the previous pools of machines. */
export class PointingStore {
  readonly #database: Database;
  readonly #statements;

  constructor(database: Database) {
    this.#database = database;
    this.#statements = prepare(database);
  }

  /** Keeps a new run and its lines, which get its key; of the runs that are over, the newest `keep` stay. */
  addRun(run: RunRow, lines: LineRow[], keep: number): number {
    return this.#database.transaction(() => {
      const key = Number(this.#statements.addRun.run(run).lastInsertRowid);
      for (const line of lines) {
        line.runKey = key;
        this.saveLine(line);
      }
      this.#statements.dropRuns.run(keep);
      return key;
    });
  }

  saveRun(run: RunRow): void {
    this.#statements.saveRun.run(run);
  }

  saveLine({ isCanary, pools, ...line }: LineRow): void {
    this.#statements.saveLine.run({
      ...line,
      isCanary: isCanary ? 1 : 0,
      poolsJson: JSON.stringify(pools),
    });
  }

  /** All of `change` or nothing of it, and on the disk when this returns: a power cut does not undo it. */
  durably(change: () => void): void {
    const { sql } = this.#database;
    if (sql.inTransaction) throw new Error('a durable change cannot be part of another one');
    sql.pragma('synchronous = FULL');
    try {
      this.#database.transaction(change);
    } finally {
      sql.pragma('synchronous = NORMAL');
    }
  }

  transaction(change: () => void): void {
    this.#database.transaction(change);
  }

  /** Newest first. */
  runs(limit: number): (RunRow & { key: number })[] {
    return this.#statements.runs.all(limit);
  }

  run(id: string): (RunRow & { key: number }) | undefined {
    return this.#statements.run.get(id);
  }

  runningRuns(): (RunRow & { key: number })[] {
    return this.#statements.runningRuns.all();
  }

  lines(runKey: number): LineRow[] {
    return this.#statements.lines.all(runKey).map(fromStored);
  }

  /** The newest line of each machine. */
  latestLines(): LineRow[] {
    return this.#statements.latestLines.all().map(fromStored);
  }

  addSnapshot({ machineId, sealed, takenAtMs, pointedUrl, usedAtMs }: Omit<SnapshotRow, 'seq'>): number {
    const result = this.#statements.addSnapshot.run(
      machineId,
      sealed,
      Math.floor(takenAtMs),
      pointedUrl,
      usedAtMs,
    );
    return Number(result.lastInsertRowid);
  }

  saveSnapshot({ seq, machineId, sealed, pointedUrl, usedAtMs }: SnapshotRow): void {
    this.#statements.saveSnapshot.run(machineId, sealed, pointedUrl, usedAtMs, seq);
  }

  snapshot(machineId: string): SnapshotRow | undefined {
    return this.#statements.snapshot.get(machineId);
  }

  /** The newest of each machine. */
  snapshots(): SnapshotRow[] {
    return this.#statements.snapshots.all();
  }
}

function fromStored({ isCanary, poolsJson, ...line }: StoredLine): LineRow {
  return { ...line, isCanary: isCanary !== 0, pools: JSON.parse(poolsJson) as LineRow['pools'] };
}

function prepare({ sql }: Database) {
  return {
    addRun: sql.prepare<[RunRow]>(
      `INSERT INTO change_runs (id, kind, state, note, by, started_at_ms, ended_at_ms)
       VALUES ($id, $kind, $state, $note, $by, $startedAtMs, $endedAtMs)`,
    ),
    saveRun: sql.prepare<[RunRow]>(
      'UPDATE change_runs SET state = $state, note = $note, ended_at_ms = $endedAtMs WHERE id = $id',
    ),
    dropRuns: sql.prepare<[number]>(
      `DELETE FROM change_runs WHERE state <> 'running' AND key NOT IN
         (SELECT key FROM change_runs WHERE state <> 'running' ORDER BY key DESC LIMIT ?)`,
    ),
    saveLine: sql.prepare<[StoredLine]>(
      `INSERT INTO change_lines (run_key, position, machine_id, address, model, step, is_canary, text, reason,
                                 pools_json, at_ms, target_url, target_worker, sealed_before, snapshot_seq)
       VALUES ($runKey, $position, $machineId, $address, $model, $step, $isCanary, $text, $reason,
               $poolsJson, $atMs, $targetUrl, $targetWorker, $sealedBefore, $snapshotSeq)
       ON CONFLICT (run_key, position) DO UPDATE SET
         step = excluded.step, is_canary = excluded.is_canary, text = excluded.text, reason = excluded.reason,
         pools_json = excluded.pools_json, at_ms = excluded.at_ms, target_url = excluded.target_url,
         target_worker = excluded.target_worker, sealed_before = excluded.sealed_before,
         snapshot_seq = excluded.snapshot_seq`,
    ),
    runs: sql.prepare<[number], RunRow & { key: number }>(
      `SELECT key, ${RUN_COLUMNS} FROM change_runs ORDER BY key DESC LIMIT ?`,
    ),
    run: sql.prepare<[string], RunRow & { key: number }>(
      `SELECT key, ${RUN_COLUMNS} FROM change_runs WHERE id = ?`,
    ),
    runningRuns: sql.prepare<[], RunRow & { key: number }>(
      `SELECT key, ${RUN_COLUMNS} FROM change_runs WHERE state = 'running' ORDER BY key`,
    ),
    lines: sql.prepare<[number], StoredLine>(
      `SELECT ${LINE_COLUMNS} FROM change_lines WHERE run_key = ? ORDER BY position`,
    ),
    latestLines: sql.prepare<[], StoredLine>(
      `SELECT ${LINE_COLUMNS} FROM change_lines AS line
       WHERE run_key = (SELECT MAX(run_key) FROM change_lines WHERE machine_id = line.machine_id)
       ORDER BY machine_id`,
    ),
    addSnapshot: sql.prepare<[string, Uint8Array, number, string | null, number | null]>(
      `INSERT INTO pool_snapshots (machine_id, sealed, taken_at_ms, pointed_url, used_at_ms)
       VALUES (?, ?, ?, ?, ?)`,
    ),
    saveSnapshot: sql.prepare<[string, Uint8Array, string | null, number | null, number]>(
      'UPDATE pool_snapshots SET machine_id = ?, sealed = ?, pointed_url = ?, used_at_ms = ? WHERE seq = ?',
    ),
    snapshot: sql.prepare<[string], SnapshotRow>(
      `SELECT ${SNAPSHOT_COLUMNS} FROM pool_snapshots WHERE machine_id = ? ORDER BY seq DESC LIMIT 1`,
    ),
    snapshots: sql.prepare<[], SnapshotRow>(
      `SELECT ${SNAPSHOT_COLUMNS} FROM pool_snapshots AS snapshot
       WHERE seq = (SELECT MAX(seq) FROM pool_snapshots WHERE machine_id = snapshot.machine_id)
       ORDER BY machine_id`,
    ),
  };
}
