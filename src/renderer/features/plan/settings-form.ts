import type { PlanSettingsInput } from '#shared/model/planning.ts';

import { t, type Message } from '../../i18n/t.ts';
import { planMessages as m } from './messages.ts';

export type RoundField = 'every' | 'anchor' | 'timeZone';

/** Name of each policy and shortfall rule. */
export const POLICY_NAMES: Readonly<Record<PlanSettingsInput['policy'], Message>> = {
  sequential: m.sequential,
  parallel: m.parallel,
};
export const SHORTFALL_NAMES: Readonly<Record<PlanSettingsInput['shortfall'], Message>> = {
  priority: m.priority,
  'pro-rata': m.proRata,
};

/** The form as the engine takes it. */
export function settingsOf(form: PlanSettingsInput): PlanSettingsInput {
  const { every, anchor, timeZone } = form.round;
  return { ...form, round: { every: every.trim(), anchor: anchor.trim(), timeZone: timeZone.trim() } };
}

function roundText({ every, anchor, timeZone }: PlanSettingsInput['round']): string {
  return every === 'never' ? t(m.roundNever) : t(m.roundText, { every, anchor, timeZone });
}

/** What pressing Apply would change, in sentences; empty when nothing. */
export function changesOf(from: PlanSettingsInput, to: PlanSettingsInput): string[] {
  const sentences: string[] = [];
  const add = (name: Message, before: string, after: string) => {
    if (before !== after) sentences.push(t(m.changes, { name: t(name), from: before, to: after }));
  };
  add(m.policy, t(POLICY_NAMES[from.policy]), t(POLICY_NAMES[to.policy]));
  add(m.round, roundText(from.round), roundText(to.round));
  add(m.shortfall, t(SHORTFALL_NAMES[from.shortfall]), t(SHORTFALL_NAMES[to.shortfall]));
  return sentences;
}

export function isRoundChanged(from: PlanSettingsInput, to: PlanSettingsInput): boolean {
  return roundText(from.round) !== roundText(to.round);
}

/** The field that the engine's sentence is about; null when it is about none of the round's. */
export function fieldOf(sentence: string): RoundField | null {
  const [, name] = /^round\.(every|anchor|timeZone)\b/.exec(sentence) ?? [];
  return (name as RoundField | undefined) ?? null;
}
