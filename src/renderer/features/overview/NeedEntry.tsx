import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { SvgIconComponent } from '@mui/icons-material';
import type { ReactNode } from 'react';

interface Props {
  Icon: SvgIconComponent;
  color: string;
  kind?: string;
  text: string;
  detail: string;
  action?: ReactNode;
  /** What to do, where that is more than one thing. */
  below?: ReactNode;
}

/** One line of what waits: a sign, a sentence, a detail, and what to do. */
export function NeedEntry({ Icon, color, kind, text, detail, action, below }: Props) {
  return (
    <Box
      component="li"
      sx={{ display: 'flex', gap: 1, py: 1, '& + &': { borderTop: 1, borderColor: 'divider' } }}
    >
      <Icon fontSize="small" sx={{ color, mt: 0.25 }} titleAccess={kind ?? ''} />
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
          {text}
        </Typography>
        <Typography variant="caption" color="textSecondary">
          {detail}
        </Typography>
        {below}
      </Box>
      {action && <Box sx={{ flex: 'none' }}>{action}</Box>}
    </Box>
  );
}
