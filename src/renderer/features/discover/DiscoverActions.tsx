import { createContext, use } from 'react';

import type { MachineView } from '#shared/model/machine.ts';

/** What opens a dialog, for buttons anywhere on the page. */
export interface DiscoverActions {
  point: (machineIds: readonly string[]) => void;
  restore: (machineIds: readonly string[]) => void;
  /** Asks before machines stop mining for some minutes, or until they are woken. */
  stopMining: (machines: readonly MachineView[], action: 'restart' | 'sleep') => void;
  login: (machine: MachineView) => void;
  merge: (machine: MachineView) => void;
  details: (machineId: string) => void;
}

export const DiscoverActionsContext = createContext<DiscoverActions | null>(null);

export function useDiscoverActions(): DiscoverActions {
  const actions = use(DiscoverActionsContext);
  if (!actions) throw new Error('no Discover actions above this component');
  return actions;
}
