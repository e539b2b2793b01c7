import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import FormControlLabel from '@mui/material/FormControlLabel';
import LinearProgress from '@mui/material/LinearProgress';
import Switch from '@mui/material/Switch';
import Typography from '@mui/material/Typography';
import { useState } from 'react';

import type { BackupFile, BackupJob, BackupPhase, BackupView } from '#shared/model/backup.ts';

import { errorText } from '../../api/error-text.ts';
import { fmt } from '../../i18n/fmt.ts';
import { t, translateSentence } from '../../i18n/t.ts';
import { useEngineNow } from '../../ui/use-now.ts';
import { ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { SettingsSection } from '../settings/SettingsSection.tsx';
import { BackupPassphrase } from './BackupPassphrase.tsx';
import { BackupSettingsForm } from './BackupSettingsForm.tsx';
import { BackupTable } from './BackupTable.tsx';
import { backupMessages as m } from './messages.ts';
import { RestoreDialog } from './RestoreDialog.tsx';
import { useBackupCommand, useBackups } from './use-backup.ts';

const PHASES: Readonly<Record<BackupPhase, string>> = {
  copying: m.phaseCopying,
  checking: m.phaseChecking,
  packing: m.phasePacking,
  verifying: m.phaseVerifying,
  unpacking: m.phaseUnpacking,
  preparing: m.phasePreparing,
};

/** Backups of the data: when, where, which, and back. */
export function BackupSection() {
  const { data, error, refetch } = useBackups();
  return (
    <SettingsSection id="backup" title={t(m.title)}>
      <Typography variant="body2" color="textSecondary">
        {t(m.text)}
      </Typography>
      {data ? (
        <Backups view={data} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <LoadingState rows={3} height={32} />
      )}
    </SettingsSection>
  );
}

function Backups({ view }: { view: BackupView }) {
  const nowMs = useEngineNow();
  const command = useBackupCommand();
  const [restored, setRestored] = useState<BackupFile | null>(null);
  const { settings, job, lastSuccessAtMs, nextAtMs } = view;
  const isBusy = job?.state === 'running';
  const isOverWithTrouble = job !== null && job.state === 'failed';
  return (
    <>
      <Box>
        <FormControlLabel
          control={
            <Switch
              checked={settings.isAutomatic}
              onChange={(_event, isAutomatic) =>
                command.mutate((backup) => backup.settings({ ...settings, isAutomatic }))
              }
            />
          }
          label={t(m.automatic, { time: settings.at })}
        />
        <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
          {lastSuccessAtMs === null ? t(m.never) : t(m.last, { ago: fmt.ago(nowMs - lastSuccessAtMs) })}{' '}
          {nextAtMs !== null && t(m.next, { time: fmt.time(nextAtMs, { nowMs }) })}{' '}
          {t(m.folder, { folder: view.folder })}
        </Typography>
      </Box>
      {view.trouble !== null && <Alert severity="warning">{translateSentence(view.trouble)}</Alert>}
      {view.pendingRestore !== null && (
        <Alert severity="info">{t(m.pending, { name: view.pendingRestore })}</Alert>
      )}
      {isOverWithTrouble && job.text !== null && (
        <Alert severity="error">{translateSentence(job.text)}</Alert>
      )}
      {command.error && <Alert severity="error">{errorText(command.error)}</Alert>}
      {isBusy && <Progress job={job} />}
      <Box sx={{ display: 'flex', gap: 1 }}>
        {isBusy || view.pendingRestore !== null ? (
          <Button
            size="small"
            variant="outlined"
            onClick={() => command.mutate((backup) => backup.cancel({}))}
          >
            {t(m.cancel)}
          </Button>
        ) : (
          <Button
            size="small"
            variant="outlined"
            loading={command.isPending}
            onClick={() => command.mutate((backup) => backup.start({}))}
          >
            {t(m.now)}
          </Button>
        )}
      </Box>
      {view.files.length === 0 ? (
        <Typography variant="body2">{t(m.none)}</Typography>
      ) : (
        <BackupTable
          files={view.files}
          isBusy={isBusy}
          onRestore={setRestored}
          onRemove={({ name }) => command.mutate((backup) => backup.remove({ name }))}
        />
      )}
      <Typography variant="h3">{t(m.settingsTitle)}</Typography>
      <BackupSettingsForm settings={settings} />
      <Typography variant="h3">{t(m.keyTitle)}</Typography>
      <BackupPassphrase isSet={view.hasPassphrase} />
      {restored && <RestoreDialog file={restored} onClose={() => setRestored(null)} />}
    </>
  );
}

function Progress({ job }: { job: BackupJob }) {
  const phase = t(PHASES[job.phase]);
  return (
    <Box>
      <LinearProgress aria-label={phase} variant="determinate" value={job.fraction * 100} />
      <Typography variant="caption">{phase}</Typography>
    </Box>
  );
}
