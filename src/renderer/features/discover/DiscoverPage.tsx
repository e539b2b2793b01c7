import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useCallback, useMemo } from 'react';

import type { MachineView } from '#shared/model/machine.ts';

import { replaceParams, useRoute } from '../../app/route.ts';
import { errorText } from '../../api/error-text.ts';
import { t } from '../../i18n/t.ts';
import { ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { visuallyHidden } from '../../ui/visually-hidden.ts';
import { DiscoverDialogs, type DiscoverDialog } from './DiscoverDialogs.tsx';
import { machineRow, pointable } from './machine-view.ts';
import { MachineDrawer } from './MachineDrawer.tsx';
import { MachinesSection } from './MachinesSection.tsx';
import { discoverMessages as m } from './messages.ts';
import { useDiscovery, useMachines, useRuns } from './queries.ts';
import { RunsPanel } from './RunsPanel.tsx';
import { ScanPanel } from './ScanPanel.tsx';

const NO_MACHINES: readonly MachineView[] = [];

/**
 * Finds the machines on the LAN, points them here, and puts them back. The address may ask for a dialog:
 * `point=all`, `point=m-…`, `restore=m-…`.
 */
export function DiscoverPage() {
  const discovery = useDiscovery();
  const list = useMachines();
  const runs = useRuns();
  const { params } = useRoute();
  const machines = list.data ?? NO_MACHINES;
  const byId = useMemo(() => new Map(machines.map((machine) => [machine.id, machine])), [machines]);
  const set = useCallback(
    (change: Record<string, string>) => replaceParams('discover', { ...params, ...change }),
    [params],
  );
  const onDetails = useCallback((id: string) => set({ machine: id }), [set]);
  const asked = useMemo(() => askedFor(params, machines), [params, machines]);
  const isFirst = list.isSuccess && machines.length === 0 && discovery.data?.scan === null;
  const detailed = byId.get(params['machine'] ?? '');
  return (
    <>
      <Typography component="h1" style={visuallyHidden}>
        {t(m.title)}
      </Typography>
      <DiscoverDialogs
        machines={byId}
        asked={asked}
        onClosed={() => {
          if (params['point'] || params['restore']) set({ point: '', restore: '' });
        }}
        onStarted={(run) => set({ point: '', restore: '', machine: '', run: run.id })}
        onDetails={onDetails}
      >
        {(open) => (
          <>
            {discovery.data ? (
              <ScanPanel view={discovery.data} isFirst={isFirst} isEmpty={machines.length === 0} />
            ) : discovery.error ? (
              <ErrorState error={discovery.error} onRetry={() => void discovery.refetch()} />
            ) : (
              <LoadingState rows={2} />
            )}
            {runs.data && <RunsPanel runs={runs.data} opened={params['run'] ?? null} />}
            {list.error && list.data && (
              <Alert severity="warning" sx={{ mb: 1.5 }}>
                {t(m.stale, { why: errorText(list.error) })}
              </Alert>
            )}
            {list.data ? (
              <MachinesSection
                machines={machines}
                isFirst={isFirst}
                params={params}
                onParams={set}
                onDetails={onDetails}
              >
                <Button size="small" onClick={() => open({ kind: 'login', machine: null })}>
                  {t(m.logins)}
                </Button>
                <Button size="small" onClick={() => open({ kind: 'pools-file' })}>
                  {t(m.poolsFile)}
                </Button>
              </MachinesSection>
            ) : list.error ? (
              <ErrorState error={list.error} onRetry={() => void list.refetch()} />
            ) : (
              <LoadingState rows={8} height={32} />
            )}
            {detailed && <MachineDrawer machine={detailed} onClose={() => set({ machine: '' })} />}
          </>
        )}
      </DiscoverDialogs>
    </>
  );
}

/** The dialog that the address asks for, once the machines are known. */
function askedFor(
  params: Readonly<Record<string, string>>,
  machines: readonly MachineView[],
): DiscoverDialog | null {
  const { point, restore } = params;
  const isKnown = (id: string | undefined) => machines.some((machine) => machine.id === id);
  if (point === 'all') {
    const can = pointable(machines.map((machine) => machineRow(machine, '')));
    return can.length === 0 ? null : { kind: 'point', machineIds: can.map(({ id }) => id) };
  }
  if (point !== undefined && isKnown(point)) return { kind: 'point', machineIds: [point] };
  if (restore !== undefined && isKnown(restore)) return { kind: 'restore', machineIds: [restore] };
  return null;
}
