import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { benchCharts } from './charts.ts';
import { benchFarm } from './farm.ts';
import { benchLedger } from './ledger.ts';
import { benchPlanning } from './planning.ts';
import { describeMachine, printSection, type Section } from './report.ts';
import { benchValidation } from './validation.ts';

const PARTS: Record<string, (options: { miners: number; profileDir: string | null }) => Promise<Section[]>> =
  {
    validation: async () => [benchValidation()],
    planning: async () => [benchPlanning()],
    ledger: benchLedger,
    charts: benchCharts,
    farm: benchFarm,
  };

/** `npm run bench -- [--only farm,ledger] [--miners 1000] [--cpu-prof folder]`; profiles the farm's process. */
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: Object.keys(PARTS).join(',') },
    miners: { type: 'string', default: '1000' },
    'cpu-prof': { type: 'string' },
  },
});
const startedMs = performance.now();
const profileDir = values['cpu-prof'] ?? null;
if (profileDir !== null) mkdirSync(profileDir, { recursive: true });
console.log(`${new Date().toISOString().slice(0, 10)}; ${describeMachine()}\n`);
for (const name of values.only.split(',')) {
  const part = PARTS[name];
  if (!part) throw new Error(`no part ${name}; there are ${Object.keys(PARTS).join(', ')}`);
  for (const section of await part({ miners: Number(values.miners), profileDir })) printSection(section);
}
console.log(`Took ${((performance.now() - startedMs) / 1000).toFixed(0)} s.`);
