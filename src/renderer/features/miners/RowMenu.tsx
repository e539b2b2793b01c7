import Divider from '@mui/material/Divider';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { minerMessages as m } from './messages.ts';
import type { MinerRow } from './miners-view.ts';
import { useMinerCommands } from './use-commands.ts';

/** Where a context menu was asked for, and for which miners. */
export interface RowMenuPlace {
  left: number;
  top: number;
  miners: readonly MinerRow[];
}

interface Props {
  place: RowMenuPlace;
  onDetails: (minerId: string) => void;
  onClose: () => void;
}

/** The bar's commands where the mouse is; for one miner also its details. */
export function RowMenu({ place, onDetails, onClose }: Props) {
  const { left, top, miners } = place;
  const commands = useMinerCommands(miners);
  const [only] = miners;
  const choose = (run: () => void) => () => {
    onClose();
    run();
  };
  return (
    <Menu
      open
      onClose={onClose}
      anchorReference="anchorPosition"
      anchorPosition={{ left, top }}
      slotProps={{ list: { 'aria-label': t(m.bulkLabel), dense: true } }}
      onContextMenu={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      {only && miners.length === 1 ? (
        <MenuItem onClick={choose(() => onDetails(only.id))}>{t(m.detailsOf, { name: only.name })}</MenuItem>
      ) : (
        <MenuItem disabled>{t(m.selected, { count: miners.length, n: fmt.count(miners.length) })}</MenuItem>
      )}
      <Divider />
      {commands.map(({ key, text, isDisabled, run }) => (
        <MenuItem key={key} disabled={isDisabled} onClick={choose(run)}>
          {text}
        </MenuItem>
      ))}
    </Menu>
  );
}
