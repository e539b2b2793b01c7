import { z } from 'zod';

import type { Clock } from '#engine/lib/clock.ts';
import { CHART_KEPT_DAYS } from '#engine/store/chart-store.ts';
import type { SettingsStore } from '#engine/store/settings-store.ts';
import type { StorageStore } from '#engine/store/storage-store.ts';
import type { StorageView } from '#shared/model/charts.ts';

const HOUR_MS = 3_600_000;
const MONTH_MS = 30 * 24 * HOUR_MS;
const SETTINGS_KEY = 'storage-samples';
/** A sample every six hours, for thirty days. */
const SAMPLE_PERIOD_MS = 6 * HOUR_MS;
const MAX_SAMPLES = 120;
/** A measurement is good for so long. */
const MEASURED_FOR_MS = 10 * 60_000;

/** Tables that hold the same kind of thing; all others are `other`. */
const GROUPS: Record<string, readonly string[]> = {
  work: ['journal', 'work_minute', 'work_hour', 'work_day', 'round_totals', 'miner_totals'],
  charts: ['account_minute', 'account_hour', 'account_day'],
  proofs: ['best_shares'],
  statements: ['statements', 'reconciliations', 'signing_keys'],
  allocation: ['allocation_intervals', 'account_troubles', 'program_runs'],
  records: ['audit', 'verdicts', 'standings', 'rounds'],
};

const samplesShape = z.array(z.object({ atMs: z.number(), bytes: z.number() }));
type Sample = z.infer<typeof samplesShape>[number];

/** What the database takes on the disk, and what it will take. */
export class Storage {
  readonly #deps: { clock: Clock; store: StorageStore; settings: SettingsStore };
  readonly #first: Sample;
  #samples: Sample[];
  #view: StorageView | null = null;

  constructor(deps: { clock: Clock; store: StorageStore; settings: SettingsStore }) {
    this.#deps = deps;
    const kept = samplesShape.safeParse(deps.settings.get(SETTINGS_KEY));
    this.#samples = kept.success ? kept.data : [];
    this.#first = this.#sample();
  }

  /** Called now and then: keeps a sample for the forecast. */
  note(): void {
    const sample = this.#sample();
    const last = this.#samples.at(-1);
    if (last && sample.atMs - last.atMs < SAMPLE_PERIOD_MS && sample.atMs >= last.atMs) return;
    // A clock that was set back makes those after it worthless.
    this.#samples = [...this.#samples.filter(({ atMs }) => atMs < sample.atMs), sample].slice(-MAX_SAMPLES);
    this.#deps.settings.set(SETTINGS_KEY, this.#samples);
  }

  view(): StorageView {
    const nowMs = Math.floor(this.#deps.clock.nowMs());
    const view = this.#view;
    if (view && nowMs >= view.measuredAtMs && nowMs - view.measuredAtMs < MEASURED_FOR_MS) return view;
    return (this.#view = {
      totalBytes: this.#deps.store.usedBytes(),
      measuredAtMs: nowMs,
      groups: this.#groups(),
      bytesPerMonth: this.#forecast(),
      keptDays: { ...CHART_KEPT_DAYS },
    });
  }

  #groups(): StorageView['groups'] {
    const bytes = this.#deps.store.bytesByTable();
    if (!bytes) return [...Object.keys(GROUPS), 'other'].map((group) => ({ group, bytes: null }));
    const known = new Set(Object.values(GROUPS).flat());
    const sum = (tables: Iterable<string>): number => {
      let total = 0;
      for (const table of tables) total += bytes.get(table) ?? 0;
      return total;
    };
    const groups = Object.entries(GROUPS).map(([group, tables]) => ({ group, bytes: sum(tables) }));
    return [
      ...groups,
      { group: 'other', bytes: sum([...bytes.keys()].filter((table) => !known.has(table))) },
    ];
  }

  #forecast(): number | null {
    const now = this.#sample();
    const since = this.#samples.find(({ atMs }) => now.atMs - atMs >= HOUR_MS) ?? this.#first;
    const spanMs = now.atMs - since.atMs;
    if (spanMs < HOUR_MS) return null;
    return Math.max(0, ((now.bytes - since.bytes) / spanMs) * MONTH_MS);
  }

  #sample(): Sample {
    return { atMs: Math.floor(this.#deps.clock.nowMs()), bytes: this.#deps.store.usedBytes() };
  }
}
