import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Typography from '@mui/material/Typography';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { MachineView } from '#shared/model/machine.ts';

import { useFarmClient } from '../../api/client.ts';
import { errorText } from '../../api/error-text.ts';
import { MACHINES_KEY } from '../../api/queries.ts';
import { t } from '../../i18n/t.ts';
import { CredentialFields } from './CredentialFields.tsx';
import { CredentialList } from './CredentialList.tsx';
import { familiesOf, type LoginDraft, scopeOf } from './credential-view.ts';
import { discoverMessages as m } from './messages.ts';
import { useCredentialCommands } from './queries.ts';

interface Props {
  /** For this machine, or for any family. */
  machine: MachineView | null;
  machines: ReadonlyMap<string, MachineView>;
  onClose: () => void;
}

/** Logins of machines: which are kept, and one more. A machine's own is tried at once, once. */
export function CredentialsDialog({ machine, machines, onClose }: Props) {
  const client = useFarmClient();
  const queryClient = useQueryClient();
  const { add } = useCredentialCommands();
  const families = familiesOf([...machines.values()]);
  const [draft, setDraft] = useState<LoginDraft>({
    target: machine ? `machine ${machine.id}` : `family ${families[0]?.family ?? ''}`,
    user: '',
    password: '',
  });
  const [result, setResult] = useState<{ ok: boolean; text: string } | null>(null);
  const [isTrying, setIsTrying] = useState(false);
  const scope = scopeOf(draft.target);

  const save = async () => {
    if (!scope) return;
    setIsTrying(true);
    setResult(null);
    try {
      await add.mutateAsync({ scope, user: draft.user, password: draft.password });
      setDraft({ ...draft, password: '' });
      const isTriable = scope.kind === 'machine' && machines.get(scope.machineId)?.controls.blink === true;
      // The one order for which every machine asks for its login and that changes nothing in its settings.
      if (isTriable) await client.machines.control({ id: scope.machineId, action: 'blink-off' });
      setResult({ ok: true, text: t(isTriable ? m.loginWorks : m.loginKept) });
      void queryClient.invalidateQueries({ queryKey: MACHINES_KEY });
    } catch (error) {
      setResult({ ok: false, text: errorText(error) });
    } finally {
      setIsTrying(false);
    }
  };

  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="login-title">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <DialogTitle id="login-title">{t(m.loginTitle)}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2 }}>
          <Typography variant="body2" color="textSecondary">
            {t(m.loginText)}
          </Typography>
          <CredentialList machines={machines} />
          {scope ? (
            <CredentialFields {...{ draft, families, machine }} onDraft={setDraft} />
          ) : (
            <Typography variant="body2">{t(m.loginNoFamily)}</Typography>
          )}
          {result && (
            <Alert severity={result.ok ? 'success' : 'error'} variant="outlined">
              {result.text}
            </Alert>
          )}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t(m.close)}</Button>
          <Button type="submit" variant="contained" disabled={!scope} loading={isTrying}>
            {t(scope?.kind === 'machine' && machine?.controls.blink ? m.loginTry : m.loginKeep)}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
