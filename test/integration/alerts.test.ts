import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type Alerts, freeBytesOf } from '#engine/alerts/alerts.ts';
import { FarmSampler } from '#engine/alerts/sampler.ts';
import { WorkMeters } from '#engine/history/work-meter.ts';
import { AuditStore } from '#engine/store/audit-store.ts';
import type { ValidatingPool } from '#main/demo/validating-pool.ts';
import { alertRuleKind, type AlertRuleId } from '#shared/model/alert.ts';
import { accepted, Stage } from '#test/support/stage.ts';

let stage: Stage;
let pool: ValidatingPool;
let alerts: Alerts;

/** One account with one pool, and a quota of one share of difficulty 1. */
beforeEach(async () => {
  stage = new Stage();
  pool = await stage.pool();
  await stage.start({ accounts: [{ name: 'alice', pools: [{ url: pool.url }], quota: { work: 1 } }] });
  ({ alerts } = stage.farm.engine.office);
});

afterEach(() => stage.stop());

/** The engine's parts as plain samples. */
function startSampler(): FarmSampler {
  const { engine, dataDir } = stage.farm;
  const { clock, log } = engine.options;
  const workingFor = (accountId: string): number =>
    [...engine.proxy.liveMiners()].filter((id) => engine.proxy.workingFor(id) === accountId).length;
  return new FarmSampler({
    parts: {
      ...{ clock, log, rounds: engine.rounds, ledger: engine.ledger, book: engine.book },
      ...{ verdicts: engine.verdicts, registry: engine.registry, marks: engine.marks },
      ...{ health: engine.health, upstreams: engine.upstreams, proxy: engine.proxy },
      accountMeters: new WorkMeters(),
      workCount: { of: workingFor },
    },
    machines: engine.lan.machinesRoom,
    shortfall: () => new Map(),
    freeBytes: () => freeBytesOf(dataDir),
  });
}

/** Sets a rule's hold-off to a minute: the state machine's own tests wait longer. */
function hurry(id: AlertRuleId): void {
  alerts.setRule({ ...alertRuleKind(id).defaults, holdOffMs: 60_000 }, 'test');
}

const firing = (): string[] => alerts.list().firing.map(({ rule }) => rule);

