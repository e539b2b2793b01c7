import type { BackupSettings, BackupView, ImportPreview } from '#shared/model/backup.ts';

/** What the outside may ask about backups and the configuration as a file; `by` is who asks, for the audit. */
export interface BackupDesk {
  view(): Promise<BackupView>;
  configure(settings: BackupSettings, by: string): Promise<BackupView>;
  setPassphrase(passphrase: string | null, by: string): Promise<BackupView>;
  make(by: string): Promise<BackupView>;
  cancel(by: string): Promise<BackupView>;
  remove(name: string, by: string): Promise<BackupView>;
  restore(request: { name: string; passphrase?: string | undefined }, by: string): Promise<BackupView>;
  exportConfiguration(passphrase: string | undefined, by: string): Promise<{ name: string; file: string }>;
  previewConfiguration(request: ConfigurationRequest): Promise<ImportPreview>;
  importConfiguration(request: ConfigurationRequest, by: string): Promise<ImportPreview>;
}

export interface ConfigurationRequest {
  /** The file's text. */
  file: string;
  passphrase?: string | undefined;
}
