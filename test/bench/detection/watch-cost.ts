import { milliseconds, plain, quantile, type Section } from '../report.ts';
import { SimulatedFarm } from './simulated-farm.ts';

const MINERS = 5000;
const TICKS = 300;
const SHARES = 1_000_000;

/** What the watch itself costs in the largest farm. */
export function benchWatchCost(): Section {
  const farm = new SimulatedFarm(71);
  const miners = farm.addMany(MINERS);
  farm.pass(180_000);
  const ticks: number[] = [];
  for (let tick = 0; tick < TICKS; tick += 1) {
    farm.clock.advance(1000);
    for (const { id } of miners) if (tick % 3 === 0) farm.health.shareVerified(id);
    const startedMs = performance.now();
    farm.health.tick();
    ticks.push(performance.now() - startedMs);
  }
  const startedMs = performance.now();
  for (let share = 0; share < SHARES; share += 1) farm.health.shareVerified(`m${share % MINERS}`);
  const perShareNs = ((performance.now() - startedMs) / SHARES) * 1e6;
  const [p50, p99] = [quantile(ticks, 0.5), quantile(ticks, 0.99)];
  return {
    title: 'Cost',
    how: `${MINERS} miners, judged once a second.`,
    rows: [
      { what: 'one tick', figure: `p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}` },
      { what: 'one share', figure: `${plain(perShareNs)} ns` },
    ],
  };
}
