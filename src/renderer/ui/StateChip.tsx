import Chip from '@mui/material/Chip';

import type { StateLook } from './state-looks.tsx';

/** A state as icon and word. */
export function StateChip({ look, label }: { look: StateLook; label?: string }) {
  const { Icon, tone, word } = look;
  return <Chip size="small" variant="outlined" color={tone} icon={<Icon />} label={label ?? word} />;
}
