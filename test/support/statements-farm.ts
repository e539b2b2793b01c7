import type { Engine } from '#engine/engine.ts';
import { silentLog } from '#engine/lib/log.ts';
import { KeyFileSecretBox } from '#engine/lib/secret-box.ts';
import { Statements } from '#engine/statements/statements.ts';
import { AuditStore } from '#engine/store/audit-store.ts';
import type { DownloadFile } from '#shared/model/statement.ts';

/** The statements of a running engine, with the key in its data folder. */
export function statementsOf(engine: Engine): Statements {
  const { rounds, ledger, book, verdicts, upstreams, proxy, database, options } = engine;
  const { clock, version, dataDir } = options;
  const parts = { clock, log: silentLog, version, rounds, ledger, book, verdicts, upstreams, proxy };
  const secretBox = new KeyFileSecretBox(`${dataDir}/key`);
  return new Statements({ parts, database, audit: new AuditStore(database), secretBox });
}

/** A file as it would be saved. */
export function bytesOf(file: DownloadFile): Buffer {
  return Buffer.from(file.contentBase64, 'base64');
}
