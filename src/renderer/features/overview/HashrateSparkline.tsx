import Box from '@mui/material/Box';
import { useTheme } from '@mui/material/styles';
import { SparkLineChart } from '@mui/x-charts/SparkLineChart';

import { useRateHistory } from '../../api/queries.ts';

/** A line of this few points tells nothing. */
const ENOUGH_SAMPLES = 4;

/** The last ten minutes of the farm's hashrate, behind its figure. */
export function HashrateSparkline() {
  const theme = useTheme();
  const samples = useRateHistory()?.samples ?? [];
  const values = samples.map((sample) => sample.minersHashrate ?? 0);
  if (values.length < ENOUGH_SAMPLES) return null;
  return (
    <Box
      aria-hidden
      sx={{
        position: 'absolute',
        top: 8,
        right: 8,
        width: { xs: 56, sm: 88 },
        height: 32,
        pointerEvents: 'none',
      }}
    >
      <SparkLineChart
        data={values}
        height={32}
        area
        yAxis={{ min: 0, max: Math.max(...values) * 1.1 }}
        color={(theme.vars ?? theme).palette.primary.main}
        skipAnimation
        disableKeyboardNavigation
        sx={{ '& .MuiLineChart-area': { fillOpacity: 0.18 } }}
      />
    </Box>
  );
}
