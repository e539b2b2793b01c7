import { AppError } from '#shared/errors.ts';
import type { ChangeRun } from '#shared/model/machine.ts';

import type { ChangeBook, OpenLine, OpenRun } from './change-book.ts';
import type { ChangeParts, Outcome } from './machine-change.ts';
import type { PointableMachine } from './pointing-deps.ts';
import { resumeLine } from './resume-line.ts';
import { allOver, inParallel, StoppedError } from './waiting.ts';

const RESUMED_AT_A_TIME = 5;
/** Why a machine in another run is left out. */
export const BUSY = 'It is being changed already.';

/** What is done to one line of a run. */
export type LineTask = (line: OpenLine) => Promise<Outcome>;

/** Carries runs out, line by line; a machine is in one of them at a time. */
export class ChangeRunner {
  readonly #parts: ChangeParts;
  readonly #book: ChangeBook;
  /** Machines in a run that goes on, with the new worker name that is theirs. */
  readonly #busy = new Map<string, string | null>();
  readonly #running = new Map<string, Promise<void>>();

  constructor(parts: ChangeParts, book: ChangeBook) {
    this.#parts = parts;
    this.#book = book;
  }

  isBusy(machineId: string): boolean {
    return this.#busy.has(machineId);
  }

  /** A worker name is another machine's that is being changed. */
  isReserved(name: string, forId: string): boolean {
    return [...this.#busy].some(([id, worker]) => id !== forId && worker === name);
  }

  reserve(name: string, forId: string): void {
    this.#busy.set(forId, name);
  }

  /** Opens a run; machines of another one fail in it at once. Throws `AppError` CONFLICT when all do. */
  begin(kind: ChangeRun['kind'], machines: readonly PointableMachine[], by: string): OpenRun {
    if (machines.every(({ id }) => this.#busy.has(id))) {
      throw new AppError('CONFLICT', machines.length === 1 ? BUSY : 'All of them are being changed already.');
    }
    const run = this.#book.begin(kind, machines, by);
    const busy = run.lines.filter(({ machineId }) => this.#busy.has(machineId));
    this.#book.setAll(busy, { step: 'failed', text: BUSY });
    for (const { machineId } of openOf(run)) this.#busy.set(machineId, null);
    return run;
  }

  /** All lines, `atATime` at once; with `isStaged` one first, and the rest only when that one is done. */
  start(run: OpenRun, task: LineTask, { atATime, isStaged }: { atATime: number; isStaged: boolean }): void {
    this.#go(run, async () => {
      const lines = openOf(run);
      const isGood = !isStaged || (await this.#goFirst(run, lines, task));
      if (isGood) await this.#goOn(run, { lines, atATime, task });
      if (run.isCancelled) this.#book.end(run, 'cancelled', null);
      else this.#book.end(run, isGood ? 'done' : 'stopped', isGood ? null : NO_OTHER);
    });
  }

  /** Lines that were not begun stay so; those that were finish or are put back. */
  cancel(run: OpenRun): void {
    run.isCancelled = true;
    this.#cancelWaiting(run, 'Cancelled before its turn; nothing was written.');
  }

  /** Goes on with what a stopped program left. */
  resume(): void {
    for (const run of this.#book.reopen()) {
      const unbegun = run.lines.filter(({ row }) => row.step === 'waiting' || row.step === 'reading');
      const text = 'The program stopped before its turn; nothing was written.';
      this.#book.setAll(unbegun, { step: 'cancelled', text });
      const begun = openOf(run);
      // The program may have stopped once more before it had read their pools.
      const unread = run.lines.filter(({ row }) => row.step === 'cancelled' && row.pools.length === 0);
      for (const { machineId, row } of begun) this.#busy.set(machineId, row.targetWorker);
      this.#go(run, () => this.#finish(run, { begun, unread }));
    }
  }

  /** Resolves when a run is over or left. */
  async whenOver(runId: string): Promise<void> {
    await this.#running.get(runId);
  }

  async allLeft(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  /** False when the first machine that was written did not come. Takes the lines that it tried from `lines`. */
  async #goFirst(run: OpenRun, lines: OpenLine[], task: LineTask): Promise<boolean> {
    for (let line = lines.shift(); line; line = lines.shift()) {
      if (line.isOver) continue;
      line.set({ isCanary: true });
      const outcome = await this.#changeOne(line, task);
      if (outcome === 'done') return true;
      if (outcome === 'lost') {
        this.#cancelWaiting(run, NO_OTHER);
        return false;
      }
      // Nothing was written into it, so it proves nothing: the next one goes first.
      line.set({ isCanary: false });
    }
    return true;
  }

  async #goOn(
    run: OpenRun,
    { lines, atATime, task }: { lines: OpenLine[]; atATime: number; task: LineTask },
  ): Promise<void> {
    await inParallel(lines, atATime, async (line) => {
      if (!line.isOver && !run.isCancelled) await this.#changeOne(line, task);
    });
  }

  async #finish(run: OpenRun, { begun, unread }: { begun: OpenLine[]; unread: OpenLine[] }): Promise<void> {
    const finishOne: LineTask = async (line) => {
      await resumeLine(this.#parts, line, run.row.kind);
      return 'done';
    };
    await allOver([
      inParallel(unread, RESUMED_AT_A_TIME, (line) => this.#notePools(line)),
      ...begun.map((line) => this.#changeOne(line, finishOne)),
    ]);
    this.#book.end(
      run,
      'stopped',
      'The program stopped meanwhile; what had been begun was finished or put back.',
    );
  }

  /** Of a machine that was not begun it says which pools it has, if it can be asked. */
  async #notePools(line: OpenLine): Promise<void> {
    const { talk } = this.#parts;
    const { machineId, row } = line;
    if (this.#busy.has(machineId)) return;
    const pools = await talk.held(machineId, () => talk.poolsNow(machineId, row.pools));
    line.set({ pools });
  }

  /** Throws `StoppedError` only: what is left open by a bug is named as failed. */
  async #changeOne(line: OpenLine, task: LineTask): Promise<Outcome> {
    try {
      return await task(line);
    } catch (error) {
      if (error instanceof StoppedError) throw error;
      const { step } = line.row;
      this.#parts.deps.log.error({ err: error, machineId: line.machineId }, 'a change of pools broke off');
      line.set({ step: 'failed', text: 'Something went wrong inside the program; its log says more.' });
      return step === 'waiting' || step === 'reading' ? 'untouched' : 'lost';
    } finally {
      if (line.isOver) this.#busy.delete(line.machineId);
    }
  }

  #cancelWaiting(run: OpenRun, text: string): void {
    const waiting = run.lines.filter(({ row }) => row.step === 'waiting');
    this.#book.setAll(waiting, { step: 'cancelled', text });
    for (const { machineId } of waiting) this.#busy.delete(machineId);
  }

  #go(run: OpenRun, work: () => Promise<void>): void {
    const { id } = run.row;
    const over = work()
      .catch((error: unknown) => {
        if (error instanceof StoppedError) return;
        this.#parts.deps.log.error({ err: error, runId: id }, 'a run that changes pools broke off');
      })
      .finally(() => this.#running.delete(id));
    this.#running.set(id, over);
  }
}

const NO_OTHER = 'The first machine did not come here, so no other was touched.';

function openOf(run: OpenRun): OpenLine[] {
  return run.lines.filter(({ isOver }) => !isOver);
}
