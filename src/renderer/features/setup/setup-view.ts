import type { MachineView, NetworkSuggestion } from '#shared/model/machine.ts';
import type { FarmSnapshot, MinerView } from '#shared/model/snapshot.ts';

export const STEPS = ['accounts', 'find', 'point'] as const;
export type Step = (typeof STEPS)[number];

/** Which steps have come to something. */
export type StepsDone = Readonly<Record<Step, boolean>>;

export function stepsDone(snapshot: FarmSnapshot, machines: readonly MachineView[]): StepsDone {
  return {
    accounts: snapshot.accounts.length > 0,
    find: machines.length > 0 || snapshot.miners.length > 0,
    point: snapshot.miners.some(isHere),
  };
}

/** The step to show: the one asked for, or the first that has come to nothing yet. */
export function stepToShow(asked: string | undefined, done: StepsDone): Step {
  return STEPS.find((step) => step === asked) ?? STEPS.find((step) => !done[step]) ?? 'point';
}

export function isHere({ state }: MinerView): boolean {
  return state !== 'offline';
}

/** Addresses to point miners at. */
export interface PointAddresses {
  urls: readonly string[];
  /** Only programs on this computer get through. */
  isLocalOnly: boolean;
}

/** `listening` is `host:port`; a host that means “all networks” becomes this computer's address in each of them. */
export function pointAddresses(
  listening: string | null,
  networks: readonly NetworkSuggestion[],
): PointAddresses {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(listening ?? '') ?? [];
  const bare = host.replaceAll(/[[\]]/g, '');
  if (port === '') return { urls: [], isLocalOnly: false };
  const url = (address: string) => `stratum+tcp://${address}:${port}`;
  const isEverywhere = ['0.0.0.0', '::', '*', ''].includes(bare);
  if (!isEverywhere) return { urls: [url(host)], isLocalOnly: /^127\.|^::1$|^localhost$/.test(bare) };
  const real = networks.filter(({ isVirtual }) => !isVirtual);
  const addresses = new Set((real.length > 0 ? real : networks).map(({ address }) => address));
  return { urls: [...addresses].map(url), isLocalOnly: false };
}

/** One line of the list of miners that are awaited or here. */
export interface Arrival {
  id: string;
  name: string;
  detail: string;
  isHere: boolean;
}

/** Miners that have connected, and machines that have not; those that are here first. */
export function arrivals(miners: readonly MinerView[], machines: readonly MachineView[]): Arrival[] {
  const machineOf = new Map(machines.map((machine) => [machine.minerId, machine]));
  const known = new Set(miners.map(({ id }) => id));
  const lines = [
    ...miners.map((miner) => ({
      id: miner.id,
      name: miner.name,
      detail: machineOf.get(miner.id)?.model ?? miner.address ?? '',
      isHere: isHere(miner),
    })),
    ...machines
      .filter(({ minerId, algorithm }) => algorithm !== 'other' && !(minerId !== null && known.has(minerId)))
      .map((machine) => ({
        id: machine.id,
        name: machine.address,
        detail: machine.model ?? machine.familyName,
        isHere: false,
      })),
  ];
  return lines.toSorted((a, b) => Number(b.isHere) - Number(a.isHere));
}

/** The accepted share that was heard of last. */
export interface LatestShare {
  miner: MinerView;
  accountName: string | null;
  atMs: number;
  total: number;
}

/** Null until a pool has accepted one. */
export function latestShare({ miners, accounts }: FarmSnapshot): LatestShare | null {
  const total = accounts.reduce((sum, account) => sum + account.acceptedShares, 0);
  let latest: LatestShare | null = null;
  for (const miner of miners) {
    if (miner.acceptedShares === 0 || miner.lastShareAtMs === null) continue;
    if (latest !== null && latest.atMs >= miner.lastShareAtMs) continue;
    const accountName = accounts.find(({ id }) => id === miner.accountId)?.name ?? null;
    latest = { miner, accountName, atMs: miner.lastShareAtMs, total };
  }
  return latest;
}
