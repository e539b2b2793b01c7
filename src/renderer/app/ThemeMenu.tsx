import DarkIcon from '@mui/icons-material/DarkModeOutlined';
import LightIcon from '@mui/icons-material/LightModeOutlined';
import SystemIcon from '@mui/icons-material/SettingsBrightnessOutlined';
import IconButton from '@mui/material/IconButton';
import ListItemIcon from '@mui/material/ListItemIcon';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useColorScheme } from '@mui/material/styles';
import Tooltip from '@mui/material/Tooltip';
import { useState } from 'react';

import { t } from '../i18n/t.ts';
import { frameMessages as m } from './messages.ts';

const MODES = [
  { mode: 'light', text: m.light, Icon: LightIcon },
  { mode: 'dark', text: m.dark, Icon: DarkIcon },
  { mode: 'system', text: m.system, Icon: SystemIcon },
] as const;

/** Light, dark or as the system; the browser remembers. */
export function ThemeMenu() {
  const { mode = 'system', setMode } = useColorScheme();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const Current = MODES.find((entry) => entry.mode === mode)?.Icon ?? SystemIcon;
  return (
    <>
      <Tooltip title={t(m.theme)}>
        <IconButton
          color="inherit"
          aria-label={t(m.theme)}
          aria-haspopup="menu"
          aria-expanded={anchor !== null}
          onClick={(event) => setAnchor(event.currentTarget)}
        >
          <Current fontSize="small" />
        </IconButton>
      </Tooltip>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {MODES.map(({ mode: value, text, Icon }) => (
          <MenuItem
            key={value}
            role="menuitemradio"
            aria-checked={mode === value}
            selected={mode === value}
            onClick={() => {
              setMode(value);
              setAnchor(null);
            }}
          >
            <ListItemIcon>
              <Icon fontSize="small" />
            </ListItemIcon>
            {t(text)}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
