import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { BackupView } from '#shared/model/backup.ts';

import { useFarmClient, type FarmClient } from '../../api/client.ts';

const BACKUP_KEY = ['backup'];
const BUSY_MS = 1000;
const IDLE_MS = 30_000;

/** Backups, their settings, and what is under way. */
export function useBackups() {
  const client = useFarmClient();
  return useQuery({
    queryKey: BACKUP_KEY,
    queryFn: ({ signal }) => client.backup.get(undefined, { signal }),
    refetchInterval: ({ state: { data } }) => (data?.job?.state === 'running' ? BUSY_MS : IDLE_MS),
  });
}

/** One command about backups; its error is for the section to show. */
export function useBackupCommand() {
  const client = useFarmClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (command: (backup: FarmClient['backup']) => Promise<BackupView>) => command(client.backup),
    onSuccess: (view) => queryClient.setQueryData(BACKUP_KEY, view),
    gcTime: 0,
  });
}
