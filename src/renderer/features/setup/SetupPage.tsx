import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Step from '@mui/material/Step';
import StepButton from '@mui/material/StepButton';
import Stepper from '@mui/material/Stepper';
import Typography from '@mui/material/Typography';
import { useState } from 'react';

import type { MachineView } from '#shared/model/machine.ts';

import { useFarm } from '../../api/queries.ts';
import type { LiveFarm } from '../../api/live.ts';
import { goTo, useRoute } from '../../app/route.ts';
import { t } from '../../i18n/t.ts';
import { ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { useMachines } from '../discover/queries.ts';
import { AccountsStep } from './AccountsStep.tsx';
import { FindStep } from './FindStep.tsx';
import { setupMessages as m } from './messages.ts';
import { PointStep } from './PointStep.tsx';
import { STEPS, stepsDone, stepToShow, type Step as StepName } from './setup-view.ts';
import { setupSeenStore } from './use-first-start.ts';

const NO_MACHINES: readonly MachineView[] = [];
const STEP_NAMES: Readonly<Record<StepName, string>> = {
  accounts: m.stepAccounts,
  find: m.stepFind,
  point: m.stepPoint,
};

function leave(): void {
  setupSeenStore.set(true);
  goTo('overview');
}

/** The way from an empty farm to the first share. The address keeps the step, and the farm what is done. */
export function SetupPage() {
  const { data, error, refetch } = useFarm();
  const machines = useMachines().data ?? NO_MACHINES;
  return (
    <Box sx={{ maxWidth: 860, mx: 'auto', display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 2, flexWrap: 'wrap' }}>
        <Box sx={{ flex: '1 1 240px' }}>
          <Typography component="h1" variant="h1">
            {t(m.title)}
          </Typography>
          <Typography variant="body2" color="textSecondary">
            {t(m.intro)}
          </Typography>
        </Box>
        <Button onClick={leave}>{t(m.skip)}</Button>
      </Box>
      {data ? (
        <Steps farm={data} machines={machines} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <LoadingState />
      )}
      <Paper variant="outlined" component="section" aria-labelledby="look-around" sx={{ p: 2 }}>
        <Typography variant="h2" id="look-around" gutterBottom>
          {t(m.lookAround)}
        </Typography>
        <Typography variant="body2">{t(data?.extras.demo ? m.lookAroundDemo : m.lookAroundText)}</Typography>
      </Paper>
    </Box>
  );
}

function Steps({ farm, machines }: { farm: LiveFarm; machines: readonly MachineView[] }) {
  const { params } = useRoute();
  const done = stepsDone(farm.snapshot, machines);
  // Not by what comes to something meanwhile: the step must not change under somebody's hands.
  const [firstShown] = useState(() => stepToShow(undefined, done));
  const step = stepToShow(params['step'] ?? firstShown, done);
  const place = STEPS.indexOf(step);
  const before = STEPS[place - 1];
  const after = STEPS[place + 1];
  return (
    <>
      <Stepper nonLinear alternativeLabel activeStep={place} sx={{ px: { xs: 2, sm: 0 } }}>
        {STEPS.map((name) => (
          <Step key={name} completed={done[name]}>
            <StepButton
              onClick={() => goTo('setup', { step: name })}
              optional={
                done[name] && (
                  <Typography variant="caption" color="textSecondary">
                    {t(m.done)}
                  </Typography>
                )
              }
            >
              {t(STEP_NAMES[name])}
            </StepButton>
          </Step>
        ))}
      </Stepper>
      <Paper variant="outlined" component="section" aria-labelledby="step-title" sx={{ p: 2 }}>
        <Typography variant="h2" id="step-title" gutterBottom>
          {t(STEP_NAMES[step])}
        </Typography>
        {step === 'accounts' && <AccountsStep accounts={farm.snapshot.accounts} />}
        {step === 'find' && <FindStep machines={machines} />}
        {step === 'point' && <PointStep {...farm} machines={machines} />}
        <Box sx={{ display: 'flex', gap: 1, mt: 2 }}>
          {before && <Button onClick={() => goTo('setup', { step: before })}>{t(m.back)}</Button>}
          {after ? (
            <Button
              variant={done[step] ? 'contained' : 'outlined'}
              onClick={() => goTo('setup', { step: after })}
            >
              {t(m.next)}
            </Button>
          ) : (
            <Button variant="outlined" onClick={leave}>
              {t(m.finish)}
            </Button>
          )}
        </Box>
      </Paper>
    </>
  );
}
