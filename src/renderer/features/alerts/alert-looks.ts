import ErrorIcon from '@mui/icons-material/ErrorOutlined';
import InfoIcon from '@mui/icons-material/InfoOutlined';
import WarningIcon from '@mui/icons-material/WarningAmberOutlined';
import type { SvgIconComponent } from '@mui/icons-material';

import type { AlertChannelId, AlertRuleId, AlertSeverity } from '#shared/model/alert.ts';

import { alertMessages as m } from './messages.ts';

/** Icon, word and colour of a severity: never colour alone. */
export const SEVERITIES: Readonly<
  Record<AlertSeverity, { word: string; Icon: SvgIconComponent; color: 'error' | 'warning' | 'info' }>
> = {
  critical: { word: m.critical, Icon: ErrorIcon, color: 'error' },
  warning: { word: m.warning, Icon: WarningIcon, color: 'warning' },
  info: { word: m.info, Icon: InfoIcon, color: 'info' },
};

export const CHANNEL_NAMES: Readonly<Record<AlertChannelId, string>> = {
  desktop: m.channelDesktop,
  webhook: m.channelWebhook,
  email: m.channelEmail,
};

/** Each rule's name, and what it looks for in one sentence. */
export const RULE_WORDS: Readonly<Record<AlertRuleId, { name: string; text: string }>> = {
  'pool-down': { name: m.namePoolDown, text: m.textPoolDown },
  'no-share': { name: m.nameNoShare, text: m.textNoShare },
  'farm-outage': { name: m.nameFarmOutage, text: m.textFarmOutage },
  'database-error': { name: m.nameDatabaseError, text: m.textDatabaseError },
  'hashrate-low': { name: m.nameHashrateLow, text: m.textHashrateLow },
  'miner-lost': { name: m.nameMinerLost, text: m.textMinerLost },
  'rejected-high': { name: m.nameRejectedHigh, text: m.textRejectedHigh },
  deviation: { name: m.nameDeviation, text: m.textDeviation },
  'pools-changed': { name: m.namePoolsChanged, text: m.textPoolsChanged },
  'clock-jump': { name: m.nameClockJump, text: m.textClockJump },
  'disk-low': { name: m.nameDiskLow, text: m.textDiskLow },
  'miner-new': { name: m.nameMinerNew, text: m.textMinerNew },
  update: { name: m.nameUpdate, text: m.textUpdate },
};
