import fc from 'fast-check';
import { expect, it } from 'vitest';

import { silentLog } from '#engine/lib/log.ts';
import { MachineBook } from '#engine/machines/machine-book.ts';
import { MachineStore } from '#engine/store/machine-store.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { TempDb } from '#test/support/temp-db.ts';

/** Longer than a machine that is seen back at its old address is taken for two. */
const BETWEEN_MS = 11 * 60_000;

interface Step {
  machine: number;
  address: number;
  /** The first look at an address often tells no MAC. */
  saysMac: boolean;
}

const steps = fc.array(fc.record({ machine: fc.nat(4), address: fc.nat(4), saysMac: fc.boolean() }), {
  minLength: 1,
  maxLength: 25,
});

const macOf = (machine: number): string => `a8:bb:cc:00:00:0${machine}`;
const addressOf = (address: number): string => `10.0.0.${address + 1}`;

it('follows machines through any changes of address, one record each', () => {
  const temp = new TempDb();
  try {
    const store = new MachineStore(temp.open());
    fc.assert(
      fc.property(steps, (sequence) => check(sequence, store)),
      { numRuns: 300 },
    );
  } finally {
    temp.dispose();
  }
});

function check(sequence: Step[], store: MachineStore): void {
  for (const { id } of store.loadAll()) store.remove(id);
  const clock = new FakeClock();
  const book = new MachineBook({ clock, log: silentLog, store });
  /** Which machine really is at an address, as last seen under its own MAC. */
  const truth = new Map<number, number>();
  for (const step of sequence) follow(step, { book, clock, truth });
  for (const [address, machine] of truth) {
    expect(book.at(addressOf(address))?.mac, JSON.stringify(sequence)).toBe(macOf(machine));
  }
  const macs = [...book.all()].flatMap(({ mac }) => mac ?? []);
  expect(new Set(macs).size, JSON.stringify(sequence)).toBe(macs.length);
  const again = new MachineBook({ clock, log: silentLog, store });
  expect([...again.all()].map(({ id }) => id).sort()).toEqual([...book.all()].map(({ id }) => id).sort());
}

/** The machine turns up at the address; where it is not asked for its MAC at first, it is right after. */
function follow(
  { machine, address, saysMac }: Step,
  { book, clock, truth }: { book: MachineBook; clock: FakeClock; truth: Map<number, number> },
): void {
  clock.advance(BETWEEN_MS);
  const seen = {
    address: addressOf(address),
    family: 'vnish',
    model: null,
    firmware: null,
    serial: null,
  } as const;
  if (!saysMac) book.sight({ ...seen, mac: null });
  clock.advance(1000);
  book.sight({ ...seen, mac: macOf(machine) });
  for (const [at, who] of truth) if (who === machine) truth.delete(at);
  truth.set(address, machine);
}
