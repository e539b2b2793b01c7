import { AppError } from '#shared/errors.ts';
import { machineRules, type MachineRules } from '#shared/model/machine.ts';

import type { SettingsStore } from '#engine/store/settings-store.ts';

const KEY = 'machine-rules';

/** Nothing acts on machines by itself until the owner says so. */
export const DEFAULT_RULES: MachineRules = {
  automaticRestart: false,
  restartEveryHours: 6,
  restartAtMostPercent: 5,
  coldStandby: false,
};

/** The owner's rules for acting on machines, stored. */
export class MachineRuleBook {
  readonly #store: SettingsStore;
  #rules: MachineRules;

  constructor(store: SettingsStore) {
    this.#store = store;
    const stored = machineRules.safeParse(store.get(KEY));
    this.#rules = stored.success ? stored.data : DEFAULT_RULES;
  }

  get(): MachineRules {
    return this.#rules;
  }

  /** Throws `AppError` where a figure is out of its bounds. */
  set(rules: MachineRules): MachineRules {
    const checked = machineRules.safeParse(rules);
    if (!checked.success) {
      throw new AppError(
        'BAD_INPUT',
        'Restarts are at least 1 and at most 168 hours apart, and of 1 to 50 percent of the farm at once.',
      );
    }
    this.#rules = checked.data;
    this.#store.set(KEY, this.#rules);
    return this.#rules;
  }
}
