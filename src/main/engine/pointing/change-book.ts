import { randomUUID } from 'node:crypto';

import type { Clock } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import type { LineRow, PointingStore, RunRow } from '#engine/store/pointing-store.ts';
import type { ChangeLine, ChangeRun, ChangeStep } from '#shared/model/machine.ts';

import type { PointableMachine } from './pointing-deps.ts';

/** Runs that are over and are kept. */
const RUNS_KEPT = 50;

/** Runs of more machines are read anew whenever somebody looks at them. */
const MAX_REMEMBERED_LINES = 500;

const OVER: ReadonlySet<ChangeStep> = new Set(['done', 'rolled-back', 'failed', 'cancelled']);

/** What may change in a line while its run goes on. */
type LineChange = Partial<
  Pick<LineRow, 'step' | 'isCanary' | 'text' | 'reason' | 'pools' | 'targetUrl' | 'targetWorker'>
>;

/** A machine in a run, as it stands in the journal; every change is committed before it is seen here. */
export class OpenLine {
  readonly runId: string;
  #row: LineRow;
  readonly #book: ChangeBook;

  constructor(book: ChangeBook, runId: string, row: LineRow) {
    this.#book = book;
    this.runId = runId;
    this.#row = row;
  }

  get row(): Readonly<LineRow> {
    return this.#row;
  }

  get machineId(): string {
    return this.#row.machineId;
  }

  get isOver(): boolean {
    return OVER.has(this.#row.step);
  }

  /** Commits a change. When the line is over, the pools kept for rolling it back are dropped with it. */
  set(change: LineChange): void {
    const isOver = change.step !== undefined && OVER.has(change.step);
    this.#save({ ...change, ...(isOver ? { sealedBefore: null } : {}) });
  }

  /** For `PointingStore.durably`: the write that comes next, with what the machine had before. */
  noteWrite(
    write: Pick<LineRow, 'sealedBefore' | 'snapshotSeq' | 'pools' | 'targetUrl' | 'targetWorker'>,
  ): void {
    this.#save({ ...write, step: 'writing', text: null });
  }

  #save(change: Partial<LineRow>): void {
    const row = { ...this.#row, ...change, atMs: Math.floor(this.#book.clock.nowMs()) };
    this.#book.store.saveLine(row);
    this.#row = row;
    this.#book.progressed.emit(this.runId);
  }
}

/** A run that goes on. */
export interface OpenRun {
  row: RunRow;
  lines: OpenLine[];
  isCancelled: boolean;
}

/** The journal of runs: those that go on, and the latest that are over. */
export class ChangeBook {
  /** Something changed in this run. */
  readonly progressed = new Emitter<[runId: string]>();
  readonly store: PointingStore;
  readonly clock: Clock;
  readonly #open = new Map<string, OpenRun>();
  /** Runs that are over, which change no more. */
  readonly #over = new Map<string, ChangeRun>();

  constructor({ store, clock }: { store: PointingStore; clock: Clock }) {
    this.store = store;
    this.clock = clock;
  }

  begin(kind: ChangeRun['kind'], machines: readonly PointableMachine[], by: string): OpenRun {
    const nowMs = Math.floor(this.clock.nowMs());
    const row: RunRow = {
      id: randomUUID(),
      kind,
      state: 'running',
      note: null,
      by,
      startedAtMs: nowMs,
      endedAtMs: null,
    };
    const known = new Map(this.store.latestLines().map((line) => [line.machineId, line.pools]));
    const lines = machines.map(({ id, address, model }, position) => ({
      ...newLine(nowMs),
      position,
      machineId: id,
      address,
      model,
      pools: known.get(id) ?? [],
    }));
    this.store.addRun(row, lines, RUNS_KEPT);
    return this.#opened(row, lines);
  }

  /** Runs that were going on when the program stopped last. */
  reopen(): OpenRun[] {
    return this.store.runningRuns().map(({ key, ...row }) => this.#opened(row, this.store.lines(key)));
  }

  end(run: OpenRun, state: Exclude<ChangeRun['state'], 'running'>, note: string | null): void {
    run.row = { ...run.row, state, note, endedAtMs: Math.floor(this.clock.nowMs()) };
    this.store.saveRun(run.row);
    this.#open.delete(run.row.id);
    this.progressed.emit(run.row.id);
  }

  /** Sets several lines at once. */
  setAll(lines: readonly OpenLine[], change: LineChange): void {
    this.store.transaction(() => {
      for (const line of lines) line.set(change);
    });
  }

  openRun(id: string): OpenRun | undefined {
    return this.#open.get(id);
  }

  view(id: string): ChangeRun | undefined {
    const found = this.store.run(id);
    return found && this.#viewOf(found);
  }

  /** Newest first. */
  views(): ChangeRun[] {
    const runs = this.store.runs(RUNS_KEPT);
    const ids = new Set(runs.map(({ id }) => id));
    for (const id of this.#over.keys()) if (!ids.has(id)) this.#over.delete(id);
    return runs.map((run) => this.#viewOf(run));
  }

  /** The newest line of each machine that was ever part of a run that is kept. */
  latest(): ChangeLine[] {
    return this.store.latestLines().map(viewOf);
  }

  #viewOf({ key, ...row }: RunRow & { key: number }): ChangeRun {
    const open = this.#open.get(row.id);
    if (open) return { ...open.row, lines: open.lines.map((line) => viewOf(line.row)) };
    const known = this.#over.get(row.id);
    if (known) return known;
    const view = { ...row, lines: this.store.lines(key).map(viewOf) };
    if (row.state !== 'running' && view.lines.length <= MAX_REMEMBERED_LINES) this.#over.set(row.id, view);
    return view;
  }

  #opened(row: RunRow, rows: LineRow[]): OpenRun {
    const run: OpenRun = {
      row,
      lines: rows.map((line) => new OpenLine(this, row.id, line)),
      isCancelled: false,
    };
    this.#open.set(row.id, run);
    this.progressed.emit(row.id);
    return run;
  }
}

function newLine(atMs: number): Omit<LineRow, 'machineId' | 'address' | 'model' | 'position' | 'pools'> {
  return {
    runKey: 0,
    step: 'waiting',
    isCanary: false,
    text: null,
    reason: null,
    atMs,
    targetUrl: null,
    targetWorker: null,
    sealedBefore: null,
    snapshotSeq: null,
  };
}

function viewOf({ machineId, address, model, step, isCanary, text, pools, atMs }: LineRow): ChangeLine {
  return { machineId, address, model, step, isCanary, text, pools, atMs };
}
