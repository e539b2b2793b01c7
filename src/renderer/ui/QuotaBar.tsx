import Box from '@mui/material/Box';

/** How much of a quota is credited. The text beside it says the same in words. */
export function QuotaBar({ fraction, colour, label }: { fraction: number; colour: string; label: string }) {
  const percent = Math.min(Math.max(fraction, 0), 1) * 100;
  return (
    <Box
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(percent)}
      sx={{
        height: 12,
        borderRadius: 1,
        overflow: 'hidden',
        bgcolor: 'action.hover',
        border: '1px solid',
        borderColor: 'divider',
      }}
    >
      <Box
        sx={{ height: '100%', transition: 'width 0.6s linear' }}
        style={{ width: `${percent}%`, backgroundColor: colour }}
      />
    </Box>
  );
}
