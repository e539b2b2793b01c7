import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Box from '@mui/material/Box';
import { Fragment } from 'react';

import { t } from '../i18n/t.ts';
import { frameMessages as m } from './messages.ts';
import { ALL_PAGES } from './pages.tsx';
import { commandKeys, paletteKeys } from './palette-keys.ts';

const ROW_KEYS = [
  ['/', m.keySearch],
  ['j k', m.keyRows],
  ['Shift ↑ ↓', m.keyRange],
] as const;
const KEYS = [
  ['F', m.keyMark],
  ['Enter', m.keyEnter],
  ['Space', m.keyReorder],
  ['Esc', m.keyEscape],
] as const;

function keyLines(): [keys: string, text: string][] {
  return [
    ['?', t(m.keyHelp)],
    [paletteKeys(), t(m.keyPalette)],
    ...ALL_PAGES.map(({ key, name }): [string, string] => [`g ${key}`, t(m.keyGo, { page: t(name) })]),
    ...ROW_KEYS.map(([keys, text]): [string, string] => [keys, t(text)]),
    [commandKeys('A'), t(m.keyAll)],
    ...KEYS.map(([keys, text]): [string, string] => [keys, t(text)]),
  ];
}

/** The list of keys. */
export function KeysDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Dialog open={isOpen} onClose={onClose} aria-labelledby="keys-title">
      <DialogTitle id="keys-title">{t(m.keys)}</DialogTitle>
      <DialogContent>
        <Box
          component="dl"
          sx={{ display: 'grid', gridTemplateColumns: 'auto 1fr', gap: 1, columnGap: 3, m: 0 }}
        >
          {keyLines().map(([keys, text]) => (
            <Fragment key={keys}>
              <Box component="dt">
                {keys.split(' ').map((key) => (
                  <Box
                    key={key}
                    component="kbd"
                    sx={{ px: 0.75, py: 0.25, mr: 0.5, border: 1, borderColor: 'divider', borderRadius: 0.5 }}
                  >
                    {key}
                  </Box>
                ))}
              </Box>
              <Box component="dd" sx={{ m: 0 }}>
                {text}
              </Box>
            </Fragment>
          ))}
        </Box>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose} autoFocus>
          {t(m.close)}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
