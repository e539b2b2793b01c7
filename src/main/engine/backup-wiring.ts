import { BackupRoom } from '#engine/backup/backup-room.ts';
import type { ConfigSection } from '#engine/backup/config-section.ts';
import { farmSection } from '#engine/backup/sections/farm-section.ts';
import { machinesSection } from '#engine/backup/sections/machines-section.ts';
import { minersSection } from '#engine/backup/sections/miners-section.ts';
import type { SecretBox } from '#engine/lib/secret-box.ts';
import type { AuditStore } from '#engine/store/audit-store.ts';
import type { Database } from '#engine/store/database.ts';

import type { FarmParts } from './farm-parts.ts';
import type { Lan } from './lan.ts';

export interface BackupWiringDeps {
  parts: FarmParts;
  database: Database;
  secretBox: SecretBox;
  audit: AuditStore;
  lan: Lan;
  /** Sections of further rooms. */
  sections: readonly ConfigSection[];
  /** See `ConfigExchangeDeps`. */
  imported: () => void;
  /** See `BackupsDeps`. */
  restart: (() => void) | null;
  /** The farm lies in a folder that goes when it ends: no daily backups. */
  isPassing: boolean;
}

/** Backups and the configuration as a file, for the whole engine. */
export function openBackupRoom(deps: BackupWiringDeps): BackupRoom {
  const { parts, database, secretBox, audit, lan, imported, restart, isPassing } = deps;
  const { clock, log, version, settings, rounds, book, registry } = parts;
  const sections = [
    farmSection({ settings, rounds, book }),
    minersSection(registry),
    lanSection(lan),
    ...deps.sections,
  ];
  return new BackupRoom(
    { clock, log, version, database, secretBox, audit, sections, imported, restart },
    { isAutomatic: !isPassing },
  );
}

function lanSection(lan: Lan): ConfigSection {
  return machinesSection({
    schedule: () => lan.discovery().schedule,
    setSchedule: (schedule, by) => void lan.setSchedule(schedule, by),
    rules: () => lan.rules(),
    setRules: (rules, by) => void lan.setRules(rules, by),
    logins: () => lan.machinesRoom.credentials.reveal(),
    addLogin: (login, by) => void lan.addCredential(login, by),
    hasMachine: (id) => lan.machinesRoom.get(id) !== undefined,
  });
}
