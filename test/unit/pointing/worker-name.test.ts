import { describe, expect, it } from 'vitest';

import { chooseWorker } from '#engine/pointing/worker-name.ts';
import { minerNameOf, toStableId } from '#engine/registry/miner-name.ts';

const machine = {
  id: 'm-a1b2c3d4e5f6',
  model: 'Antminer S19j Pro+',
  family: 'antminer-stock' as const,
  mac: 'A1:B2:C3:D4:E5:F6',
  minerId: null,
  worker: null,
};
const free = (): boolean => false;

describe('chooseWorker', () => {
  it.each<[string, Parameters<typeof chooseWorker>, string]>([
    ['keeps the miner that it is', [{ ...machine, minerId: 'rig9' }, 'farm.rig1', () => true], 'rig9'],
    ['keeps the name written before', [{ ...machine, worker: 'rig8' }, 'farm.rig1', () => true], 'rig8'],
    [
      'does not write a name that the proxy would cut',
      [{ ...machine, minerId: '10.0.0.9' }, 'a.r1', free],
      'r1',
    ],
    ['takes the last part of the old worker', [machine, 'bc1qxyz.hall.rig7', free], 'rig7'],
    ['takes no whole account name', [machine, 'bc1qxyz', free], 'Antminer-S19j-Pro-d4e5f6'],
    ['takes no common name', [machine, 'farm.worker1', free], 'Antminer-S19j-Pro-d4e5f6'],
    ['takes no name with strange characters', [machine, 'farm.rig 1', free], 'Antminer-S19j-Pro-d4e5f6'],
    [
      'takes no name that is another’s',
      [machine, 'farm.rig7', (name) => name === 'rig7'],
      'Antminer-S19j-Pro-d4e5f6',
    ],
    [
      'numbers a name that is taken',
      [machine, null, (name) => /f6(-2)?$/.test(name)],
      'Antminer-S19j-Pro-d4e5f6-3',
    ],
    [
      'does without a MAC and a model',
      [{ ...machine, mac: null, model: null }, '', free],
      'antminer-stock-d4e5f6',
    ],
    ['does without a usable model', [{ ...machine, model: '矿机' }, null, free], 'miner-d4e5f6'],
  ])('%s', (_, args, name) => {
    expect(chooseWorker(...args)).toBe(name);
    expect(toStableId(minerNameOf(name, '')), 'the proxy knows it by that very name').toBe(name);
  });
});
