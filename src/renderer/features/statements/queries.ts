import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { ReconcileInput } from '#shared/model/reconciliation.ts';
import type { StatementFormat, StatementRequest } from '#shared/model/statement.ts';

import { useFarmClient } from '../../api/client.ts';
import { errorText } from '../../api/error-text.ts';
import { t } from '../../i18n/t.ts';
import { saveFile } from '../../ui/save-file.ts';
import { useToasts } from '../../ui/Toasts.tsx';
import { statementMessages as m } from './messages.ts';

const STATEMENTS_KEY = ['statements'];
const RECONCILIATIONS_KEY = ['reconciliations'];

/** Statements issued so far, newest first. */
export function useStatements() {
  const client = useFarmClient();
  return useQuery({
    queryKey: STATEMENTS_KEY,
    queryFn: ({ signal }) => client.statements.list({}, { signal }),
    staleTime: 10_000,
  });
}

/** The key that statements are signed with. */
export function useInstallationKey() {
  const client = useFarmClient();
  return useQuery({
    queryKey: ['statement-key'],
    queryFn: ({ signal }) => client.statements.key(undefined, { signal }),
    staleTime: Infinity,
  });
}

/** Issues a statement. */
export function useIssueStatement() {
  const client = useFarmClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (request: StatementRequest) => client.statements.create(request),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: STATEMENTS_KEY }),
  });
}

/** Saves a statement in one of its forms. */
export function useStatementFile() {
  const client = useFarmClient();
  const toasts = useToasts();
  return useMutation({
    mutationFn: (wanted: { id: string; format: StatementFormat }) => client.statements.download(wanted),
    onSuccess: (file) => {
      saveFile(file);
      toasts.show({ text: t(m.saved, { file: file.fileName }) });
    },
    onError: (error) => toasts.show({ text: errorText(error) }),
  });
}

/** Holds a pool's number beside ours. */
export function useReconcile() {
  const client = useFarmClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (input: ReconcileInput) => client.statements.reconcile(input),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: RECONCILIATIONS_KEY }),
  });
}

/** Earlier comparisons, newest first. */
export function useReconciliations() {
  const client = useFarmClient();
  return useQuery({
    queryKey: RECONCILIATIONS_KEY,
    queryFn: ({ signal }) => client.statements.reconciliations({}, { signal }),
    staleTime: 10_000,
  });
}
