import MoreIcon from '@mui/icons-material/MoreVert';
import IconButton from '@mui/material/IconButton';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { memo, useEffect, useRef, useState } from 'react';

import { goTo, useRoute } from '../../app/route.ts';
import { t } from '../../i18n/t.ts';
import { useMarkDialog } from '../marks/MarkDialogProvider.tsx';
import { markMessages } from '../marks/messages.ts';
import { useMarkMiner } from '../marks/use-marks.ts';
import { minerMessages as m } from './messages.ts';
import type { MinerRow } from './miners-view.ts';
import { isSameControl } from './same-control.ts';
import { useSetRoles } from './use-roles.ts';

interface Props {
  miner: MinerRow;
  hasFocus: boolean;
}

/** Everything that can be done with one miner. */
export const MinerActions = memo(function MinerActions({ miner, hasFocus }: Props) {
  const { params } = useRoute();
  const dialog = useMarkDialog();
  const mark = useMarkMiner();
  const setRoles = useSetRoles();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (hasFocus) button.current?.focus();
  }, [hasFocus]);
  const choose = (run: () => void) => () => {
    setAnchor(null);
    run();
  };
  const nextRole = miner.role === 'standby' ? 'active' : 'standby';
  return (
    <>
      <IconButton
        ref={button}
        size="small"
        tabIndex={hasFocus ? 0 : -1}
        aria-label={t(m.actionsOf, { name: miner.name })}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <MoreIcon fontSize="small" />
      </IconButton>
      <Menu
        anchorEl={anchor}
        open={anchor !== null}
        onClose={() => setAnchor(null)}
        onKeyDown={(event) => event.stopPropagation()}
      >
        {miner.markedFailed === null ? (
          <MenuItem onClick={choose(() => dialog.markMiner(miner.id))}>{t(markMessages.mark)}</MenuItem>
        ) : (
          <MenuItem onClick={choose(() => mark(miner, { failed: false }))}>
            {t(markMessages.putBack)}
          </MenuItem>
        )}
        <MenuItem onClick={choose(() => setRoles([miner], nextRole))}>
          {t(nextRole === 'standby' ? m.makeStandby : m.makeActive)}
        </MenuItem>
        <MenuItem onClick={choose(() => goTo('miners', { ...params, miner: miner.id }))}>
          {t(m.details)}
        </MenuItem>
      </Menu>
    </>
  );
}, isSameControl);
