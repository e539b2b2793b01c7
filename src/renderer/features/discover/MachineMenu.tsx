import MoreIcon from '@mui/icons-material/MoreVert';
import Divider from '@mui/material/Divider';
import IconButton from '@mui/material/IconButton';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useEffect, useRef, useState } from 'react';

import type { MachineAction } from '#shared/model/machine.ts';

import { t } from '../../i18n/t.ts';
import { useDiscoverActions } from './DiscoverActions.tsx';
import { mayBePointed, nameOf, type MachineRow } from './machine-view.ts';
import { discoverMessages as m } from './messages.ts';
import { useIdentityCommands } from './queries.ts';
import { useControl } from './use-control.ts';

/** Everything that can be done with one machine. */
export function MachineMenu({ machine, hasFocus }: { machine: MachineRow; hasFocus: boolean }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (hasFocus) button.current?.focus();
  }, [hasFocus]);
  return (
    <>
      <IconButton
        ref={button}
        size="small"
        tabIndex={hasFocus ? 0 : -1}
        aria-label={t(m.actionsOf, { name: nameOf(machine) })}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <MoreIcon fontSize="small" />
      </IconButton>
      {anchor && <OpenMenu machine={machine} anchor={anchor} onClose={() => setAnchor(null)} />}
    </>
  );
}

function OpenMenu({
  machine,
  anchor,
  onClose,
}: {
  machine: MachineRow;
  anchor: HTMLElement;
  onClose: () => void;
}) {
  const actions = useDiscoverActions();
  const control = useControl();
  const { split, forget } = useIdentityCommands();
  const { controls, telemetry, id } = machine;
  const order = (action: MachineAction) => () => control.mutate({ machines: [machine], action });
  const isAsleep = telemetry?.isAsleep === true;
  const entries: ([text: string, run: () => void, isOff?: boolean] | null)[] = [
    [m.details, () => actions.details(id)],
    [m.pointHere, () => actions.point([id]), !mayBePointed(machine)],
    [m.restore, () => actions.restore([id]), !machine.canRestore],
    null,
    [m.readNow, order('read')],
    [m.blink, order('blink-on'), !controls.blink],
    [m.blinkStop, order('blink-off'), !controls.blink],
    [m.restart, () => actions.stopMining([machine], 'restart'), !controls.restart],
    isAsleep
      ? [m.wake, order('wake'), !controls.sleep]
      : [m.sleep, () => actions.stopMining([machine], 'sleep'), !controls.sleep],
    null,
    [m.login, () => actions.login(machine), controls.needsCredential === 'never'],
    [m.merge, () => actions.merge(machine)],
    [m.split, () => split.mutate(id)],
    [m.forget, () => forget.mutate(id)],
  ];
  return (
    <Menu anchorEl={anchor} open onClose={onClose} onKeyDown={(event) => event.stopPropagation()}>
      {entries.map((entry, index) => {
        if (entry === null) return <Divider key={index} />;
        const [text, run, isOff = false] = entry;
        return (
          <MenuItem
            key={index}
            disabled={isOff}
            onClick={() => {
              onClose();
              run();
            }}
          >
            {t(text)}
          </MenuItem>
        );
      })}
    </Menu>
  );
}
