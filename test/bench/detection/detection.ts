import { describeMachine, plain, printSection } from '../report.ts';
import { benchDetection } from './detection-times.ts';
import { benchFalseAlarms } from './false-alarms.ts';
import { benchWatchCost } from './watch-cost.ts';

/** `npm run bench:detection`: how soon failing miners are found, and how often healthy ones are blamed. */
const startedMs = performance.now();
console.log(`${new Date().toISOString().slice(0, 10)}; ${describeMachine()}\n`);
printSection(benchWatchCost());
const { section, healthy } = benchDetection();
printSection(section);
printSection(benchFalseAlarms(healthy));
console.log(`Took ${plain((performance.now() - startedMs) / 1000)} s.`);
