import { Emitter } from '#engine/lib/emitter.ts';
import { AppError } from '#shared/errors.ts';
import type {
  ChangeLine,
  ChangeRun,
  PointPreviewLine,
  PointRequest,
  RestoreRequest,
} from '#shared/model/machine.ts';
import { parsePoolUrl, type PoolAddress } from '#shared/pool-url.ts';

import { ChangeBook, type OpenRun } from './change-book.ts';
import { BUSY, ChangeRunner, type LineTask } from './change-runner.ts';
import { examine, type ExamineOrder } from './examine.ts';
import { type ChangeParts, pointOne } from './machine-change.ts';
import { restoreOne } from './machine-restore.ts';
import type { PointableMachine, PointingDeps } from './pointing-deps.ts';
import { exportSnapshots, importSnapshots } from './snapshot-file.ts';
import { SnapshotVault } from './snapshot-vault.ts';
import { Talk } from './talk.ts';
import { inParallel } from './waiting.ts';

const AT_A_TIME = 5;
const PREVIEWS_AT_A_TIME = 16;
const UNSEEN =
  'Writing the settings of these machines is not yet seen on real hardware; accept that before anything is written.';

/** Bulk changes of machines' pools: preview, point, restore, and what a stopped program left half way. */
export class Pointing {
  /** A run has changed. */
  readonly progressed: Emitter<[runId: string]>;
  /** This address and worker name are about to be written into a machine, or were found in it after a restart. */
  readonly pointed = new Emitter<[machineId: string, written: { url: string; worker: string }]>();
  /** A machine has the pools again that it had before it was pointed. */
  readonly restored = new Emitter<[machineId: string]>();
  readonly #deps: PointingDeps;
  readonly #book: ChangeBook;
  readonly #vault: SnapshotVault;
  readonly #parts: ChangeParts;
  readonly #runner: ChangeRunner;
  readonly #ending = new AbortController();

  constructor(deps: PointingDeps) {
    this.#deps = deps;
    this.#book = new ChangeBook(deps);
    this.progressed = this.#book.progressed;
    this.#vault = new SnapshotVault(deps);
    this.#parts = {
      deps,
      vault: this.#vault,
      talk: new Talk(deps, this.#ending.signal),
      pointed: (machineId, { url, user }) => this.pointed.emit(machineId, { url, worker: user }),
      restored: (machineId) => this.restored.emit(machineId),
    };
    this.#runner = new ChangeRunner(this.#parts, this.#book);
  }

