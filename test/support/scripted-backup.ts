import type { BackupDesk, ConfigurationRequest } from '#engine/backup-desk.ts';
import { AppError } from '#shared/errors.ts';
import type {
  BackupFile,
  BackupJob,
  BackupPhase,
  BackupSettings,
  BackupView,
  ImportPreview,
} from '#shared/model/backup.ts';

const AT_MS = Date.UTC(2026, 0, 1, 12);
const DAY_MS = 86_400_000;
const PHASES: Record<BackupJob['kind'], readonly BackupPhase[]> = {
  backup: ['copying', 'checking', 'packing', 'verifying'],
  restore: ['unpacking', 'checking', 'preparing'],
};

/** The passphrase of every backup and file here. */
export const SCRIPTED_PASSPHRASE = 'correct horse battery';

/** Backups that are written down; a job goes on by a phase with each look at it. */
export class ScriptedBackup implements BackupDesk {
  readonly nowMs = AT_MS;
  files: BackupFile[] = [
    scriptedBackup('hashquota-2026-01-01-0330.hqbackup', { madeAtMs: AT_MS - 8.5 * 3_600_000 }),
    scriptedBackup('hashquota-2025-12-31-0330.hqbackup', { madeAtMs: AT_MS - 8.5 * 3_600_000 - DAY_MS }),
    scriptedBackup('hashquota-2025-12-20-1700.hqbackup', {
      ...{ kind: 'manual', madeAtMs: AT_MS - 12 * DAY_MS, hasSealedKey: true, isReadableHere: false },
    }),
  ];
  trouble: string | null = null;
  /** What importing any file does. */
  preview: ImportPreview = {
    ...{ program: '0.1.0', exportedAtMs: AT_MS - DAY_MS, hasSecrets: true, secretsOpened: false },
    changes: [
      {
        section: 'farm',
        kind: 'changed',
        subject: 'alice',
        text: 'quota {"share":"30 %"} → {"share":"40 %"}',
      },
      { section: 'farm', kind: 'added', subject: 'dora', text: 'Quota 10 %.' },
      {
        section: 'farm',
        kind: 'archived',
        subject: 'bob',
        text: 'It is not in the file; its history stays.',
      },
    ],
    warnings: [],
  };
  imports = 0;
  #settings: BackupSettings = {
    ...{ isAutomatic: true, at: '03:30', folder: null },
    retention: { daily: 7, weekly: 4, monthly: 12 },
  };
  #hasPassphrase = false;
  #job: BackupJob | null = null;
  #pending: string | null = null;

  view(): Promise<BackupView> {
    const view: BackupView = {
      settings: this.#settings,
      folder: this.#settings.folder ?? '/home/farm/hashquota/backups',
      hasPassphrase: this.#hasPassphrase,
      nextAtMs: this.#settings.isAutomatic ? AT_MS + 15.5 * 3_600_000 : null,
      lastSuccessAtMs: this.files[0]?.madeAtMs ?? null,
      trouble: this.trouble,
      job: this.#job && { ...this.#job },
      pendingRestore: this.#pending,
      files: structuredClone(this.files),
    };
    this.#goOn();
    return Promise.resolve(view);
  }

  configure(settings: BackupSettings): Promise<BackupView> {
    this.#settings = settings;
    return this.view();
  }

  setPassphrase(passphrase: string | null): Promise<BackupView> {
    this.#hasPassphrase = passphrase !== null;
    return this.view();
  }

  make(by: string): Promise<BackupView> {
    this.#begin('backup', 'hashquota-2026-01-01-1200.hqbackup', by);
    return this.view();
  }

  cancel(): Promise<BackupView> {
    if (this.#job?.state === 'running')
      Object.assign(this.#job, {
        ...{ state: 'cancelled', endedAtMs: AT_MS, text: 'It was cancelled; nothing was changed.' },
      });
    else if (this.#pending === null) throw new AppError('CONFLICT', 'No backup and no restore is under way.');
    else this.#pending = null;
    return this.view();
  }

  remove(name: string): Promise<BackupView> {
    this.files = this.files.filter((file) => file.name !== name);
    return this.view();
  }

  restore(
    { name, passphrase }: { name: string; passphrase?: string | undefined },
    by: string,
  ): Promise<BackupView> {
    if (!this.files.some((file) => file.name === name))
      throw new AppError('NOT_FOUND', `There is no backup ${name} (any more).`);
    checkPassphrase(passphrase);
    this.#begin('restore', name, by);
    return this.view();
  }

  exportConfiguration(): Promise<{ name: string; file: string }> {
    return Promise.resolve({ name: 'hashquota-configuration-2026-01-01-1200.json', file: '{}\n' });
  }

  previewConfiguration({ file, passphrase }: ConfigurationRequest): Promise<ImportPreview> {
    if (!file.startsWith('{'))
      throw new AppError('BAD_INPUT', 'This is no configuration of Hashquota, or it is damaged.');
    checkPassphrase(passphrase);
    return Promise.resolve({ ...this.preview, secretsOpened: passphrase !== undefined });
  }

  async importConfiguration(request: ConfigurationRequest): Promise<ImportPreview> {
    const preview = await this.previewConfiguration(request);
    this.imports += 1;
    return preview;
  }

  #begin(kind: BackupJob['kind'], name: string, by: string): void {
    if (this.#job?.state === 'running')
      throw new AppError('CONFLICT', 'A backup or restore is under way already.');
    this.#job = {
      ...{ kind, name, by, state: 'running', text: null, fraction: 0.5, startedAtMs: AT_MS, endedAtMs: null },
      phase: kind === 'backup' ? 'copying' : 'unpacking',
    };
  }

  #goOn(): void {
    const job = this.#job;
    if (job?.state !== 'running') return;
    const phases = PHASES[job.kind];
    const next = phases[phases.indexOf(job.phase) + 1];
    if (next) {
      job.phase = next;
      return;
    }
    const text =
      job.kind === 'backup' ? '2.1 MB in /home/farm/hashquota/backups.' : 'The engine starts again with it.';
    Object.assign(job, { state: 'done', fraction: 1, endedAtMs: AT_MS, text });
    if (job.kind === 'restore') this.#pending = job.name;
    else this.files.unshift(scriptedBackup(job.name, { kind: 'manual', madeAtMs: AT_MS }));
  }
}

/** A backup of 2 MB without trouble, with these differences. */
export function scriptedBackup(name: string, changes: Partial<BackupFile> = {}): BackupFile {
  return {
    ...{ name, kind: 'automatic', bytes: 2_100_000, madeAtMs: AT_MS, program: '0.1.0' },
    ...{ hasSealedKey: false, isReadableHere: true, trouble: null },
    ...changes,
  };
}

function checkPassphrase(passphrase: string | undefined): void {
  if (passphrase !== undefined && passphrase !== SCRIPTED_PASSPHRASE)
    throw new AppError('BAD_INPUT', 'The passphrase is wrong, or the file was changed.');
}
