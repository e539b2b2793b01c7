import type { MinerRow } from './miners-view.ts';

interface Props {
  miner: MinerRow;
  hasFocus: boolean;
}

/** Whether what can be done with a miner is the same as before, whatever its figures are: they change every second. */
export function isSameControl(before: Props, after: Props): boolean {
  const { miner } = before;
  const next = after.miner;
  return (
    before.hasFocus === after.hasFocus &&
    miner.id === next.id &&
    miner.name === next.name &&
    miner.role === next.role &&
    miner.markedFailed === next.markedFailed
  );
}
