import { useMemo, useState } from 'react';

import type { MachineView } from '#shared/model/machine.ts';
import type { StandIn } from '#shared/model/planning.ts';
import type { FarmSnapshot } from '#shared/model/snapshot.ts';

import { useMachines } from '../discover/queries.ts';
import { RowMaker, type MinerRow } from './miners-view.ts';
import { standsInFor } from './standby-view.ts';

/** Rows of all miners with their accounts, stand-ins and machines; a row stays the same while nothing of it changes. */
export function useMinerRows(snapshot: FarmSnapshot | undefined, standIns: readonly StandIn[]): MinerRow[] {
  const [maker] = useState(() => new RowMaker());
  const known = useMachines().data;
  const machines = useMemo(() => machinesByMiner(known ?? []), [known]);
  return useMemo(() => {
    const miners = snapshot?.miners ?? [];
    const accountNames = new Map(snapshot?.accounts.map((account) => [account.id, account.name]));
    return maker.rowsOf(miners, { accountNames, standsInFor: standsInFor(standIns, miners), machines });
  }, [maker, snapshot, standIns, machines]);
}

function machinesByMiner(machines: readonly MachineView[]): ReadonlyMap<string, MachineView> {
  return new Map(
    machines.flatMap((machine) => (machine.minerId === null ? [] : [[machine.minerId, machine] as const])),
  );
}
