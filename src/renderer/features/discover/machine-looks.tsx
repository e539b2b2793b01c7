import BedtimeIcon from '@mui/icons-material/BedtimeOutlined';
import CheckCircleIcon from '@mui/icons-material/CheckCircle';
import HelpIcon from '@mui/icons-material/HelpOutlined';
import LockIcon from '@mui/icons-material/LockOutlined';
import PlayIcon from '@mui/icons-material/PlayCircleOutlined';
import ReportIcon from '@mui/icons-material/ReportProblemOutlined';
import ShareIcon from '@mui/icons-material/CallMadeOutlined';
import SyncIcon from '@mui/icons-material/Sync';
import VolumeOffIcon from '@mui/icons-material/VolumeOff';

import type { PointState } from '#shared/model/machine.ts';

import type { StateLook } from '../../ui/state-looks.tsx';
import type { MachineCondition } from './machine-view.ts';
import { discoverMessages as m } from './messages.ts';

/** Looks of machines; their words go through `t()` where they are shown. */
export const CONDITIONS: Readonly<Record<MachineCondition, StateLook>> = {
  answering: { word: m.answers, tone: 'success', Icon: PlayIcon },
  faulty: { word: m.faulty, tone: 'warning', Icon: ReportIcon },
  asleep: { word: m.asleep, tone: 'info', Icon: BedtimeIcon },
  silent: { word: m.silent, tone: 'warning', Icon: VolumeOffIcon },
  'locked-out': { word: m.lockedOut, tone: 'error', Icon: LockIcon },
};

export const POINT_STATES: Readonly<Record<PointState, StateLook>> = {
  pointed: { word: m.pointedHere, tone: 'success', Icon: CheckCircleIcon },
  elsewhere: { word: m.pointedElsewhere, tone: 'default', Icon: ShareIcon },
  changing: { word: m.changing, tone: 'info', Icon: SyncIcon },
  changed: { word: m.changedByOthers, tone: 'warning', Icon: ReportIcon },
  unknown: { word: m.notKnown, tone: 'default', Icon: HelpIcon },
};
