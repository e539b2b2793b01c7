import { formatDuration } from '#shared/format.ts';

import { formatBytes } from '../bytes.ts';
import { type AlertRule, FARM, quoted } from '../rule.ts';

/** The wall clock jumped, or the program stood still, within the last hour. */
export const clockJump: AlertRule = {
  look({ gaps }, { threshold }) {
    const isLong = gaps.some(({ byMs }) => Math.abs(byMs) >= (threshold ?? 0));
    return isLong ? [{ rule: 'clock-jump', cause: 'clock-jump', member: FARM }] : [];
  },
  words({ gaps }) {
    const gap = gaps.toSorted((a, b) => Math.abs(b.byMs) - Math.abs(a.byMs))[0];
    if (!gap) return null;
    const span = formatDuration(Math.abs(gap.byMs));
    const isPause = gap.kind === 'pause';
    const jumped = gap.byMs < 0 ? `jumped back by ${span}` : `jumped by ${span}`;
    return {
      title: isPause ? `The program stood still for ${span}` : `The PC's clock ${jumped}`,
      text: isPause
        ? `Nothing ran on this PC for ${span}, as when it sleeps; miners got no work from here meanwhile.`
        : `The wall clock of this PC ${jumped}; rounds begin and end by it.`,
      next: isPause
        ? "Turn off sleep in this PC's power settings."
        : 'Check that this PC sets its clock by a time server.',
      numbers: { byMs: gap.byMs, times: gaps.length },
    };
  },
};

export const diskLow: AlertRule = {
  look({ freeBytes }, { threshold }) {
    if (freeBytes === null || freeBytes >= (threshold ?? 0)) return [];
    return [{ rule: 'disk-low', cause: 'disk-low', member: FARM }];
  },
  words({ freeBytes }) {
    if (freeBytes === null) return null;
    const left = formatBytes(freeBytes);
    return {
      title: `Only ${left} left on the disk`,
      text: `The disk of the data folder has ${left} left. When it is full, shares cannot be recorded and miners are refused.`,
      next: 'Delete what is not needed on this disk, or move the data folder to a larger one.',
      numbers: { freeBytes },
    };
  },
};

export const databaseError: AlertRule = {
  look({ databaseError: error }) {
    return error === null ? [] : [{ rule: 'database-error', cause: 'database-error', member: FARM }];
  },
  words({ databaseError: error }) {
    if (error === null) return null;
    return {
      title: 'Shares cannot be recorded',
      text: `The database refuses to store shares: ${quoted(error)}. Miners are refused until this is mended.`,
      next: 'Check that the disk is neither full nor read-only; then start the program again.',
      numbers: {},
    };
  },
};

export const update: AlertRule = {
  look({ update: version }) {
    return version === null ? [] : [{ rule: 'update', cause: 'update', member: FARM }];
  },
  words({ update: version }) {
    if (version === null) return null;
    return {
      title: `Version ${quoted(version)} is available`,
      text: `Version ${quoted(version)} of Hashquota can be installed.`,
      next: 'Install it from Settings at a time that suits you; miners connect again by themselves.',
      numbers: {},
    };
  },
};
