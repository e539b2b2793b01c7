import type { MinerHealth } from '#shared/model/planning.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t, translateSentence } from '../../i18n/t.ts';
import { minerMessages as m } from './messages.ts';

type HealthState = MinerHealth['state'];

const WORDS: Readonly<Record<HealthState, string>> = {
  ok: m.healthOk,
  silent: m.healthSilent,
  offline: m.healthOffline,
  'below-standard': m.healthBelow,
  rejecting: m.healthRejecting,
  unknown: m.healthUnknown,
};

/** A verdict in words: what it is, its evidence, and since when it holds. */
export interface HealthWords {
  word: string;
  severity: 'success' | 'warning' | 'info';
  evidence: string;
  /** What is observed beside what is expected; empty when either is not known. */
  rates: string;
  since: string;
}

export function healthWords(health: MinerHealth, nowMs: number): HealthWords {
  const { state, evidence, sinceMs, expectedHashrate, observedHashrate } = health;
  const isCompared = expectedHashrate !== null && observedHashrate !== null;
  return {
    word: t(WORDS[state]),
    severity: state === 'ok' ? 'success' : state === 'unknown' ? 'info' : 'warning',
    evidence: translateSentence(evidence),
    rates: isCompared
      ? t(m.healthRates, {
          observed: fmt.hashrate(observedHashrate),
          expected: fmt.hashrate(expectedHashrate),
        })
      : '',
    since:
      sinceMs === null
        ? ''
        : t(m.healthSince, {
            time: fmt.time(sinceMs, { withSeconds: true, nowMs }),
            ago: fmt.ago(Math.max(nowMs - sinceMs, 0)),
          }),
  };
}
