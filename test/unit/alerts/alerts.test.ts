import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Alerts } from '#engine/alerts/alerts.ts';
import type { FarmSample } from '#engine/alerts/farm-sample.ts';
import { alertsProcedures } from '#engine/alerts-router.ts';
import type { Log } from '#engine/lib/log.ts';
import { keySecretBox } from '#engine/lib/secret-box.ts';
import { AuditStore } from '#engine/store/audit-store.ts';
import type { Database } from '#engine/store/database.ts';
import { type AlertEvent, type AlertNotification, alertRuleKind } from '#shared/model/alert.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { HookServer } from '#test/support/hook-server.ts';
import { TempDb } from '#test/support/temp-db.ts';
import { until } from '#test/support/test-farm.ts';

import { accountOf, minerOf, sampleOf } from './samples.ts';

const POOL = 'stratum+tcp://pool-a.example:3333';
const HOUR_MS = 3_600_000;

let temp: TempDb;
let clock: FakeClock;
let database: Database;
let server: HookServer;
let farm: Partial<FarmSample>;
let lines: string[];
let alerts: Alerts;
let shown: AlertNotification[];

/** Keeps what is logged, as text. */
const log: Log = Object.fromEntries(
  ['debug', 'info', 'warn', 'error'].map((level) => [
    level,
    (fields: object, message: string) => lines.push(`${message} ${JSON.stringify(fields)}`),
  ]),
) as unknown as Log;

beforeEach(async () => {
  temp = new TempDb();
  clock = new FakeClock();
  database = temp.open(clock);
  server = new HookServer();
  await server.listen();
  farm = {};
  lines = [];
  shown = [];
  alerts = open();
});
afterEach(async () => {
  await alerts.stop();
  await server.close();
  temp.dispose();
});

function open(): Alerts {
  const room = new Alerts({
    ...{ clock, log, version: '1.2.3', database, audit: new AuditStore(database) },
    secretBox: keySecretBox(Buffer.alloc(32, 1)),
    random: () => 0,
    sample: () => sampleOf({ atMs: clock.nowMs(), monotonicMs: clock.monotonicMs(), ...farm }),
  });
  room.notify.on((notification) => shown.push(notification));
  room.start();
  return room;
}

function poolDown(): Partial<FarmSample> {
  const endpoints = [{ url: POOL, state: 'down' as const, trouble: 'connection refused' }];
  return { accounts: [accountOf('alice', { endpoints, isServable: false, servedBy: null })] };
}

/** Calls of the webhook, what they say in short. */
const heard = (): string[] =>
  server.calls.map(({ body }) => {
    const { event, alert } = JSON.parse(body) as { event: string; alert: { rule: string } };
    return `${event} ${alert.rule}`;
  });

