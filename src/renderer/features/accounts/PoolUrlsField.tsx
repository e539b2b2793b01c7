import AddIcon from '@mui/icons-material/Add';
import DownIcon from '@mui/icons-material/ArrowDownward';
import UpIcon from '@mui/icons-material/ArrowUpward';
import DeleteIcon from '@mui/icons-material/DeleteOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';

import { t } from '../../i18n/t.ts';
import { moved, type AccountForm } from './account-form.ts';
import { accountMessages as m } from './messages.ts';

const MAX_POOLS = 16;

interface Props {
  pools: AccountForm['pools'];
  errors: readonly (string | undefined)[];
  onChange: (pools: AccountForm['pools']) => void;
}

/** The account's pool addresses in failover order. */
export function PoolUrlsField({ pools, errors, onChange }: Props) {
  const nextKey = Math.max(-1, ...pools.map((pool) => pool.key)) + 1;
  return (
    <Box component="fieldset" sx={{ border: 0, m: 0, p: 0, display: 'grid', gap: 1 }}>
      <Typography component="legend" variant="body2" color="textSecondary" sx={{ p: 0, mb: 1 }}>
        {t(m.pools)}
      </Typography>
      {pools.map((pool, index) => {
        const n = index + 1;
        const error = errors[index];
        return (
          <Box key={pool.key} sx={{ display: 'flex', alignItems: 'flex-start', gap: 0.25 }}>
            <TextField
              label={t(m.poolUrl, { n })}
              value={pool.url}
              // A pinned certificate belongs to the address it was given for.
              onChange={(event) => onChange(pools.with(index, { key: pool.key, url: event.target.value }))}
              error={error !== undefined}
              helperText={error ?? (index === 0 ? t(m.poolHint) : undefined)}
              placeholder="stratum+tcp://pool.example:3333"
              slotProps={{
                htmlInput: { maxLength: 255, autoCapitalize: 'off', spellCheck: false, inputMode: 'url' },
              }}
              fullWidth
              required
            />
            {pools.length > 1 && (
              <Box sx={{ display: 'flex', pt: 0.75 }}>
                <IconButton
                  size="small"
                  aria-label={t(m.poolUp, { n })}
                  disabled={index === 0}
                  onClick={() => onChange(moved(pools, index, -1))}
                >
                  <UpIcon fontSize="small" />
                </IconButton>
                <IconButton
                  size="small"
                  aria-label={t(m.poolDown, { n })}
                  disabled={index === pools.length - 1}
                  onClick={() => onChange(moved(pools, index, 1))}
                >
                  <DownIcon fontSize="small" />
                </IconButton>
                <IconButton
                  size="small"
                  aria-label={t(m.removePool, { n })}
                  onClick={() => onChange(pools.toSpliced(index, 1))}
                >
                  <DeleteIcon fontSize="small" />
                </IconButton>
              </Box>
            )}
          </Box>
        );
      })}
      {pools.length < MAX_POOLS && (
        <Button
          size="small"
          startIcon={<AddIcon />}
          onClick={() => onChange([...pools, { key: nextKey, url: '' }])}
          sx={{ justifySelf: 'start' }}
        >
          {t(m.addPool)}
        </Button>
      )}
    </Box>
  );
}
