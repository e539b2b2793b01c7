import { z } from 'zod';

import type { HealthWatch } from '#engine/health/health-watch.ts';
import type { LearnedRate } from '#engine/health/own-rate.ts';
import type { Registry } from '#engine/registry/registry.ts';
import type { SettingsStore } from '#engine/store/settings-store.ts';

const KEY = 'learned';
const SAVE_PERIOD_MS = 600_000;

const stored = z.record(
  z.string(),
  z.object({
    hashrate: z.number().nullable(),
    shares: z.number(),
    exposure: z.number(),
    spanMs: z.number(),
  }),
);

/** What miners have shown they can do, kept over a restart so that a failing one is not taken for normal. */
export class LearnedRates {
  readonly #settings: SettingsStore;
  readonly #health: HealthWatch;
  #savedMonotonicMs: number | null = null;

  constructor(settings: SettingsStore, health: HealthWatch) {
    this.#settings = settings;
    this.#health = health;
    const parsed = stored.safeParse(settings.get(KEY));
    for (const [id, learned] of Object.entries(parsed.data ?? {})) health.restoreLearned(id, learned);
  }

  /** Saves every ten minutes. */
  saveNowAndThen(nowMonotonicMs: number, registry: Registry): void {
    this.#savedMonotonicMs ??= nowMonotonicMs;
    if (nowMonotonicMs - this.#savedMonotonicMs < SAVE_PERIOD_MS) return;
    this.#savedMonotonicMs = nowMonotonicMs;
    this.save(registry);
  }

  save(registry: Registry): void {
    const rates: Record<string, LearnedRate> = {};
    for (const { id } of registry.all()) {
      const learned = this.#health.learned(id);
      if (learned && learned.shares > 0) rates[id] = learned;
    }
    this.#settings.set(KEY, rates);
  }
}
