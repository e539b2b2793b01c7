import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';

import { fmt } from '../../i18n/fmt.ts';
import { inkOn } from '../../ui/account-looks.ts';
import { meanOf, type ChartData } from './series-view.ts';

/** Colour, letter and mean of each line. */
export function SeriesLegend({ data }: { data: ChartData }) {
  return (
    <Box
      component="ul"
      sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2, rowGap: 0.5, m: 0, mt: 1, p: 0 }}
    >
      {data.lines.map(({ id, name, css, letter, values }) => (
        <Typography
          key={id}
          variant="caption"
          component="li"
          sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.75, listStyle: 'none', minWidth: 0 }}
        >
          <Box
            component="span"
            aria-hidden
            sx={{ width: 16, height: 16, borderRadius: 0.5, fontSize: 9.5, fontWeight: 700, flex: 'none' }}
            style={{ backgroundColor: css, color: inkOn(css), display: 'grid', placeItems: 'center' }}
          >
            {data.lines.length > 1 ? letter : ''}
          </Box>
          <span>{name}</span>
          <Box component="span" sx={{ color: 'text.secondary' }}>
            {fmt.hashrate(meanOf(values))}
          </Box>
        </Typography>
      ))}
    </Box>
  );
}
