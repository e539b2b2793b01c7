import { afterEach, beforeEach, expect, it } from 'vitest';

import { MachineNotices } from '#engine/machine-notices.ts';
import { EventNotices } from '#engine/notices.ts';

import { Room } from '../machines/setup.ts';

const MAC = 'a8:bb:cc:00:00:05';

let room: Room;
let notices: EventNotices;
beforeEach(() => {
  room = new Room();
  notices = new EventNotices();
  const { clock, machines } = room;
  new MachineNotices({ parts: { clock, notices }, touch: () => undefined, machines }).watch(machines);
});
afterEach(() => room.dispose());

const texts = (): string[] =>
  notices
    .all()
    .map(({ text }) => text)
    .toReversed();

it('speaks of one machine and of several', () => {
  const [first] = room.add('10.0.0.1', { model: 'S9' });
  const [second] = room.add('10.0.0.2', { model: 'S9' });
  const { tamper } = room.machines;
  tamper.stoppedComing.emit({ machineId: first, minerId: 'a', isAnswering: true, sinceMs: 0, text: '' });
  tamper.poolsChanged.emit(first, []);
  expect(texts()).toEqual([
    'S9 at 10.0.0.1 has not come to the proxy for ten minutes.',
    'Somebody has changed the pools of S9 at 10.0.0.1: it does not mine here any more. Put it right on the Discover page.',
  ]);
  tamper.stoppedComing.emit({ machineId: second, minerId: 'b', isAnswering: true, sinceMs: 0, text: '' });
  tamper.poolsChanged.emit(second, []);
  expect(texts()).toEqual([
    'S9 at 10.0.0.1 and 1 more have not come to the proxy for ten minutes.',
    'Somebody has changed the pools of S9 at 10.0.0.1 and 1 more: they do not mine here any more. Put them right on the Discover page.',
  ]);
});

function twins(): [string, string] {
  const [first] = room.add('10.0.0.5', { serial: 'SMTT0001' });
  const [second] = room.add('10.0.0.6', { mac: MAC, serial: 'SMTT0002' });
  expect(texts()).toEqual([
    `2 machines say that their MAC is ${MAC}: they are kept apart by their serial numbers and addresses.`,
  ]);
  return [first, second];
}

it('takes back that machines have one MAC when one of them is forgotten', () => {
  const [, second] = twins();
  room.machines.forget(second);
  expect(texts()).toEqual([]);
});

it('takes back that machines have one MAC when another machine has the address of one', () => {
  twins();
  room.add('10.0.0.6', { mac: 'a8:bb:cc:00:00:99', serial: 'SMTT0099' });
  expect(texts()).toEqual([]);
});
