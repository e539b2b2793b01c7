import BlockIcon from '@mui/icons-material/Block';
import CheckCircleIcon from '@mui/icons-material/CheckCircle';
import CloudOffIcon from '@mui/icons-material/CloudOff';
import HourglassIcon from '@mui/icons-material/HourglassEmpty';
import LocalParkingIcon from '@mui/icons-material/LocalParking';
import PauseIcon from '@mui/icons-material/PauseCircleOutlined';
import PlayIcon from '@mui/icons-material/PlayCircleOutlined';
import ReportIcon from '@mui/icons-material/Report';
import SyncIcon from '@mui/icons-material/Sync';
import TrendingDownIcon from '@mui/icons-material/TrendingDown';
import VolumeOffIcon from '@mui/icons-material/VolumeOff';
import type { SvgIconComponent } from '@mui/icons-material';

import type { AccountState, EndpointState, MinerState } from '#shared/model/snapshot.ts';

import { t } from '../i18n/t.ts';
import { stateMessages as m } from './messages.ts';

type Tone = 'success' | 'warning' | 'error' | 'info' | 'default';

/** Icon, word and tone of a state: never colour alone. */
export interface StateLook {
  word: string;
  tone: Tone;
  Icon: SvgIconComponent;
}

/** The word is in the language that the window has when it is read. */
function look(word: string, tone: Tone, Icon: SvgIconComponent): StateLook {
  return {
    get word() {
      return t(word);
    },
    tone,
    Icon,
  };
}

export const MINER_STATES: Readonly<Record<MinerState, StateLook>> = {
  working: look(m.working, 'success', PlayIcon),
  standby: look(m.standby, 'info', PauseIcon),
  'below-standard': look(m.belowStandard, 'warning', TrendingDownIcon),
  silent: look(m.silent, 'warning', VolumeOffIcon),
  offline: look(m.offline, 'default', CloudOffIcon),
  parked: look(m.parked, 'default', LocalParkingIcon),
  failed: look(m.markedFailed, 'error', BlockIcon),
};

export const ACCOUNT_STATES: Readonly<Record<AccountState, StateLook>> = {
  idle: look(m.waiting, 'default', HourglassIcon),
  connecting: look(m.connecting, 'info', SyncIcon),
  working: look(m.working, 'info', PlayIcon),
  'up-to-standard': look(m.upToStandard, 'success', CheckCircleIcon),
  unreachable: look(m.poolUnreachable, 'error', CloudOffIcon),
  refused: look(m.loginRefused, 'error', ReportIcon),
};

export const ENDPOINT_STATES: Readonly<Record<EndpointState, StateLook>> = {
  up: look(m.up, 'success', CheckCircleIcon),
  standby: look(m.inReserve, 'default', PauseIcon),
  connecting: look(m.connecting, 'info', SyncIcon),
  down: look(m.down, 'error', CloudOffIcon),
  refused: look(m.loginRefused, 'error', ReportIcon),
  failed: look(m.markedFailed, 'error', BlockIcon),
};
