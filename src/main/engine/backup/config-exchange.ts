import type { Clock } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';
import { openWithPassphrase, type PassphraseSeal, sealWithPassphrase } from '#engine/lib/passphrase-seal.ts';
import type { AuditStore } from '#engine/store/audit-store.ts';
import type { Database } from '#engine/store/database.ts';
import { AppError } from '#shared/errors.ts';
import type { ImportPreview } from '#shared/model/backup.ts';

import {
  type ConfigurationFile,
  digestOfSections,
  readConfiguration,
  writeConfiguration,
} from './config-file.ts';
import type { ConfigPlan, ConfigSection } from './config-section.ts';
import { timeStamp } from './restore-plan.ts';

export interface ConfigExchangeDeps {
  clock: Clock;
  log: Log;
  audit: AuditStore;
  database: Database;
  version: string;
  /** In the order in which they are exported and taken over. */
  sections: readonly ConfigSection[];
  /** After an import is stored: the parts that keep a copy of what has changed are to look again. */
  imported: () => void;
  /** Starts the engine again; null = the shell cannot. */
  restart: (() => void) | null;
}

/** So that the window gets its answer before the engine goes. */
const RESTART_DELAY_MS = 500;

interface Request {
  file: string;
  passphrase?: string | undefined;
}

/** The whole configuration as one file: written, looked at, taken over. */
export class ConfigExchange {
  readonly #deps: ConfigExchangeDeps;

  constructor(deps: ConfigExchangeDeps) {
    this.#deps = deps;
  }

  /** Secrets are in it only with a passphrase, sealed. Rejects with `AppError` on one that is too short. */
  async export(passphrase: string | undefined, by: string): Promise<{ name: string; file: string }> {
    const { clock, version, sections, audit } = this.#deps;
    const plain = Object.fromEntries(sections.map((section) => [section.name, plainJson(section.export())]));
    const secrets = passphrase === undefined ? null : await this.#sealed(passphrase, digestOfSections(plain));
    const exportedAtMs = clock.nowMs();
    const file = writeConfiguration({ program: version, exportedAtMs, sections: plain, secrets });
    audit.add({
      ...{ atMs: exportedAtMs, by, action: 'configuration.export', subject: '' },
      detail: { withSecrets: secrets !== null },
    });
    return { name: `hashquota-configuration-${timeStamp(exportedAtMs)}.json`, file };
  }

  /** What the file would do. Rejects with `AppError` with one sentence where it cannot be taken over. */
  async preview(request: Request): Promise<ImportPreview> {
    const { preview } = await this.#plan(request);
    return preview;
  }

  /** Takes the file over: all of it in one transaction, or nothing. */
  async import(request: Request, by: string): Promise<ImportPreview> {
    const { preview, plans } = await this.#plan(request);
    const { database, audit, clock, imported } = this.#deps;
    try {
      database.transaction(() => {
        for (const plan of plans) plan.apply(by);
        audit.add({
          ...{ atMs: clock.nowMs(), by, action: 'configuration.import', subject: '' },
          detail: {
            program: preview.program,
            exportedAtMs: preview.exportedAtMs,
            changes: preview.changes.length,
          },
        });
      });
    } catch (error) {
      this.#startOver(error);
    }
    imported();
    return preview;
  }

  #sealed(passphrase: string, digest: string): Promise<PassphraseSeal> {
    const { sections } = this.#deps;
    const entries = sections.flatMap((section) => {
      const secrets = section.secrets?.();
      return secrets === undefined ? [] : [[section.name, plainJson(secrets)] as const];
    });
    return sealWithPassphrase(JSON.stringify(Object.fromEntries(entries)), passphrase, digest);
  }

  async #plan(request: Request): Promise<{ preview: ImportPreview; plans: ConfigPlan[] }> {
    const file = readConfiguration(request.file);
    const secrets = await openSecrets(file, request.passphrase);
    const plans: ConfigPlan[] = [];
    const preview: ImportPreview = {
      ...{ program: file.program, exportedAtMs: file.exportedAtMs },
      ...{ hasSecrets: file.secrets !== null, secretsOpened: secrets !== null },
      ...{ changes: [], warnings: [] },
    };
    for (const section of this.#deps.sections) {
      const { name } = section;
      if (!Object.hasOwn(file.sections, name)) continue;
      const plan = section.plan({ value: file.sections[name], secrets: ownValue(secrets, name) });
      plans.push(plan);
      for (const change of plan.changes) preview.changes.push({ ...change, section: name });
      preview.warnings.push(...plan.warnings);
    }
    preview.warnings.push(...this.#unknownIn(file));
    return { preview, plans };
  }

  #unknownIn({ sections }: ConfigurationFile): string[] {
    const known = new Set(this.#deps.sections.map(({ name }) => name));
    return Object.keys(sections)
      .filter((name) => !known.has(name))
      .map((name) => `The section "${name.slice(0, 64)}" is not known to this version and is left out.`);
  }

  /** The disk has what it had, but parts may have seen what was undone: they begin anew from the disk. */
  #startOver(error: unknown): never {
    const { clock, log, restart } = this.#deps;
    log.error({ err: error }, 'an import was undone');
    if (restart) clock.after(RESTART_DELAY_MS, restart);
    const reason = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
    const next = restart ? 'the engine starts again with it' : 'start Hashquota again';
    throw new AppError(
      error instanceof AppError ? error.code : 'UNAVAILABLE',
      `Nothing was taken over (${reason}); the configuration is as it was, and ${next}.`,
      { cause: error },
    );
  }
}

async function openSecrets(
  { secrets, sha256 }: ConfigurationFile,
  passphrase: string | undefined,
): Promise<unknown> {
  if (passphrase === undefined) return null;
  if (!secrets) throw new AppError('BAD_INPUT', 'The file holds no passwords, so it needs no passphrase.');
  const text = await openWithPassphrase(secrets, passphrase, sha256);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Without the parser's words: they quote the text, and it is secret.
    throw new AppError('BAD_INPUT', 'The file was opened, but its passwords cannot be read.');
  }
}

function ownValue(values: unknown, name: string): unknown {
  if (typeof values !== 'object' || values === null || !Object.hasOwn(values, name)) return undefined;
  return (values as Record<string, unknown>)[name];
}

/** As it is after it was written and read. */
function plainJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
