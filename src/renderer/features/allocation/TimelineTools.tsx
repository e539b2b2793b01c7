import EarlierIcon from '@mui/icons-material/ChevronLeft';
import LaterIcon from '@mui/icons-material/ChevronRight';
import ZoomInIcon from '@mui/icons-material/ZoomIn';
import ZoomOutIcon from '@mui/icons-material/ZoomOut';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Tooltip from '@mui/material/Tooltip';

import { t } from '../../i18n/t.ts';
import { allocationMessages as m } from './messages.ts';
import { panned, zoomed, type TimeWindow, type WindowChoice, type WindowLimits } from './time-window.ts';
import { GROUPINGS, type Grouping } from './timeline-groups.ts';
import { MINUTE_MS } from './timeline-view.ts';
import { spanText } from './timeline-words.ts';
import { ViewSwitch } from './ViewSwitch.tsx';

const LIVE_SPANS_MS = [15 * MINUTE_MS, 60 * MINUTE_MS, 360 * MINUTE_MS, 1440 * MINUTE_MS];
const GROUPING_NAMES: Readonly<Record<Grouping, string>> = {
  none: m.groupNone,
  account: m.groupAccount,
  model: m.groupModel,
  rack: m.groupRack,
};

interface Props {
  choice: WindowChoice;
  window: TimeWindow;
  limits: WindowLimits;
  grouping: Grouping;
  isTable: boolean;
  onChoice: (choice: WindowChoice) => void;
  onGrouping: (grouping: Grouping) => void;
  onTable: (isTable: boolean) => void;
  /** Null while there is nothing to open or close. */
  onOpenAll: (() => void) | null;
  onCloseAll: (() => void) | null;
}

/** Which time, which groups, and whether as a chart. */
export function TimelineTools(props: Props) {
  const { choice, window, limits, grouping, onChoice } = props;
  const fix = (next: TimeWindow) => onChoice({ kind: 'fixed', ...next });
  const zoom = (factor: number) =>
    fix(zoomed(window, { factor, atMs: (window.startMs + window.endMs) / 2 }, limits));
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap', mb: 1 }}>
      <ToggleButtonGroup
        size="small"
        exclusive
        value={choice.kind === 'live' ? choice.pastMs : null}
        aria-label={t(m.zoom)}
        onChange={(_event, value: number | null) =>
          value !== null && onChoice({ kind: 'live', pastMs: value })
        }
      >
        {LIVE_SPANS_MS.map((span) => (
          <ToggleButton key={span} value={span} sx={{ py: 0.25 }}>
            {spanText(span)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <Box sx={{ display: 'flex' }}>
        <Tool label={t(m.earlier)} Icon={EarlierIcon} onClick={() => fix(panned(window, -0.5, limits))} />
        <Tool label={t(m.later)} Icon={LaterIcon} onClick={() => fix(panned(window, 0.5, limits))} />
        <Tool label={t(m.zoomIn)} Icon={ZoomInIcon} onClick={() => zoom(0.5)} />
        <Tool label={t(m.zoomOut)} Icon={ZoomOutIcon} onClick={() => zoom(2)} />
      </Box>
      {choice.kind === 'fixed' && (
        <Button size="small" onClick={() => onChoice({ kind: 'live', pastMs: 60 * MINUTE_MS })}>
          {t(m.backToNow)}
        </Button>
      )}
      <Box sx={{ flex: 1 }} />
      {props.onOpenAll && (
        <Button size="small" onClick={props.onCloseAll ?? props.onOpenAll}>
          {t(props.onCloseAll ? m.closeAll : m.openAll)}
        </Button>
      )}
      <TextField
        select
        size="small"
        label={t(m.groupBy)}
        value={grouping}
        onChange={(event) => props.onGrouping(event.target.value as Grouping)}
        sx={{ minWidth: 130 }}
      >
        {GROUPINGS.map((one) => (
          <MenuItem key={one} value={one}>
            {t(GROUPING_NAMES[one])}
          </MenuItem>
        ))}
      </TextField>
      <ViewSwitch isTable={props.isTable} onTable={props.onTable} />
    </Box>
  );
}

function Tool({ label, Icon, onClick }: { label: string; Icon: typeof ZoomInIcon; onClick: () => void }) {
  return (
    <Tooltip title={label}>
      <IconButton size="small" aria-label={label} onClick={onClick}>
        <Icon />
      </IconButton>
    </Tooltip>
  );
}
