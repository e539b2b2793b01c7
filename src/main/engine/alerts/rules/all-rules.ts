import type { AlertRuleId, AlertRuleSettings } from '#shared/model/alert.ts';
import type { AlertWords } from '#engine/store/alert-store.ts';

import type { FarmSample } from '../farm-sample.ts';
import type { AlertRule, Condition } from '../rule.ts';
import { clockJump, databaseError, diskLow, update } from './computer.ts';
import { farmOutage, minerLost, minerNew, poolsChanged } from './miners.ts';
import { noShare, poolDown } from './pools.ts';
import { deviation, hashrateLow, rejectedHigh } from './work.ts';

const RULES: Record<AlertRuleId, AlertRule> = {
  'pool-down': poolDown,
  'no-share': noShare,
  'farm-outage': farmOutage,
  'database-error': databaseError,
  'hashrate-low': hashrateLow,
  'miner-lost': minerLost,
  'rejected-high': rejectedHigh,
  deviation,
  'pools-changed': poolsChanged,
  'clock-jump': clockJump,
  'disk-low': diskLow,
  'miner-new': minerNew,
  update,
};

/** All that is wrong by the rules that are on. */
export function conditionsOf(sample: FarmSample, rules: readonly AlertRuleSettings[]): Condition[] {
  return rules.flatMap((settings) => (settings.on ? RULES[settings.id].look(sample, settings) : []));
}

/** See `AlertRule.words`. */
export function wordsOf(
  sample: FarmSample,
  { rule, cause }: { rule: AlertRuleId; cause: string },
  ids: readonly string[],
): AlertWords | null {
  return RULES[rule].words(sample, cause, ids);
}
