import type { BackupDesk, ConfigurationRequest } from '#engine/backup-desk.ts';
import type { BackupSettings, BackupView, ImportPreview } from '#shared/model/backup.ts';

import { Backups, type BackupsDeps } from './backups.ts';
import { ConfigExchange, type ConfigExchangeDeps } from './config-exchange.ts';

export type BackupRoomDeps = Omit<BackupsDeps, 'databaseFile'> & ConfigExchangeDeps;

/** Backups of the data and the configuration as a file, as the outside asks for them. */
export class BackupRoom implements BackupDesk {
  readonly #backups: Backups;
  readonly #exchange: ConfigExchange;

  constructor(deps: BackupRoomDeps, options: { isAutomatic?: boolean } = {}) {
    this.#backups = new Backups({ ...deps, databaseFile: deps.database.file }, options);
    this.#exchange = new ConfigExchange(deps);
  }

  start(): void {
    this.#backups.start();
  }

  /** Ends what is under way. */
  stop(): Promise<void> {
    return this.#backups.stop();
  }

  view(): Promise<BackupView> {
    return this.#backups.view();
  }

  configure(settings: BackupSettings, by: string): Promise<BackupView> {
    this.#backups.configure(settings, by);
    return this.view();
  }

  async setPassphrase(passphrase: string | null, by: string): Promise<BackupView> {
    await this.#backups.setPassphrase(passphrase, by);
    return this.view();
  }

  make(by: string): Promise<BackupView> {
    this.#backups.make(by);
    return this.view();
  }

  cancel(by: string): Promise<BackupView> {
    this.#backups.cancel(by);
    return this.view();
  }

  remove(name: string, by: string): Promise<BackupView> {
    this.#backups.remove(name, by);
    return this.view();
  }

  async restore(
    { name, passphrase }: { name: string; passphrase?: string | undefined },
    by: string,
  ): Promise<BackupView> {
    await this.#backups.restore(name, passphrase, by);
    return this.view();
  }

  exportConfiguration(passphrase: string | undefined, by: string): Promise<{ name: string; file: string }> {
    return this.#exchange.export(passphrase, by);
  }

  previewConfiguration(request: ConfigurationRequest): Promise<ImportPreview> {
    return this.#exchange.preview(request);
  }

  importConfiguration(request: ConfigurationRequest, by: string): Promise<ImportPreview> {
    return this.#exchange.import(request, by);
  }
}
