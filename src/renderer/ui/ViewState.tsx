import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';

import { errorText } from '../api/error-text.ts';
import { t } from '../i18n/t.ts';
import { viewMessages as m } from './messages.ts';

/** Grey shapes in place of what is on its way. */
export function LoadingState({ rows = 4, height = 56 }: { rows?: number; height?: number }) {
  return (
    <Box role="status" aria-label={t(m.loading)} sx={{ display: 'grid', gap: 1 }}>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} variant="rounded" height={height} />
      ))}
    </Box>
  );
}

/** A sentence about what failed, and a way to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <Alert
      severity="error"
      variant="outlined"
      action={
        <Button color="inherit" size="small" onClick={onRetry}>
          {t(m.retry)}
        </Button>
      }
    >
      {errorText(error)}
    </Alert>
  );
}

/** Nothing here yet, and what to do about it. */
export function EmptyState({
  title,
  children,
  action,
}: {
  title: string;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <Paper variant="outlined" sx={{ p: 3, textAlign: 'center', borderStyle: 'dashed' }}>
      <Typography variant="h2" component="h3" gutterBottom>
        {title}
      </Typography>
      <Typography variant="body2" color="textSecondary" component="div" sx={{ mb: action ? 2 : 0 }}>
        {children}
      </Typography>
      {action}
    </Paper>
  );
}
