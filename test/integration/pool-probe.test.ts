import { readFileSync } from 'node:fs';

import { afterEach, describe, expect, it } from 'vitest';

import { silentLog } from '#engine/lib/log.ts';
import { probePool, type ProbeOptions } from '#engine/stratum/probe.ts';
import type { ConnectionReport } from '#shared/model/account.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { closeAll, silent, startPool, until } from '#test/support/pool-client-setup.ts';
import { notify, ordinaryPool } from '#test/support/scripted-pool.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), 'utf8');

afterEach(closeAll);

function probe(
  port: number,
  options: { endpoint?: Partial<ProbeOptions['endpoint']>; clock?: FakeClock; signal?: AbortSignal } = {},
): Promise<ConnectionReport> {
  return probePool(
    { clock: options.clock ?? new FakeClock(), log: silentLog },
    {
      endpoint: { scheme: 'tcp', host: '127.0.0.1', port, ...options.endpoint },
      worker: 'alice.farm1',
      password: 'open-sesame',
      userAgent: 'hashquota/0.1.0',
    },
    options.signal,
  );
}

const step = (name: string, ok: boolean, detail: string): object => ({ name, ok, detail, tookMs: 0 });

describe('probePool', () => {
  it('tells every step up to the first job', async () => {
    const { pool, port } = await startPool(ordinaryPool());
    expect(await probe(port)).toEqual({
      ok: true,
      summary: 'Works: logged in as alice.farm1, first job at difficulty 512.',
      steps: [
        step('Connect', true, `connected to 127.0.0.1:${port}`),
        step('Version rolling', true, 'version rolling, mask 1fffe000'),
        step('Subscribe', true, 'extranonce1 of 4 bytes, extranonce2 of 8 bytes'),
        step('Log in', true, 'logged in as alice.farm1'),
        step('First job', true, 'a job at difficulty 512'),
      ],
      extranonce1Bytes: 4,
      extranonce2Bytes: 8,
      versionMask: '1fffe000',
      difficulty: 512,
    });
    expect(pool.connectionCount).toBe(1);
  });

  it('looks a name up and verifies a pinned certificate', async () => {
    const tls = { key: fixture('localhost-key.pem'), cert: fixture('localhost-cert.pem') };
    const { port } = await startPool(ordinaryPool(), tls);
    const report = await probe(port, { endpoint: { scheme: 'ssl', host: 'localhost', ca: tls.cert } });
    expect(report.ok).toBe(true);
    expect(report.steps.slice(0, 3).map(({ name, ok }) => [name, ok])).toEqual([
      ['Find the address', true],
      ['Connect', true],
      ['Encrypt', true],
    ]);
  });

  it('ends at the step that failed, in words', async () => {
    const tls = { key: fixture('localhost-key.pem'), cert: fixture('localhost-cert.pem') };
    const { port } = await startPool(ordinaryPool(), tls);
    const report = await probe(port, { endpoint: { scheme: 'ssl' } });
    expect(report).toMatchObject({
      ok: false,
      extranonce1Bytes: null,
      extranonce2Bytes: null,
      difficulty: null,
    });
    expect(report.steps.at(-1)).toMatchObject({ name: 'Encrypt', ok: false });
    expect(report.summary).toBe(
      "The pool's certificate is not signed by an authority this computer trusts; pin it if it is the right one.",
    );
  });

  it('says what a pool answered to the login, and never the password', async () => {
    const { port } = await startPool(
      ordinaryPool({
        'mining.authorize': ({ id }, peer) =>
          peer.send({ id, result: false, error: [24, 'Unauthorized worker', null] }),
      }),
    );
    const report = await probe(port);
    expect(report.summary).toBe('The pool refused the login alice.farm1: Unauthorized worker.');
    expect(report.steps.at(-1)).toMatchObject({ name: 'Log in', ok: false });
    expect(report).toMatchObject({ extranonce1Bytes: 4, extranonce2Bytes: 8, versionMask: '1fffe000' });
    expect(JSON.stringify(report)).not.toContain('open-sesame');
  });

  it('tries again without configure at a pool that hangs up on it', async () => {
    const { pool, port } = await startPool(
      ordinaryPool({ 'mining.configure': (_request, peer) => peer.hangUp() }),
    );
    const report = await probe(port);
    expect(pool.connectionCount).toBe(2);
    expect(report).toMatchObject({ ok: true, versionMask: null, difficulty: 512 });
    expect(report.steps.map(({ name }) => name)).toEqual([
      'Connect',
      'Version rolling',
      'Subscribe',
      'Log in',
      'First job',
    ]);
  });

  it('warns of a pool whose extranonce2 is too small for seamless moves', async () => {
    const { port } = await startPool(
      ordinaryPool({
        'mining.subscribe': ({ id }, peer) =>
          peer.send({ id, result: [[], '6351117f64', 3], error: null }, notify('j1')),
      }),
    );
    const report = await probe(port);
    expect(report).toMatchObject({ ok: true, extranonce1Bytes: 5, extranonce2Bytes: 3 });
    expect(report.summary).toContain('only 3 bytes of extranonce2');
  });

  it('gives up 20 s after the start when no job comes', async () => {
    const { pool, port } = await startPool(
      ordinaryPool({ 'mining.authorize': ({ id }, peer) => peer.send({ id, result: true, error: null }) }),
    );
    const clock = new FakeClock();
    const report = probe(port, { clock });
    await until('the login', () => pool.methods().includes('mining.extranonce.subscribe'));
    clock.advance(20_000);
    expect((await report).summary).toBe('The login worked, but no job came within 20 s.');
    expect((await report).steps.at(-1)).toEqual({
      name: 'First job',
      ok: false,
      detail: 'not done after 20 s',
      tookMs: 20_000,
    });
  });

  it('stops when it is cancelled, before or while it runs', async () => {
    const { pool, port } = await startPool(silent);
    const before = await probe(port, { signal: AbortSignal.abort() });
    expect(before).toMatchObject({ ok: false, summary: 'The test was cancelled.' });
    const controller = new AbortController();
    const report = probe(port, { signal: controller.signal });
    await until('configure', () => pool.methods().length === 1);
    controller.abort();
    expect(await report).toMatchObject({ ok: false, summary: 'The test was cancelled.' });
    expect(pool.connectionCount).toBe(1);
  });
});
