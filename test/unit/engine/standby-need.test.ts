import { expect, it } from 'vitest';

import { StandbyNeed } from '#engine/standby-need.ts';
import { Marks } from '#engine/health/marks.ts';
import { Registry } from '#engine/registry/registry.ts';
import { MarkStore } from '#engine/store/mark-store.ts';
import { MinerStore } from '#engine/store/miner-store.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { TempDb } from '#test/support/temp-db.ts';

it('wakes a standby miner for an active one that is lost, not for one whose machine was put back', () => {
  const temp = new TempDb();
  try {
    const clock = new FakeClock();
    const database = temp.open(clock);
    const registry = new Registry({ clock, store: new MinerStore(database) });
    registry.applyFile([{ worker: 'rack' }, { worker: 'spare', role: 'standby' }]);
    const marks = new Marks(new MarkStore(database));
    const health = { verdictOf: (id: string) => (id === 'rack' ? { state: 'offline' as const } : null) };
    const elsewhere = new Set<string>();
    const need = new StandbyNeed({ clock, registry, marks, health }, () => [], {
      worksElsewhere: (id) => elsewhere.has(id),
    });
    const isNeeded = (): boolean | undefined => {
      clock.advance(1000);
      return need.of('spare')?.isNeeded;
    };
    expect(isNeeded()).toBe(true);
    elsewhere.add('rack');
    expect(isNeeded()).toBe(false);
    marks.set('miner', 'rack', { atMs: 1, by: 'owner', note: '', reason: 'failed' });
    expect(isNeeded()).toBe(true);
  } finally {
    temp.dispose();
  }
});
