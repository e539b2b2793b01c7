import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';

import type { ChangeRun, DiscoveryView, MachineView } from '#shared/model/machine.ts';

import { useFarmClient } from '../../api/client.ts';
import { errorText } from '../../api/error-text.ts';
import { MACHINES_KEY } from '../../api/queries.ts';
import { useToasts } from '../../ui/Toasts.tsx';

const DISCOVERY_KEY = ['discovery'];
const RUNS_KEY = ['runs'];
const CREDENTIALS_KEY = ['credentials'];

const QUICK_MS = 1000;
const SLOW_MS = 5000;
/** A list of thousands of machines is some megabytes: it is asked for less often. */
const MS_PER_MACHINE = 2;

/** How long to wait before machines are asked for again: quickly while something goes on, but few bytes a second. */
export function refreshMs(machines: number, isBusy: boolean): number {
  return Math.max(isBusy ? QUICK_MS : SLOW_MS, machines * MS_PER_MACHINE);
}

function isScanning(view: DiscoveryView | undefined): boolean {
  return view?.scan?.state === 'running';
}

function isChanging(runs: readonly ChangeRun[] | undefined): boolean {
  return runs?.some(({ state }) => state === 'running') ?? false;
}

/** The scan, its schedule, and button reports; quick while one of them goes on. */
export function useDiscovery() {
  const client = useFarmClient();
  return useQuery({
    queryKey: DISCOVERY_KEY,
    queryFn: ({ signal }) => client.discovery.get(undefined, { signal }),
    refetchInterval: ({ state: { data } }) =>
      isScanning(data) || (data?.listeningUntilMs ?? null) !== null ? QUICK_MS : SLOW_MS,
  });
}

export function useNetworks() {
  const client = useFarmClient();
  return useQuery({
    queryKey: ['networks'],
    queryFn: ({ signal }) => client.discovery.networks(undefined, { signal }),
    staleTime: 60_000,
  });
}

/** All machines on the LAN. */
export function useMachines() {
  const client = useFarmClient();
  const queryClient = useQueryClient();
  return useQuery({
    queryKey: MACHINES_KEY,
    queryFn: ({ signal }) => client.machines.list(undefined, { signal }),
    refetchInterval: ({ state: { data } }) => refreshMs(data?.length ?? 0, isBusy(queryClient)),
  });
}

function isBusy(queryClient: QueryClient): boolean {
  return (
    isScanning(queryClient.getQueryData<DiscoveryView>(DISCOVERY_KEY)) ||
    isChanging(queryClient.getQueryData<ChangeRun[]>(RUNS_KEY))
  );
}

/** Bulk changes of pools, newest first. */
export function useRuns() {
  const client = useFarmClient();
  return useQuery({
    queryKey: RUNS_KEY,
    queryFn: ({ signal }) => client.machines.runs(undefined, { signal }),
    refetchInterval: ({ state: { data } }) => (isChanging(data) ? QUICK_MS : SLOW_MS),
  });
}

export function useCredentials() {
  const client = useFarmClient();
  return useQuery({
    queryKey: CREDENTIALS_KEY,
    queryFn: ({ signal }) => client.machines.credentials(undefined, { signal }),
  });
}

/** Replaces one machine in what is known: the answer to an order, shown before it is asked for again. */
function putMachine(queryClient: QueryClient, machine: MachineView): void {
  queryClient.setQueryData<MachineView[]>(MACHINES_KEY, (known) =>
    known?.map((one) => (one.id === machine.id ? machine : one)),
  );
}

/** Commands about the scan. Errors of `scan` and `schedule` are for their fields; the others are told at the bottom. */
export function useDiscoveryCommands() {
  const client = useFarmClient();
  const queryClient = useQueryClient();
  const toasts = useToasts();
  const onSuccess = (view: DiscoveryView) => {
    queryClient.setQueryData(DISCOVERY_KEY, view);
    void queryClient.invalidateQueries({ queryKey: MACHINES_KEY });
  };
  const onError = (error: unknown) => toasts.show({ text: errorText(error) });
  return {
    scan: useMutation({
      mutationFn: (input: { ranges: string; insist: boolean; rescanAll: boolean }) =>
        client.discovery.scan(input),
      onSuccess,
    }),
    control: useMutation({
      mutationFn: (action: 'pause' | 'resume' | 'cancel') => client.discovery.control({ action }),
      onSuccess,
      onError,
    }),
    schedule: useMutation({
      mutationFn: (input: DiscoveryView['schedule']) => client.discovery.schedule(input),
      onSuccess,
    }),
    listen: useMutation({
      mutationFn: (on: boolean) => client.discovery.listen({ on }),
      onSuccess,
      onError,
    }),
  };
}

/** Begins and cancels bulk changes of pools. Errors of the beginning are for the dialog that began it. */
export function useRunCommands() {
  const client = useFarmClient();
  const queryClient = useQueryClient();
  const toasts = useToasts();
  const onSuccess = (run: ChangeRun) => {
    queryClient.setQueryData<ChangeRun[]>(RUNS_KEY, (runs) => [
      run,
      ...(runs ?? []).filter(({ id }) => id !== run.id),
    ]);
    void queryClient.invalidateQueries({ queryKey: RUNS_KEY });
    void queryClient.invalidateQueries({ queryKey: MACHINES_KEY });
  };
  return {
    point: useMutation({
      mutationFn: (input: Parameters<typeof client.machines.point>[0]) => client.machines.point(input),
      onSuccess,
      gcTime: 0,
    }),
    restore: useMutation({
      mutationFn: (input: Parameters<typeof client.machines.restore>[0]) => client.machines.restore(input),
      onSuccess,
      gcTime: 0,
    }),
    cancel: useMutation({
      mutationFn: (id: string) => client.machines.cancelRun({ id }),
      onSettled: () => queryClient.invalidateQueries({ queryKey: RUNS_KEY }),
      onError: (error) => toasts.show({ text: errorText(error) }),
    }),
  };
}

/** Says who is who among machines, and forgets those that are gone. */
export function useIdentityCommands() {
  const client = useFarmClient();
  const queryClient = useQueryClient();
  const toasts = useToasts();
  const onSettled = () => queryClient.invalidateQueries({ queryKey: MACHINES_KEY });
  const onError = (error: unknown) => toasts.show({ text: errorText(error) });
  return {
    merge: useMutation({
      mutationFn: (input: { id: string; fromId: string }) => client.machines.merge(input),
      onSettled,
      onError,
    }),
    split: useMutation({
      mutationFn: (id: string) => client.machines.split({ id }),
      onSuccess: (machine) => putMachine(queryClient, machine),
      onSettled,
      onError,
    }),
    forget: useMutation({
      mutationFn: (id: string) => client.machines.forget({ id }),
      onSettled,
      onError,
    }),
  };
}

/** Keeps and forgets logins. A password goes to the engine and is kept nowhere here. */
export function useCredentialCommands() {
  const client = useFarmClient();
  const queryClient = useQueryClient();
  const toasts = useToasts();
  const onSettled = () => {
    void queryClient.invalidateQueries({ queryKey: CREDENTIALS_KEY });
    void queryClient.invalidateQueries({ queryKey: MACHINES_KEY });
  };
  return {
    add: useMutation({
      mutationFn: (input: Parameters<typeof client.machines.addCredential>[0]) =>
        client.machines.addCredential(input),
      onSettled,
      gcTime: 0,
    }),
    remove: useMutation({
      mutationFn: (id: number) => client.machines.removeCredential({ id }),
      onSettled,
      onError: (error) => toasts.show({ text: errorText(error) }),
    }),
  };
}
