import EarlierIcon from '@mui/icons-material/ChevronLeft';
import LaterIcon from '@mui/icons-material/ChevronRight';
import ZoomInIcon from '@mui/icons-material/ZoomIn';
import ZoomOutIcon from '@mui/icons-material/ZoomOut';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';

import type { SeriesBy } from '#shared/model/charts.ts';
import type { FarmSnapshot } from '#shared/model/snapshot.ts';

import { t } from '../../i18n/t.ts';
import { panned, zoomed, type TimeWindow, type WindowLimits } from '../allocation/time-window.ts';
import { Choice } from './Choice.tsx';
import { BY, RANGES, type HistoryChoice, type Range } from './history-view.ts';
import { LinePicker } from './LinePicker.tsx';
import { historyMessages as m } from './messages.ts';

const RANGE_NAMES: Readonly<Record<Range, string>> = m;
const BY_NAMES: Readonly<Record<SeriesBy, string>> = {
  farm: m.byFarm,
  account: m.byAccount,
  miner: m.byMiner,
};

interface Props {
  snapshot: FarmSnapshot;
  choice: HistoryChoice;
  onChange: (change: Partial<HistoryChoice>) => void;
  /** What the chart shows now; null before the first answer. */
  window: TimeWindow | null;
  limits: WindowLimits;
}

/** Of whom, and of when. */
export function SeriesTools(props: Props) {
  const { snapshot, choice, onChange } = props;
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap', mb: 1.5 }}>
      <Choice
        label={t(m.by)}
        value={choice.by}
        options={BY.map((one) => [one, t(BY_NAMES[one])])}
        onChange={(by) => onChange({ by, ids: [], mode: by === 'account' ? 'stacked' : 'lines' })}
      />
      {choice.by !== 'farm' && (
        <LinePicker by={choice.by} snapshot={snapshot} ids={choice.ids} onIds={(ids) => onChange({ ids })} />
      )}
      <Choice
        label={t(m.range)}
        value={choice.window ? null : choice.range}
        options={RANGES.map((one) => [one, t(RANGE_NAMES[one])])}
        onChange={(range) => onChange({ range, window: null })}
      />
      <Steps {...props} />
    </Box>
  );
}

function Steps({ choice, window, limits, onChange }: Props) {
  if (!window) return null;
  const atMs = (window.startMs + window.endMs) / 2;
  const to = (next: TimeWindow) => onChange({ window: next });
  return (
    <Box sx={{ display: 'flex', alignItems: 'center' }}>
      <Step label={t(m.earlier)} Icon={EarlierIcon} onClick={() => to(panned(window, -0.5, limits))} />
      <Step label={t(m.later)} Icon={LaterIcon} onClick={() => to(panned(window, 0.5, limits))} />
      <Step
        label={t(m.zoomIn)}
        Icon={ZoomInIcon}
        onClick={() => to(zoomed(window, { factor: 0.5, atMs }, limits))}
      />
      <Step
        label={t(m.zoomOut)}
        Icon={ZoomOutIcon}
        onClick={() => to(zoomed(window, { factor: 2, atMs }, limits))}
      />
      {choice.window && (
        <Button size="small" onClick={() => onChange({ window: null })}>
          {t(m.back)}
        </Button>
      )}
    </Box>
  );
}

function Step({ label, Icon, onClick }: { label: string; Icon: typeof ZoomInIcon; onClick: () => void }) {
  return (
    <Tooltip title={label}>
      <IconButton size="small" aria-label={label} onClick={onClick}>
        <Icon />
      </IconButton>
    </Tooltip>
  );
}