  /** What `point` would do to each machine; asks each and writes nothing. Throws `AppError` BAD_INPUT. */
  async preview(
    { machineIds, proxyAddress }: Pick<PointRequest, 'machineIds' | 'proxyAddress'>,
    signal?: AbortSignal,
  ): Promise<PointPreviewLine[]> {
    const proxy = parseProxy(proxyAddress);
    const ids = [...new Set(machineIds)];
    const lines = new Map<string, PointPreviewLine>();
    const names = new Set<string>();
    const talk = new Talk(this.#deps, AbortSignal.any([this.#ending.signal, ...(signal ? [signal] : [])]));
    await inParallel(ids, PREVIEWS_AT_A_TIME, async (id) => {
      const isReserved = (name: string): boolean => names.has(name) || this.#runner.isReserved(name, id);
      const reserve = (name: string): unknown => names.add(name);
      lines.set(id, await this.#previewOne(id, { proxy, passwords: [], isReserved, reserve }, talk));
    });
    return ids.flatMap((id) => lines.get(id) ?? []);
  }

  /** Begins to point machines here, one first. Throws `AppError`: BAD_INPUT, NOT_FOUND, CONFLICT. */
  point(request: PointRequest, by: string): ChangeRun {
    if (!request.acceptsUnseen) throw new AppError('BAD_INPUT', UNSEEN);
    const proxy = parseProxy(request.proxyAddress);
    const run = this.#begin('point', request.machineIds, by);
    const task: LineTask = async (line) => {
      const id = line.machineId;
      const machine = this.#deps.machine(id);
      if (!machine) throw new Error('a machine of a run is not known any more');
      const isReserved = (name: string): boolean => this.#runner.isReserved(name, id);
      const reserve = (name: string): void => this.#runner.reserve(name, id);
      const order: ExamineOrder = { proxy, passwords: request.passwords ?? [], isReserved, reserve };
      return pointOne(this.#parts, line, { machine, order });
    };
    this.#runner.start(run, task, { atATime: request.atATime ?? AT_A_TIME, isStaged: true });
    return this.#viewOf(run.row.id);
  }

  /** Begins to put previous pools back. Throws `AppError`: BAD_INPUT, NOT_FOUND, CONFLICT. */
  restore(request: RestoreRequest, by: string): ChangeRun {
    if (!request.acceptsUnseen) throw new AppError('BAD_INPUT', UNSEEN);
    const { passwords = [], overwriteChanged = false, atATime = AT_A_TIME } = request;
    const run = this.#begin('restore', request.machineIds, by);
    const task: LineTask = async (line) => {
      const machine = this.#deps.machine(line.machineId);
      if (!machine) throw new Error('a machine of a run is not known any more');
      await restoreOne(this.#parts, line, { machine, order: { passwords, overwriteChanged } });
      return line.row.step === 'done' ? 'done' : 'lost';
    };
    this.#runner.start(run, task, { atATime, isStaged: false });
    return this.#viewOf(run.row.id);
  }

  /** Begins no further machine of a run; those that were begun finish or are put back. Throws NOT_FOUND. */
  cancel(runId: string, by: string): ChangeRun {
    const run = this.#book.openRun(runId);
    if (run && !run.isCancelled) {
      this.#audit(by, 'machines.cancel-run', runId, {});
      this.#runner.cancel(run);
    }
    return this.#viewOf(runId);
  }

  /**
   * At start-up: finishes or puts back what a stopped program left half way. Returns at once; the lines say
   * how it goes.
   */
  resume(): void {
    this.#runner.resume();
  }

  /** Newest first. */
  runs(): ChangeRun[] {
    return this.#book.views();
  }

  /** The newest line of each machine: which pools it has, as far as they were read. */
  journal(): ChangeLine[] {
    return this.#book.latest();
  }

  isChanging(machineId: string): boolean {
    return this.#runner.isBusy(machineId);
  }

  /** Previous pools are kept that have not been put back yet. */
  canRestore(machineId: string): boolean {
    return this.#vault.isKept(machineId);
  }

  /** One record of a machine turned out to be another's. */
  machineMerged(fromId: string, intoId: string): void {
    this.#deps.store.transaction(() => this.#vault.merge(fromId, intoId, this.#deps.clock.nowMs()));
  }

  /** All previous pools as one file, sealed with a passphrase. Throws `AppError`. */
  async exportSnapshots(passphrase: string, by: string): Promise<{ file: string; machines: number }> {
    const exported = await exportSnapshots(this.#vault.all(), passphrase);
    this.#audit(by, 'machines.export-pools', 'machines', { machines: exported.machines });
    return exported;
  }

  /** Takes previous pools from such a file, for machines of which none are kept. Throws `AppError`. */
  async importSnapshots(file: string, passphrase: string, by: string): Promise<{ machines: number }> {
    const found = await importSnapshots(file, passphrase);
    let machines = 0;
    this.#deps.store.durably(() => {
      for (const { machineId, pointedUrl, snapshot } of found) {
        if (this.#vault.isKept(machineId)) continue;
        this.#vault.add(machineId, snapshot, pointedUrl);
        machines += 1;
      }
    });
    this.#audit(by, 'machines.import-pools', 'machines', { machines });
    return { machines };
  }

  /** Resolves when a run is over, or left because the program stops. */
  whenOver(runId: string): Promise<void> {
    return this.#runner.whenOver(runId);
  }

  /** Leaves everything as it is now; `resume` goes on with it after the next start. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#runner.allLeft();
  }

  async #previewOne(id: string, order: ExamineOrder, talk: Talk): Promise<PointPreviewLine> {
    const none = { proxyUrl: null, worker: null, pools: [], promise: null, passwordsAsked: [] };
    const machine = this.#deps.machine(id);
    if (!machine) return { ...none, machineId: id, can: 'There is no machine with this id.' };
    if (this.#runner.isBusy(machine.id)) return { ...none, machineId: id, can: BUSY };
    const seen = await talk.held(id, () => examine({ ...this.#parts, talk }, machine, order));
    return {
      machineId: id,
      can: seen.isHere ? 'It points here already.' : seen.can,
      proxyUrl: seen.target?.url ?? null,
      worker: seen.target?.worker ?? null,
      pools: seen.pools,
      ...(seen.willStandBehind && !seen.isHere ? { behind: seen.willStandBehind } : {}),
      promise: seen.before?.promise ?? null,
      passwordsAsked: seen.isHere ? [] : seen.asked,
    };
  }

  #begin(kind: ChangeRun['kind'], machineIds: readonly string[], by: string): OpenRun {
    const machines = new Map<string, PointableMachine>();
    for (const id of machineIds) {
      const machine = this.#deps.machine(id);
      if (!machine) throw new AppError('NOT_FOUND', `There is no machine ${id}.`);
      machines.set(machine.id, machine);
    }
    const run = this.#runner.begin(kind, [...machines.values()], by);
    this.#audit(by, `machines.${kind}`, run.row.id, { machines: machines.size });
    return run;
  }

  #viewOf(runId: string): ChangeRun {
    const view = this.#book.view(runId);
    if (!view) throw new AppError('NOT_FOUND', 'There is no such run.');
    return view;
  }

  #audit(by: string, action: string, subject: string, detail: Record<string, unknown>): void {
    this.#deps.audit.add({ atMs: this.#deps.clock.nowMs(), by, action, subject, detail });
  }
}

function parseProxy(text: string | undefined): PoolAddress | null {
  return text === undefined || text.trim() === '' ? null : parsePoolUrl(text);
}
