import MoreIcon from '@mui/icons-material/MoreVert';
import IconButton from '@mui/material/IconButton';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useState } from 'react';

import { t, type Message } from '../../i18n/t.ts';
import { accountMessages as m } from './messages.ts';

interface Props {
  name: string;
  onRemove: () => void;
  onMoveUp: (() => void) | null;
  onMoveDown: (() => void) | null;
}

/** Order and removal, for those who do not drag. */
export function AccountMenu({ name, onRemove, onMoveUp, onMoveDown }: Props) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const item = (text: Message, run: (() => void) | null) => (
    <MenuItem
      disabled={run === null}
      onClick={() => {
        setAnchor(null);
        run?.();
      }}
    >
      {t(text)}
    </MenuItem>
  );
  return (
    <>
      <IconButton
        size="small"
        aria-label={t(m.more, { name })}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <MoreIcon fontSize="small" />
      </IconButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {item(m.moveUp, onMoveUp)}
        {item(m.moveDown, onMoveDown)}
        {item(m.remove, onRemove)}
      </Menu>
    </>
  );
}
