import type { MachineRules } from '#shared/model/machine.ts';

import { t } from '../../i18n/t.ts';
import { settingsMessages as m } from './messages.ts';

/** The rules as they stand in the fields. */
export interface RulesForm {
  automaticRestart: boolean;
  restartEveryHours: string;
  restartAtMostPercent: string;
  coldStandby: boolean;
}

export interface RulesErrors {
  restartEveryHours?: string;
  restartAtMostPercent?: string;
}

export function rulesFormOf(rules: MachineRules): RulesForm {
  return {
    ...rules,
    restartEveryHours: String(rules.restartEveryHours),
    restartAtMostPercent: String(rules.restartAtMostPercent),
  };
}

/** The fields as the engine takes them; numbers may have a comma. */
export function rulesOf(form: RulesForm): MachineRules {
  return {
    ...form,
    restartEveryHours: numberOf(form.restartEveryHours),
    restartAtMostPercent: numberOf(form.restartAtMostPercent),
  };
}

function numberOf(text: string): number {
  const trimmed = text.trim().replace(',', '.');
  return trimmed === '' ? Number.NaN : Number(trimmed);
}

/** What is wrong with the fields, in sentences. */
export function rulesErrors(form: RulesForm): RulesErrors {
  const { restartEveryHours: hours, restartAtMostPercent: percent } = rulesOf(form);
  return {
    ...(hours >= 1 && hours <= 168 ? {} : { restartEveryHours: t(m.badHours) }),
    ...(percent >= 1 && percent <= 50 ? {} : { restartAtMostPercent: t(m.badPercent) }),
  };
}

/** Whether saving would change anything. */
export function isChanged(rules: MachineRules, form: RulesForm): boolean {
  return JSON.stringify(rulesFormOf(rules)) !== JSON.stringify({ ...rulesFormOf(rules), ...form });
}
