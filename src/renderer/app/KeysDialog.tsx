import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Box from '@mui/material/Box';
import { Fragment } from 'react';

import { t } from '../i18n/t.ts';
import { frameMessages as m } from './messages.ts';

const KEYS = [
  ['?', m.keyHelp],
  ['g o', m.keyOverview],
  ['g a', m.keyAccounts],
  ['g m', m.keyMiners],
  ['g d', m.keyDiscover],
  ['g p', m.keyPlan],
  ['/', m.keySearch],
  ['F', m.keyMark],
  ['Enter', m.keyEnter],
  ['Space', m.keyReorder],
  ['Esc', m.keyEscape],
] as const;

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
          {KEYS.map(([keys, text]) => (
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
                {t(text)}
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
