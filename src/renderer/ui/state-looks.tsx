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

type Tone = 'success' | 'warning' | 'error' | 'info' | 'default';

/** Icon, word and tone of a state: never colour alone. */
export interface StateLook {
  word: string;
  tone: Tone;
  Icon: SvgIconComponent;
}

export const MINER_STATES: Readonly<Record<MinerState, StateLook>> = {
  working: { word: 'Working', tone: 'success', Icon: PlayIcon },
  standby: { word: 'Standby', tone: 'info', Icon: PauseIcon },
  'below-standard': { word: 'Below standard', tone: 'warning', Icon: TrendingDownIcon },
  silent: { word: 'Silent', tone: 'warning', Icon: VolumeOffIcon },
  offline: { word: 'Offline', tone: 'default', Icon: CloudOffIcon },
  parked: { word: 'Parked', tone: 'default', Icon: LocalParkingIcon },
  failed: { word: 'Marked failed', tone: 'error', Icon: BlockIcon },
};

export const ACCOUNT_STATES: Readonly<Record<AccountState, StateLook>> = {
  idle: { word: 'Waiting', tone: 'default', Icon: HourglassIcon },
  connecting: { word: 'Connecting', tone: 'info', Icon: SyncIcon },
  working: { word: 'Working', tone: 'info', Icon: PlayIcon },
  'up-to-standard': { word: 'Up to standard', tone: 'success', Icon: CheckCircleIcon },
  unreachable: { word: 'Pool unreachable', tone: 'error', Icon: CloudOffIcon },
  refused: { word: 'Login refused', tone: 'error', Icon: ReportIcon },
};

export const ENDPOINT_STATES: Readonly<Record<EndpointState, StateLook>> = {
  up: { word: 'Up', tone: 'success', Icon: CheckCircleIcon },
  standby: { word: 'In reserve', tone: 'default', Icon: PauseIcon },
  connecting: { word: 'Connecting', tone: 'info', Icon: SyncIcon },
  down: { word: 'Down', tone: 'error', Icon: CloudOffIcon },
  refused: { word: 'Login refused', tone: 'error', Icon: ReportIcon },
  failed: { word: 'Marked failed', tone: 'error', Icon: BlockIcon },
};
