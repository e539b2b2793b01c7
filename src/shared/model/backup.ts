import { z } from 'zod';

/**
 * A configuration as text is at most this long, so that it fits a message of the window with every character
 * escaped; the window checks it before it sends one.
 */
export const MAX_CONFIGURATION_LENGTH = 1_000_000;
/** Length of a passphrase that seals something. */
export const PASSPHRASE_LENGTH = { least: 8, most: 256 } as const;

export const newPassphrase = z.string().min(PASSPHRASE_LENGTH.least).max(PASSPHRASE_LENGTH.most);
export const passphrase = z.string().max(PASSPHRASE_LENGTH.most);

/** One thing that an import adds, changes, archives or removes. */
export const configChange = z.object({
  /** Name of the section, such as `accounts`. */
  section: z.string(),
  kind: z.enum(['added', 'changed', 'archived', 'removed']),
  /** What it is about, such as an account's name. */
  subject: z.string(),
  /** What is different, in words; never holds a secret. */
  text: z.string(),
});
export type ConfigChange = z.infer<typeof configChange>;

/** What a configuration file would do, or has done. */
export const importPreview = z.object({
  /** Version of the program that wrote the file. */
  program: z.string(),
  exportedAtMs: z.number(),
  /** The file holds passwords, sealed with a passphrase. */
  hasSecrets: z.boolean(),
  /** They were opened. */
  secretsOpened: z.boolean(),
  changes: z.array(configChange),
  /** Sentences about what is left out. */
  warnings: z.array(z.string()),
});
export type ImportPreview = z.infer<typeof importPreview>;

/** Which automatic backups stay. */
export const backupRetention = z.strictObject({
  daily: z.int().min(1).max(366),
  weekly: z.int().min(0).max(520),
  monthly: z.int().min(0).max(1200),
});
export type BackupRetention = z.infer<typeof backupRetention>;

export const backupSettings = z.strictObject({
  /** A backup once a day by itself. */
  isAutomatic: z.boolean(),
  /** `HH:MM` by this computer's clock. */
  at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  /** An absolute path; null = the folder `backups` inside the data folder. */
  folder: z.string().min(1).max(1024).nullable(),
  retention: backupRetention,
});
export type BackupSettings = z.infer<typeof backupSettings>;

/** One file that can be restored. */
export const backupFile = z.object({
  name: z.string(),
  /** `before-restore`: the data that a restore took out of use. */
  kind: z.enum(['automatic', 'manual', 'before-restore']),
  /** Bytes on the disk. */
  bytes: z.number(),
  madeAtMs: z.number(),
  /** Version of the program that made it; null = not known. */
  program: z.string().nullable(),
  /** It holds the key of the passwords, sealed with a passphrase. */
  hasSealedKey: z.boolean(),
  /** The passwords in it can be read with the keys that are here, without a passphrase. */
  isReadableHere: z.boolean(),
  /** Why it cannot be restored, in a sentence; null = nothing is known against it. */
  trouble: z.string().nullable(),
});
export type BackupFile = z.infer<typeof backupFile>;

export const backupPhase = z.enum(['copying', 'checking', 'packing', 'verifying', 'unpacking', 'preparing']);
export type BackupPhase = z.infer<typeof backupPhase>;

/** A backup or restore under way, or the last one. */
export const backupJob = z.object({
  kind: z.enum(['backup', 'restore']),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  /** The file it writes or reads. */
  name: z.string(),
  phase: backupPhase,
  /** Part of the phase that is done, 0 to 1. */
  fraction: z.number().min(0).max(1),
  startedAtMs: z.number(),
  endedAtMs: z.number().nullable(),
  /** The outcome in a sentence; null while it runs. */
  text: z.string().nullable(),
  by: z.string(),
});
export type BackupJob = z.infer<typeof backupJob>;

export const backupView = z.object({
  settings: backupSettings,
  /** Where backups lie. */
  folder: z.string(),
  /** Backups carry the key of the passwords, sealed with a passphrase that was set before. */
  hasPassphrase: z.boolean(),
  /** The next automatic one; null = none. */
  nextAtMs: z.number().nullable(),
  lastSuccessAtMs: z.number().nullable(),
  /** Why the last automatic backup failed, or why the folder cannot be read; null = all is well. */
  trouble: z.string().nullable(),
  job: backupJob.nullable(),
  /** Name of the backup that takes the place of the data at the next start; null = none. */
  pendingRestore: z.string().nullable(),
  /** Newest first. */
  files: z.array(backupFile),
});
export type BackupView = z.infer<typeof backupView>;
