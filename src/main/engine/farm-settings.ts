import {
  DEFAULT_PLAN_SETTINGS,
  type PlanSettings,
  type ShortfallRule,
} from '#engine/scheduler/plan-types.ts';
import type { SettingsStore } from '#engine/store/settings-store.ts';
import {
  DEFAULT_ALLOW,
  DEFAULT_DIFFICULTY,
  type DifficultySettings,
  type FarmFile,
} from '#shared/model/farm-file.ts';
import type { PolicyName } from '#shared/model/snapshot.ts';

const KEY = 'farm';

interface Stored {
  policy: PolicyName;
  listen: string | null;
  allow: string[];
  difficulty: DifficultySettings;
  /** Missing in data of version 0.1. */
  shortfall?: ShortfallRule;
}

/** Policy, listening address, allowed ranges and vardiff limits: stored, so that a restart needs no farm file. */
export class FarmSettings {
  readonly #store: SettingsStore;
  #values: Stored;

  constructor(store: SettingsStore) {
    this.#store = store;
    const stored = store.get(KEY) as Stored | undefined;
    this.#values = stored ?? {
      policy: 'sequential',
      listen: null,
      allow: DEFAULT_ALLOW,
      difficulty: DEFAULT_DIFFICULTY,
    };
  }

  get policy(): PolicyName {
    return this.#values.policy;
  }

  get allow(): readonly string[] {
    return this.#values.allow;
  }

  get difficulty(): DifficultySettings {
    return this.#values.difficulty;
  }

  get plan(): Omit<PlanSettings, 'policy'> {
    return { ...DEFAULT_PLAN_SETTINGS, shortfall: this.#values.shortfall ?? DEFAULT_PLAN_SETTINGS.shortfall };
  }

  /** The owner's choice in the window; a farm file sets the policy too. */
  choose(policy: PolicyName, shortfall: ShortfallRule): void {
    this.#values = { ...this.#values, policy, shortfall };
    this.#store.set(KEY, this.#values);
  }

  get listen(): { host: string; port: number } | null {
    const { listen } = this.#values;
    if (listen === null) return null;
    const colon = listen.lastIndexOf(':');
    const host = listen.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
    return { host, port: Number(listen.slice(colon + 1)) };
  }

  apply(file: FarmFile): void {
    this.#values = {
      ...this.#values,
      policy: file.policy,
      listen: file.proxy.listen,
      allow: file.proxy.allow,
      difficulty: file.proxy.difficulty,
    };
    this.#store.set(KEY, this.#values);
  }
}
