import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';

import { t } from '../../i18n/t.ts';
import { allocationMessages as m } from './messages.ts';

/** A chart, or the same as a table. */
export function ViewSwitch({ isTable, onTable }: { isTable: boolean; onTable: (isTable: boolean) => void }) {
  return (
    <ToggleButtonGroup
      size="small"
      exclusive
      value={isTable}
      aria-label={t(m.view)}
      onChange={(_event, value: boolean | null) => value !== null && onTable(value)}
    >
      <ToggleButton value={false} sx={{ py: 0.25 }}>
        {t(m.chart)}
      </ToggleButton>
      <ToggleButton value sx={{ py: 0.25 }}>
        {t(m.table)}
      </ToggleButton>
    </ToggleButtonGroup>
  );
}
