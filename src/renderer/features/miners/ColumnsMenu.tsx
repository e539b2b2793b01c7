import ColumnsIcon from '@mui/icons-material/ViewColumnOutlined';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import Divider from '@mui/material/Divider';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useState } from 'react';

import { t } from '../../i18n/t.ts';
import { ALL_COLUMNS, CHOICE_COLUMNS, type ChoiceColumn, type ColumnChoice } from './columns-choice.ts';
import { minerMessages as m } from './messages.ts';

interface Props {
  choice: ColumnChoice;
  /** What the table shows now, by choice or by width. */
  shown: readonly ChoiceColumn[];
  onChoice: (choice: ColumnChoice) => void;
}

/** Which columns the table has. */
export function ColumnsMenu({ choice, shown, onChoice }: Props) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const toggle = (name: ChoiceColumn) =>
    onChoice(ALL_COLUMNS.filter((one) => shown.includes(one) !== (one === name)));
  return (
    <>
      <Button
        color="inherit"
        startIcon={<ColumnsIcon />}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        {t(m.columns)}
      </Button>
      <Menu
        anchorEl={anchor}
        open={anchor !== null}
        onClose={() => setAnchor(null)}
        slotProps={{ list: { dense: true }, paper: { sx: { maxHeight: 480 } } }}
      >
        <MenuItem
          role="menuitemcheckbox"
          aria-checked={choice === null}
          selected={choice === null}
          onClick={() => onChoice(null)}
        >
          {t(m.columnsAuto)}
        </MenuItem>
        <Divider />
        {ALL_COLUMNS.map((name) => (
          <MenuItem
            key={name}
            role="menuitemcheckbox"
            aria-checked={shown.includes(name)}
            onClick={() => toggle(name)}
          >
            <Checkbox
              size="small"
              checked={shown.includes(name)}
              tabIndex={-1}
              slotProps={{ input: { 'aria-hidden': true } }}
              sx={{ p: 0, mr: 1 }}
            />
            {t(CHOICE_COLUMNS[name])}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