describe('alerts of a running farm', () => {
  it('tell of a pool that goes away, and that it is back', async () => {
    await stage.miner('farm.m1');
    await pool.stopListening();
    for (const connection of stage.farm.engine.upstreams.get('alice')?.connections() ?? [])
      connection.client.close('test');
    await stage.pass(50_000);
    expect(firing()).not.toContain('pool-down');
    await stage.passUntil('the alert fires', () => firing().includes('pool-down'), 60_000);
    const [alert] = alerts.list().firing;
    expect(alert).toMatchObject({ severity: 'critical', subjects: [{ kind: 'account', id: 'alice' }] });
    expect(alert?.text).toContain('alice gets no work.');
    await pool.startListening();
    await stage.passUntil('the alert is over', () => !firing().includes('pool-down'), 120_000);
    expect(alerts.history({}).find(({ rule }) => rule === 'pool-down')?.state).toBe('resolved');
  });

  it('tell of a pool that takes the login and hangs up, again and again', async () => {
    await stage.miner('farm.m1');
    const upstream = stage.farm.engine.upstreams.get('alice');
    let secondsUp = 0;
    for (let second = 0; second < 400 && !firing().includes('pool-down'); second += 1) {
      await stage.pass(1000);
      secondsUp = upstream?.isServable ? secondsUp + 1 : 0;
      if (secondsUp < 7) continue;
      for (const connection of upstream?.connections() ?? []) connection.client.close('test');
    }
    const alert = alerts.list().firing.find(({ rule }) => rule === 'pool-down');
    expect(alert?.subjects).toEqual([{ kind: 'account', id: 'alice', name: 'alice' }]);
    expect(alert?.text).toContain('alice gets no work.');
    await stage.passUntil('the alert is over', () => !firing().includes('pool-down'), 180_000);
  });

  it('tell of a miner that is lost, unless the owner has marked it failed', async () => {
    hurry('miner-lost');
    const [one, other] = [await stage.miner('farm.m1'), await stage.miner('farm.m2')];
    await Promise.all([one.close(), other.close()]);
    await stage.pass(5_000);
    const mark = { reason: 'failed' as const, note: '', by: 'test', atMs: 0 };
    stage.farm.engine.marks.set('miner', 'm2', mark);
    await stage.passUntil('the alert fires', () => firing().includes('miner-lost'), 90_000);
    const lost = alerts.list().firing.find(({ rule }) => rule === 'miner-lost');
    expect(lost?.subjects).toEqual([{ kind: 'miner', id: 'm1', name: 'm1' }]);
    await stage.comingBack('farm.m1', 'cgminer');
    await stage.passUntil('the alert is over', () => !firing().includes('miner-lost'), 20_000);
  });

  it('tell of new miners', async () => {
    await stage.miner('farm.m1');
    await stage.pass(5_000);
    expect(firing()).toEqual(['miner-new']);
  });

  it('tell of a clock that jumps', async () => {
    stage.clock.jumpWall(-7_200_000);
    await stage.pass(10_000);
    expect(alerts.list().firing.map(({ title }) => title)).toEqual([
      expect.stringMatching(/^The PC's clock jumped back by 2\sh$/),
    ]);
    stage.clock.advance(3_600_000);
    expect(firing()).not.toContain('clock-jump');
  });

  it('tell of machines whose pools somebody changed', async () => {
    const { tamper, book } = stage.farm.engine.lan.machinesRoom;
    const id = book.sight({
      ...{ address: '127.0.0.5', family: 'antminer-stock', model: 'S19', firmware: null },
      ...{ mac: '02:00:00:00:00:07', serial: null },
    });
    tamper.poolsChanged.emit(id ?? '', []);
    await stage.pass(5_000);
    const changed = alerts.list().firing.find(({ rule }) => rule === 'pools-changed');
    expect(changed?.title).toBe('Pools of S19 at 127.0.0.5 changed');
    tamper.poolsSettled.emit(id ?? '');
    await stage.pass(5_000);
    expect(firing()).not.toContain('pools-changed');
  });

  it('tell of a ledger that cannot be written, until it can', async () => {
    const { ledger } = stage.farm.engine;
    ledger.failed.emit(new Error('disk I/O error'));
    await stage.pass(5_000);
    expect(firing()).toContain('database-error');
    ledger.committed.emit({ accountIds: new Set() });
    await stage.pass(5_000);
    expect(firing()).not.toContain('database-error');
  });

  it('tell of quotas that will be missed', async () => {
    hurry('deviation');
    await stage.pass(60_000);
    expect(firing()).not.toContain('deviation');
    await stage.pass(70_000);
    expect(firing()).toContain('deviation');
  });

  it('tell of an update until it is installed', async () => {
    alerts.noteUpdate('2.0.0');
    await stage.pass(5_000);
    expect(firing()).toEqual(['update']);
    alerts.noteUpdate(null);
    await stage.pass(5_000);
    expect(firing()).toEqual([]);
  });
});

describe('the sample', () => {
  it('has the pools’ answers of the last ten minutes, and the space left on the disk', async () => {
    const sampler = startSampler();
    sampler.sample();
    const miner = await stage.miner('farm.m1');
    await stage.pass(5_000);
    expect(await stage.mineAndSettle(miner, 4)).toEqual(accepted(4));
    await stage.pass(5_000);
    const sample = sampler.sample();
    expect(sample.accounts).toMatchObject([
      { id: 'alice', workingMiners: 1, isServable: true, answers: { accepted: 4, rejected: 0, stale: 0 } },
    ]);
    expect(sample.freeBytes).toBeGreaterThan(0);
    stage.clock.advance(630_000);
    expect(sampler.sample().accounts[0]?.answers).toEqual({ accepted: 0, rejected: 0, stale: 0 });
  });

  it('counts silence from the last accepted share', async () => {
    const sampler = startSampler();
    const miner = await stage.miner('farm.m1');
    await stage.pass(5_000);
    sampler.sample();
    await stage.pass(50_000);
    sampler.sample();
    await stage.mineAndSettle(miner, 1);
    sampler.sample();
    await stage.pass(50_000);
    const { accounts, monotonicMs } = sampler.sample();
    const quietMs = monotonicMs - (accounts[0]?.quietSinceMs ?? Infinity);
    expect(quietMs).toBeGreaterThanOrEqual(50_000);
    expect(quietMs).toBeLessThanOrEqual(65_000);
  });
});

describe('secrets of channels', () => {
  it('stand nowhere in the data folder’s settings in the clear', () => {
    const { database } = stage.farm.engine;
    const url = 'http://10.0.0.9/token-of-the-owner';
    alerts.setChannels({ webhook: { on: true, url, secret: 'hmac-key' } }, 'test');
    const stored = database.sql.prepare('SELECT value_json FROM settings').pluck().all().join('\n');
    const audited = JSON.stringify(new AuditStore(database).latest(10));
    for (const secret of ['token-of-the-owner', 'hmac-key']) {
      expect(stored + audited).not.toContain(secret);
    }
  });
});
