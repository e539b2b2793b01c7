import { useMutation, useQueryClient } from '@tanstack/react-query';

import type { PlanSettingsInput, WhatIfInput } from '#shared/model/planning.ts';

import { useFarmClient } from '../../api/client.ts';
import { PLAN_KEY, SETTINGS_KEY } from '../../api/queries.ts';
import { t } from '../../i18n/t.ts';
import { useToasts } from '../../ui/Toasts.tsx';
import { planMessages as m } from './messages.ts';

/** Applies policy, round and shortfall rule. */
export function useApplySettings() {
  const client = useFarmClient();
  const queryClient = useQueryClient();
  const toasts = useToasts();
  return useMutation({
    mutationFn: (settings: PlanSettingsInput) => client.settings.update(settings),
    onSuccess: (applied) => {
      queryClient.setQueryData(SETTINGS_KEY, applied);
      void queryClient.invalidateQueries({ queryKey: PLAN_KEY });
      toasts.show({ text: t(m.applied) });
    },
  });
}

/** Asks what would happen; the answer keeps its question, so that a change since is seen. */
export function useWhatIf() {
  const client = useFarmClient();
  return useMutation({
    mutationFn: async (question: WhatIfInput) => ({
      question,
      answer: await client.plan.whatIf(question),
    }),
  });
}
