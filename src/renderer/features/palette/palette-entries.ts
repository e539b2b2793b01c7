import type { MachineView } from '#shared/model/machine.ts';
import type { AccountView, EndpointView, FarmSnapshot, MinerView } from '#shared/model/snapshot.ts';

import type { Findable } from './fuzzy.ts';

export type EntryKind = 'page' | 'action' | 'account' | 'miner' | 'pool';

/** One line of the palette; `run` is what Enter does. */
export interface PaletteEntry extends Findable {
  kind: EntryKind;
  /** Beside the title, smaller. */
  detail: string;
  run: () => void;
  /** The thing itself, for commands that take one. */
  miner?: MinerView;
  endpoint?: EndpointView;
}

/** Where an entry of each kind leads. */
export interface Openers {
  account: (account: AccountView) => void;
  miner: (miner: MinerView) => void;
  pool: (endpoint: EndpointView, account: AccountView) => void;
}

function known(words: readonly (string | null | undefined)[]): string[] {
  return words.filter((word): word is string => typeof word === 'string' && word !== '');
}

/** Accounts, pool endpoints and miners of a farm; a miner is also found by what its machine says of itself. */
export function farmEntries(
  { accounts, miners }: FarmSnapshot,
  machines: readonly MachineView[],
  open: Openers,
): PaletteEntry[] {
  const machineOf = new Map(machines.map((machine) => [machine.minerId, machine]));
  const nameOf = new Map(accounts.map(({ id, name }) => [id, name]));
  return [
    ...accounts.map((account): PaletteEntry => ({
      id: `account ${account.id}`,
      kind: 'account',
      title: account.name,
      detail: '',
      words: [account.id],
      run: () => open.account(account),
    })),
    ...miners.map((miner): PaletteEntry => {
      const machine = machineOf.get(miner.id);
      const address = miner.address ?? machine?.address;
      return {
        id: `miner ${miner.id}`,
        kind: 'miner',
        title: miner.name,
        detail: known([machine?.model, address]).join(' · '),
        words: known([
          miner.id,
          address,
          machine?.address,
          machine?.mac,
          machine?.model,
          machine?.serial,
          machine?.firmware,
          miner.userAgent,
          miner.accountId === null ? null : nameOf.get(miner.accountId),
        ]),
        run: () => open.miner(miner),
        miner,
      };
    }),
    ...accounts.flatMap((account) =>
      account.pools.map((endpoint): PaletteEntry => ({
        id: `pool ${endpoint.id}`,
        kind: 'pool',
        title: endpoint.url.replace(/^stratum\+\w+:\/\//, ''),
        detail: account.name,
        words: [endpoint.url, account.name],
        run: () => open.pool(endpoint, account),
        endpoint,
      })),
    ),
  ];
}
