import { type Clock, every } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';
import { ChartStore } from '#engine/store/chart-store.ts';
import type { Database } from '#engine/store/database.ts';
import { ServiceStore } from '#engine/store/service-store.ts';
import { SettingsStore } from '#engine/store/settings-store.ts';
import { StorageStore } from '#engine/store/storage-store.ts';
import type { Series, SeriesRequest, StorageView } from '#shared/model/charts.ts';
import type { DownloadFile } from '#shared/model/statement.ts';

import { csvLine, safeText } from './csv.ts';
import { readSeries } from './series.ts';
import { Storage } from './storage.ts';

const UPKEEP_PERIOD_MS = 10 * 60_000;
/** Rows that go at once: a few milliseconds. */
const DROP_ROWS = 2000;

/** What the outside may ask about time past. */
export interface ChartsDesk {
  series(request: SeriesRequest): Promise<Series>;
  exportSeries(request: SeriesRequest): Promise<DownloadFile>;
  storage(): StorageView;
}

/** Hashrate over time, and the size of the records it is made from. */
export class Charts implements ChartsDesk {
  readonly #deps: { clock: Clock; log: Log };
  readonly #store: ChartStore;
  readonly #service: ServiceStore;
  readonly #storage: Storage;
  #stop: () => void = () => {};
  /** One is read after the other, however many are asked for at once. */
  #reading: Promise<unknown> = Promise.resolve();
  #isStopped = false;

  constructor(deps: { clock: Clock; log: Log; database: Database }) {
    const { clock, database } = deps;
    this.#deps = deps;
    this.#store = new ChartStore(database);
    this.#service = new ServiceStore(database);
    const settings = new SettingsStore(database);
    this.#storage = new Storage({ clock, settings, store: new StorageStore(database) });
  }

  start(): void {
    this.#stop = every(this.#deps.clock, UPKEEP_PERIOD_MS, () => this.#keepUp());
  }

  /** Waits for what is being read; call before the database closes. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#stop();
    await this.#reading.catch(() => undefined);
  }

  series(request: SeriesRequest): Promise<Series> {
    const deps = { store: this.#store, service: this.#service, isStopped: () => this.#isStopped };
    const reading = this.#reading
      .catch(() => undefined)
      .then(() => readSeries({ ...deps, nowMs: this.#deps.clock.nowMs() }, request));
    this.#reading = reading;
    return reading;
  }

  async exportSeries(request: SeriesRequest): Promise<DownloadFile> {
    const series = await this.series(request);
    const name = `hashrate-${request.by}-${new Date(series.fromMs).toISOString().slice(0, 10)}.csv`;
    const contentBase64 = Buffer.from(`\uFEFF${seriesCsv(series)}`).toString('base64');
    return { fileName: name, mediaType: 'text/csv; charset=utf-8', contentBase64 };
  }

  storage(): StorageView {
    return this.#storage.view();
  }

  #keepUp(): void {
    try {
      this.#store.dropOld(this.#deps.clock.nowMs(), DROP_ROWS);
      this.#storage.note();
    } catch (error) {
      this.#deps.log.error({ err: error }, 'old records of charts could not be thinned');
    }
  }
}

/** A record a bucket and line; what is not known is empty. Hashrates in H/s. */
export function seriesCsv({ fromMs, bucketMs, lines }: Series): string {
  const text = (value: number | null | undefined): string =>
    value === null || value === undefined ? '' : String(value);
  const records = [
    csvLine(['from (UTC)', 'to (UTC)', 'line', 'hashrate (H/s)', 'lowest (H/s)', 'highest (H/s)']),
  ];
  for (const { id, hashrate, min, max } of lines) {
    for (const [index, value] of hashrate.entries()) {
      const startMs = fromMs + index * bucketMs;
      const times = [startMs, startMs + bucketMs].map((atMs) => new Date(atMs).toISOString());
      records.push(csvLine([...times, safeText(id), text(value), text(min?.[index]), text(max?.[index])]));
    }
  }
  return records.join('');
}
