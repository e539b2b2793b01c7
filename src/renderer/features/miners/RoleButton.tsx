import PauseIcon from '@mui/icons-material/PauseCircleOutlined';
import PlayIcon from '@mui/icons-material/PlayCircleOutlined';
import Button from '@mui/material/Button';
import { memo, useEffect, useRef } from 'react';

import { t } from '../../i18n/t.ts';
import { minerMessages as m } from './messages.ts';
import type { MinerRow } from './miners-view.ts';
import { isSameControl } from './same-control.ts';
import { useSetRoles } from './use-roles.ts';

interface Props {
  miner: MinerRow;
  hasFocus: boolean;
}

/** A miner's role; pressing it changes it. */
export const RoleButton = memo(function RoleButton({ miner, hasFocus }: Props) {
  const setRoles = useSetRoles();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (hasFocus) button.current?.focus();
  }, [hasFocus]);
  const isStandby = miner.role === 'standby';
  const word = t(isStandby ? m.standby : m.active);
  const action = t(isStandby ? m.makeActive : m.makeStandby);
  const Icon = isStandby ? PauseIcon : PlayIcon;
  return (
    <Button
      ref={button}
      size="small"
      color="inherit"
      tabIndex={hasFocus ? 0 : -1}
      title={action}
      aria-label={`${t(m.roleOf, { name: miner.name, role: word })}. ${action}`}
      startIcon={<Icon sx={{ color: isStandby ? 'info.main' : 'text.secondary' }} />}
      onClick={() => setRoles([miner], isStandby ? 'active' : 'standby')}
      sx={{
        minWidth: 0,
        ml: -0.75,
        px: 0.75,
        py: 0,
        lineHeight: '24px',
        fontWeight: 400,
        '& .MuiButton-startIcon': { mr: 0.5, ml: 0 },
      }}
    >
      {word}
    </Button>
  );
}, isSameControl);
