import type { ContractRouterClient } from '@orpc/contract';
import { createContext, use } from 'react';

import type { Contract } from '#shared/contract.ts';

/** The one door to the engine, the same over every transport. */
export type FarmClient = ContractRouterClient<Contract>;

export const FarmClientContext = createContext<FarmClient | null>(null);

/** The client handed in at start. */
export function useFarmClient(): FarmClient {
  const client = use(FarmClientContext);
  if (!client) throw new Error('no farm client above this component');
  return client;
}
