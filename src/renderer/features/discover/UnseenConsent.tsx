import Alert from '@mui/material/Alert';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import { useId } from 'react';

import { t } from '../../i18n/t.ts';
import { discoverMessages as m } from './messages.ts';

/** The words that the owner must accept before anything is written to a machine. */
export function UnseenConsent({
  accepts,
  onAccept,
}: {
  accepts: boolean;
  onAccept: (accepts: boolean) => void;
}) {
  const textId = useId();
  return (
    <Alert severity="warning" variant="outlined" role="group" aria-labelledby={textId}>
      <strong>{t(m.unseen)}</strong>
      <div id={textId}>{t(m.unseenText)}</div>
      <FormControlLabel
        control={<Checkbox checked={accepts} onChange={(_event, checked) => onAccept(checked)} />}
        label={t(m.unseenAccept)}
      />
    </Alert>
  );
}
