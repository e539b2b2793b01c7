import DownloadIcon from '@mui/icons-material/FileDownloadOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';

import { t } from '../../i18n/t.ts';
import { Choice } from './Choice.tsx';
import { MEASURES, type HistoryChoice, type Measure } from './history-view.ts';
import { historyMessages as m } from './messages.ts';
import { CHART_MODES, type ChartMode } from './series-view.ts';

const MODE_NAMES: Readonly<Record<ChartMode, string>> = m;
const MEASURE_NAMES: Readonly<Record<Measure, string>> = m;

interface Props {
  choice: HistoryChoice;
  onChange: (change: Partial<HistoryChoice>) => void;
  /** Null while there is nothing to export. */
  onExport: (() => void) | null;
  isExporting: boolean;
}

/** The chart's title, what is measured, how it is shown, and the way out as a file. */
export function SeriesHead({ choice, onChange, onExport, isExporting }: Props) {
  const view = choice.isTable ? 'table' : choice.mode;
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap', mb: 1 }}>
      <Typography variant="h2" id="series-title">
        {t(m.chartTitle)}
      </Typography>
      <Box sx={{ flex: 1 }} />
      <Choice
        label={t(m.measure)}
        value={choice.measure}
        options={MEASURES.map((one) => [one, t(MEASURE_NAMES[one])])}
        onChange={(measure) => onChange({ measure })}
      />
      <Choice
        label={t(m.mode)}
        value={view}
        options={[
          ...CHART_MODES.filter((one) => one === 'lines' || choice.by !== 'farm').map(
            (one) => [one, t(MODE_NAMES[one])] as const,
          ),
          ['table', t(m.table)] as const,
        ]}
        onChange={(next) => onChange(next === 'table' ? { isTable: true } : { isTable: false, mode: next })}
      />
      <Button
        size="small"
        startIcon={<DownloadIcon />}
        disabled={!onExport}
        loading={isExporting}
        onClick={() => onExport?.()}
      >
        {t(m.exportCsv)}
      </Button>
    </Box>
  );
}