describe('alerts', () => {
  it('of a dead pool are told on the desktop and by webhook, and again when it is over', async () => {
    alerts.setChannels(
      { webhook: { on: true, url: server.url('/path-secret'), secret: 'hmac-secret' } },
      'test',
    );
    farm = poolDown();
    clock.advance(60_000);
    expect(alerts.list().firing).toEqual([]);
    clock.advance(5_000);
    expect(alerts.list()).toMatchObject({
      firing: [{ rule: 'pool-down', severity: 'critical', state: 'firing', subjects: [{ id: 'alice' }] }],
      counts: { critical: 1, warning: 0, info: 0 },
    });
    expect(shown.map(({ title }) => title)).toEqual([`CRITICAL: Pool ${POOL} is down`]);
    clock.advance(1);
    await until('the webhook was called', () => server.calls.length === 1);
    farm = {};
    clock.advance(5_000);
    await until('the first delivery is over', () => alerts.channels().webhook.delivery.waiting <= 1);
    clock.advance(1);
    await until('the webhook was called again', () => server.calls.length === 2);
    expect(heard()).toEqual(['alert.firing pool-down', 'alert.resolved pool-down']);
    expect(shown).toHaveLength(1);
    const [past] = alerts.history({});
    expect(past).toMatchObject({ state: 'resolved', durationMs: 65_000, occurrences: 1 });
    expect(lines.join('\n')).not.toMatch(/path-secret|hmac-secret/);
  });

  it('are looked for although old ones cannot be forgotten, as on a full disk', async () => {
    farm = poolDown();
    clock.advance(65_000);
    farm = {};
    clock.advance(5_000);
    expect(alerts.history({})).toHaveLength(1);
    await alerts.stop();
    database.sql.exec(`CREATE TRIGGER full BEFORE DELETE ON alerts
                       BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`);
    clock.jumpWall(100 * 24 * HOUR_MS);
    alerts = open();
    farm = poolDown();
    clock.advance(65_000);
    expect(alerts.list().firing).toMatchObject([{ rule: 'pool-down' }]);
    expect(lines.join('\n')).toContain('looking for alerts failed');
  });

  it('are told with cause, time, figures and the next step', () => {
    farm = poolDown();
    clock.advance(70_000);
    const [alert] = alerts.list().firing;
    expect(alert).toMatchObject({
      title: `Pool ${POOL} is down`,
      text: `${POOL} cannot be used: connection refused. alice gets no work.`,
      numbers: { accounts: 1, unserved: 1 },
    });
    expect(alert?.next).toMatch(/status page/);
    expect(shown[0]?.body).toContain(alert?.next ?? 'no next step');
  });

  it('go on firing over a restart, and messages that waited are delivered then', async () => {
    server.answer = { status: 500 };
    alerts.setChannels({ webhook: { on: true, url: server.url() } }, 'test');
    farm = poolDown();
    clock.advance(65_001);
    await until('the webhook has failed', () => alerts.channels().webhook.delivery.trouble !== null);
    const before = alerts.list().firing;
    await alerts.stop();
    server.answer = { status: 200 };
    shown = [];
    alerts = open();
    clock.advance(1);
    await until('the webhook was called', () => alerts.channels().webhook.delivery.waiting === 0);
    clock.advance(30_000);
    expect(alerts.list().firing.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(heard()).toEqual(['alert.firing pool-down', 'alert.firing pool-down']);
    expect(shown).toEqual([]);
  });

  it('keep 90 days of history, whatever fires', () => {
    farm = poolDown();
    clock.advance(65_000);
    farm = {};
    clock.advance(HOUR_MS);
    farm = { miners: [minerOf('a', { fault: 'offline' })] };
    clock.advance(HOUR_MS);
    clock.sleep(89 * 24 * HOUR_MS);
    expect(alerts.history({}).map(({ rule }) => rule)).toEqual(['miner-lost', 'pool-down']);
    clock.sleep(2 * 24 * HOUR_MS);
    clock.advance(HOUR_MS);
    expect(alerts.history({}).map(({ rule }) => rule)).toEqual(['miner-lost']);
    expect(alerts.history({ beforeMs: 0 })).toEqual([]);
  });

  it('that somebody silences are listed apart until then, also after a restart', async () => {
    farm = poolDown();
    clock.advance(65_000);
    const id = alerts.list().firing[0]?.id ?? '';
    expect(() => alerts.snooze(id, clock.nowMs() - 1, 'test')).toThrow(/in the next 30 days/);
    alerts.snooze(id, clock.nowMs() + HOUR_MS, 'test');
    expect(alerts.list()).toMatchObject({ firing: [], snoozed: [{ id }], counts: { critical: 0 } });
    await alerts.stop();
    alerts = open();
    expect(alerts.list().snoozed).toHaveLength(1);
    clock.advance(HOUR_MS + 5_000);
    expect(alerts.list()).toMatchObject({ firing: [{ id }], snoozed: [] });
    expect(shown).toHaveLength(2);
  });

  it('that somebody acknowledges say so, and do not count any more', () => {
    farm = poolDown();
    clock.advance(65_000);
    const id = alerts.list().firing[0]?.id ?? '';
    alerts.acknowledge(id, 'window');
    expect(alerts.list()).toMatchObject({
      firing: [{ id, acknowledged: { by: 'window' } }],
      counts: { critical: 0 },
    });
    expect(() => alerts.acknowledge('a-nobody', 'window')).toThrow('There is no such alert any more.');
    expect(new AuditStore(database).latest(1)).toMatchObject([{ action: 'alert.acknowledge', subject: id }]);
  });

  it('are told when the database is what fails', () => {
    database.close();
    farm = { databaseError: 'disk I/O error' };
    clock.advance(10_000);
    expect(alerts.list().firing.map(({ rule }) => rule)).toEqual(['database-error']);
    expect(shown.map(({ title }) => title)).toEqual(['CRITICAL: Shares cannot be recorded']);
  });

  it('outlive a look that fails', () => {
    let isBroken = true;
    farm = new Proxy(poolDown(), {
      ownKeys: (target) => {
        if (isBroken) throw new Error('the farm cannot be read');
        return Reflect.ownKeys(target);
      },
    });
    clock.advance(20_000);
    isBroken = false;
    clock.advance(70_000);
    expect(alerts.list().firing).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith('looking for alerts failed'))).toHaveLength(4);
  });
});

