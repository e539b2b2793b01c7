import { Alerts, freeBytesOf } from '#engine/alerts/alerts.ts';
import { expectedShortfall } from '#engine/alerts/expected-shortfall.ts';
import { FarmSampler } from '#engine/alerts/sampler.ts';
import type { SecretBox } from '#engine/lib/secret-box.ts';
import type { Machines } from '#engine/machines/machines.ts';
import type { Scheduler } from '#engine/scheduler/scheduler.ts';
import { Charts } from '#engine/statements/charts.ts';
import { Statements } from '#engine/statements/statements.ts';
import type { AuditStore } from '#engine/store/audit-store.ts';
import type { Database } from '#engine/store/database.ts';

import type { FarmParts } from './farm-parts.ts';
import type { FarmPlanSource } from './plan-source.ts';

export interface OfficeDeps {
  parts: FarmParts;
  database: Database;
  secretBox: SecretBox;
  audit: AuditStore;
  dataDir: string;
  machines: Machines;
  source: FarmPlanSource;
  scheduler: Scheduler;
}

/** What is written and told about the farm: statements, charts and alerts. Reads everything, moves nothing. */
export class Office {
  readonly statements: Statements;
  readonly charts: Charts;
  readonly alerts: Alerts;
  readonly #sampler: FarmSampler;

  constructor(deps: OfficeDeps) {
    const { parts, database, secretBox, audit, machines, source, scheduler } = deps;
    const { clock, log, version } = parts;
    this.statements = new Statements({ parts, database, audit, secretBox });
    this.charts = new Charts({ clock, log, database });
    this.#sampler = new FarmSampler({
      parts,
      machines,
      shortfall: () => expectedShortfall(source, scheduler),
      freeBytes: () => freeBytesOf(deps.dataDir),
    });
    const sample = (): ReturnType<FarmSampler['sample']> => this.#sampler.sample();
    this.alerts = new Alerts({ clock, log, version, database, secretBox, audit, sample });
  }

  start(): void {
    this.statements.start();
    this.charts.start();
    this.alerts.start();
  }

  /** To be called before the database closes. */
  async stop(): Promise<void> {
    await this.alerts.stop();
    this.#sampler.close();
    await Promise.all([this.statements.stop(), this.charts.stop()]);
  }
}
