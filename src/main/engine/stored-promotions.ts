import { z } from 'zod';

import type { Promotion } from '#engine/scheduler/plan-types.ts';
import type { PromotionStore } from '#engine/scheduler/scheduler.ts';
import type { SettingsStore } from '#engine/store/settings-store.ts';

const KEY = 'promotions';

const stored = z.array(
  z.object({
    forMinerId: z.string(),
    minerIds: z.array(z.string()),
    accountId: z.string().nullable(),
    sinceMs: z.number(),
    isPinned: z.boolean(),
  }),
);

/** Who stands in for whom, kept over a restart. */
export class StoredPromotions implements PromotionStore {
  readonly #settings: SettingsStore;

  constructor(settings: SettingsStore) {
    this.#settings = settings;
  }

  load(): Promotion[] {
    const parsed = stored.safeParse(this.#settings.get(KEY));
    return parsed.success ? parsed.data : [];
  }

  save(promotions: readonly Promotion[]): void {
    this.#settings.set(KEY, promotions);
  }
}