describe('the test button', () => {
  it('tries each channel and says in one sentence how it went', async () => {
    alerts.setChannels({ webhook: { on: false, url: server.url() } }, 'test');
    expect(await alerts.testChannel('webhook')).toMatchObject({
      ok: true,
      text: 'The webhook has taken the message.',
    });
    server.answer = { status: 404 };
    expect(await alerts.testChannel('webhook')).toMatchObject({
      ok: false,
      text: 'The webhook answered with status 404.',
    });
    expect(await alerts.testChannel('email')).toMatchObject({
      ok: false,
      text: 'Give the host name of the mail server.',
    });
    expect(await alerts.testChannel('desktop')).toMatchObject({ ok: true });
    expect(shown.map(({ kind }) => kind)).toEqual(['test']);
  });
});

describe('the door', () => {
  const client = () => createRouterClient(alertsProcedures(alerts), { context: { by: 'test' } });

  it('answers every procedure as the contract says', async () => {
    farm = poolDown();
    clock.advance(65_000);
    const { firing } = await client().list();
    const id = firing[0]?.id ?? '';
    expect((await client().acknowledge({ id })).acknowledged?.by).toBe('test');
    expect((await client().snooze({ id, untilMs: clock.nowMs() + HOUR_MS })).snoozedUntilMs).not.toBeNull();
    expect((await client().snooze({ id, untilMs: null })).snoozedUntilMs).toBeNull();
    expect(await client().history({ limit: 1 })).toHaveLength(1);
    const rules = await client().rules();
    const rule = { ...alertRuleKind('disk-low').defaults, threshold: 5e9 };
    expect((await client().setRule(rule)).find((one) => one.id === 'disk-low')?.threshold).toBe(5e9);
    expect(await client().resetRule({ id: 'disk-low' })).toEqual(rules);
    const channels = await client().setChannels({ desktop: { on: false } });
    expect(await client().channels()).toEqual(channels);
    expect((await client().testChannel({ id: 'webhook' })).text).toBe(
      'Give the address of the webhook first.',
    );
  });

  it('streams changes and notifications until the reader leaves', async () => {
    const ending = new AbortController();
    const events: AlertEvent[] = [];
    const reading = (async () => {
      for await (const event of await client().events(undefined, { signal: ending.signal }))
        events.push(event);
    })();
    await until('the first event', () => events.length === 1);
    farm = poolDown();
    clock.advance(65_000);
    await until('the notification', () => events.some(({ type }) => type === 'notification'));
    expect(events.map(({ type }) => type).toSorted()).toEqual(['changed', 'changed', 'notification']);
    ending.abort();
    await reading.catch(() => {});
  });
});
