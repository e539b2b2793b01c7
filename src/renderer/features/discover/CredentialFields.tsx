import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';

import type { MachineView } from '#shared/model/machine.ts';

import { t } from '../../i18n/t.ts';
import type { LoginDraft, LoginFamily } from './credential-view.ts';
import { nameOf } from './machine-view.ts';
import { discoverMessages as m } from './messages.ts';

interface Props {
  draft: LoginDraft;
  families: readonly LoginFamily[];
  machine: MachineView | null;
  onDraft: (draft: LoginDraft) => void;
}

/** Whom a login is for, user and password; the factory's login is a hint that is filled in by a press only. */
export function CredentialFields({ draft, families, machine, onDraft }: Props) {
  const { target } = draft;
  const login = target.startsWith('machine')
    ? (machine?.factoryLogin ?? null)
    : (families.find(({ family }) => target === `family ${family}`)?.factoryLogin ?? null);
  return (
    <>
      <TextField
        select
        size="small"
        label={t(m.loginFor)}
        value={target}
        onChange={(event) => onDraft({ ...draft, target: event.target.value })}
      >
        {machine && <MenuItem value={`machine ${machine.id}`}>{nameOf(machine)}</MenuItem>}
        {families.map(({ family, name }) => (
          <MenuItem key={family} value={`family ${family}`}>
            {t(m.allOf, { family: name })}
          </MenuItem>
        ))}
      </TextField>
      <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' } }}>
        <TextField
          size="small"
          label={t(m.user)}
          value={draft.user}
          onChange={(event) => onDraft({ ...draft, user: event.target.value })}
          slotProps={{ htmlInput: { maxLength: 64, autoComplete: 'off', spellCheck: false } }}
        />
        <TextField
          size="small"
          type="password"
          label={t(m.password)}
          value={draft.password}
          onChange={(event) => onDraft({ ...draft, password: event.target.value })}
          slotProps={{ htmlInput: { maxLength: 256, autoComplete: 'new-password' } }}
        />
      </Box>
      {login && (
        <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
          <Typography variant="body2" color="textSecondary" sx={{ flex: '1 1 240px' }}>
            {t(login.password === '' ? m.factoryNoPassword : m.factory, login)}
          </Typography>
          <Button size="small" onClick={() => onDraft({ ...draft, ...login })}>
            {t(m.factoryUse)}
          </Button>
        </Box>
      )}
    </>
  );
}
