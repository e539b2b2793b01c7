import { loadFarmFile } from '#engine/config/load-farm-file.ts';

/** Reads a farm file and returns a sentence about it. Throws `AppError` with one sentence when it is not good. */
export function checkFarmFile(path: string): string {
  const { accounts, miners, round, policy } = loadFarmFile(path);
  const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
  return `${path} is good: ${count(accounts.length, 'account')}, ${count(miners.length, 'listed miner')}, policy ${policy}, round ${round.every}.`;
}
