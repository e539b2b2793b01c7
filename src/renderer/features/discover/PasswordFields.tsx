import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useId, useState } from 'react';

import { t } from '../../i18n/t.ts';
import { discoverMessages as m } from './messages.ts';
import { type AskedPassword, PROPOSED_PASSWORD } from './point-view.ts';

const MAX_PASSWORD = 256;

interface Props {
  asked: readonly AskedPassword[];
  typed: Readonly<Record<string, string>>;
  onTyped: (typed: Record<string, string>) => void;
}

/** Pool passwords that machines do not tell, asked once for each pool and worker. */
export function PasswordFields({ asked, typed, onTyped }: Props) {
  const titleId = useId();
  const [isShown, setIsShown] = useState(false);
  return (
    <Box component="section" aria-labelledby={titleId}>
      <Typography variant="h3" id={titleId} gutterBottom>
        {t(m.passwords)}
      </Typography>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 1 }}>
        {t(m.passwordsWhy)}
      </Typography>
      <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' } }}>
        {asked.map(({ key, url, user, machines }) => (
          <TextField
            key={key}
            size="small"
            type={isShown ? 'text' : 'password'}
            label={t(m.passwordOf, { user, url })}
            helperText={t(m.passwordFor, { count: machines })}
            value={typed[key] ?? PROPOSED_PASSWORD}
            onChange={({ target }) => onTyped({ ...typed, [key]: target.value })}
            slotProps={{
              htmlInput: { maxLength: MAX_PASSWORD, autoComplete: 'off', spellCheck: false },
            }}
          />
        ))}
      </Box>
      <FormControlLabel
        control={
          <Checkbox size="small" checked={isShown} onChange={(_event, checked) => setIsShown(checked)} />
        }
        label={t(m.showPasswords)}
      />
    </Box>
  );
}
