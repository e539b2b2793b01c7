import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { CALLS, procedures, STATUS } from '#test/support/contract-calls.ts';
import { type Door, openHttp, openMessagePort, openWebSocket } from '#test/support/contract-doors.ts';
import { ContractFarm } from '#test/support/contract-farm.ts';

const FAILING: readonly [name: string, input: object][] = [
  ['miners.setRole', { id: 'nobody', role: 'active' }],
  ['miners.setRole', { id: 'm1', role: 'boss' }],
  ['farm.applyFile', { version: 2 }],
];

describe('the calls of this suite', () => {
  it('are of every procedure that the contract has', () => {
    const names = procedures().map(({ name }) => name);
    expect(new Set(names)).toEqual(new Set([...Object.keys(CALLS), 'farm.events', 'alerts.events']));
  });
});

describe.each([
  { transport: 'HTTP', open: openHttp, by: 'api' },
  { transport: 'the WebSocket', open: openWebSocket, by: 'api' },
  { transport: 'the message port', open: openMessagePort, by: 'desktop' },
])('the contract over $transport', ({ open, by }) => {
  let farm: ContractFarm;
  let door: Door;

  beforeEach(async () => {
    farm = await ContractFarm.start();
    door = await open(farm);
  });
  afterEach(async () => {
    door?.close();
    await farm?.stop();
  });

  it('answers every procedure', async () => {
    const answers: [name: string, status: number, why: string][] = [];
    for (const [name, input] of Object.entries(CALLS)) {
      const expected = STATUS[name] ?? 200;
      const outcome = await door.call(name, input);
      const hasOutput = outcome.ok && outcome.output !== undefined;
      const status = outcome.status ?? (hasOutput && expected < 300 ? expected : 0);
      answers.push([name, status, outcome.ok || status === expected ? '' : outcome.message]);
    }
    expect(answers).toEqual(Object.keys(CALLS).map((name) => [name, STATUS[name] ?? 200, '']));
  });

  it('tells failures by the contract’s codes and sentences', async () => {
    const told = [];
    for (const [name, input] of FAILING) told.push(await door.call(name, input));
    expect(told).toEqual([
      { ok: false, status: 404, code: 'MINER_NOT_FOUND', message: expect.stringMatching(/nobody.*\.$/) },
      { ok: false, status: 400, code: 'BAD_INPUT', message: expect.stringMatching(/^role: /) },
      {
        ...{ ok: false, status: 400, code: 'BAD_INPUT' },
        message: expect.stringMatching(/^farm file, .*version: 2 stands here; allowed is the number 1\.$/),
      },
    ]);
  });

  it('sends a snapshot, then what changes, and marks by the one who asked', async () => {
    const events = await door.events();
    const first = await events.next();
    await door.call('miners.markFailed', { id: 'm1', failed: true });
    const second = await events.next();
    await events.return();
    expect([first.value, second.value]).toMatchObject([
      { type: 'snapshot', snapshot: { miners: [{ id: 'm1', markedFailed: null }] } },
      { type: 'delta', miners: [{ id: 'm1', markedFailed: { by } }] },
    ]);
  });
});
