import { expect, it } from 'vitest';

import { Registry } from '#engine/registry/registry.ts';
import { MinerStore } from '#engine/store/miner-store.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { TempDb } from '#test/support/temp-db.ts';

function withRegistry(run: (see: (workerName: string, live?: string[]) => string | undefined) => void): void {
  const temp = new TempDb();
  try {
    const clock = new FakeClock();
    const registry = new Registry({ clock, store: new MinerStore(temp.open(clock)) });
    run((workerName, live = []) => {
      const seen = { workerName, address: '10.0.0.7', userAgent: null };
      return registry.identify(seen, (id) => live.includes(id))?.id;
    });
  } finally {
    temp.dispose();
  }
}

it('knows a miner by the part of its user name after the last dot, else by its address', () => {
  withRegistry((see) => {
    expect([see('farm.rack1'), see('rack1'), see('bc1qxyz.a.rack1'), see('farm.')]).toEqual([
      'rack1',
      'rack1',
      'rack1',
      '10.0.0.7',
    ]);
  });
});

it('numbers live sessions of one name', () => {
  withRegistry((see) => {
    expect([see('m'), see('m', ['m']), see('m', ['m', 'm~2']), see('m', ['m~2'])]).toEqual([
      'm',
      'm~2',
      'm~3',
      'm',
    ]);
  });
});

it('keeps two names apart that come to one id', () => {
  withRegistry((see) => {
    expect([see('a b'), see('a_b'), see('a b'), see('a_b'), see('a/b')]).toEqual([
      'a_b',
      'a_b~2',
      'a_b',
      'a_b~2',
      'a_b~3',
    ]);
  });
});
