import { request } from 'node:http';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type Ask } from '#test/support/http-client.ts';
import { BEARER, HttpFarm } from '#test/support/http-farm.ts';

let server: HttpFarm;
let port: number;
beforeEach(async () => {
  server = await new HttpFarm().start();
  port = server.port;
});
afterEach(() => server.stop());

describe('the API', () => {
  it('answers with the snapshot and marks a miner failed', async () => {
    expect((await server.call('/api/v1/farm')).json).toEqual(
      JSON.parse(JSON.stringify(server.farm.snapshot())),
    );
    const id = server.farm.miners[0]?.id ?? '';
    const marked = await server.call(`/api/v1/miners/${id}/failed`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ failed: true, note: 'fan' }),
    });
    expect(marked).toMatchObject({
      status: 200,
      json: { id, markedFailed: { reason: 'failed', note: 'fan' }, standbyPromoted: [] },
    });
  });

  const json = { 'content-type': 'application/json' };
  const farmFile = {
    version: 1,
    accounts: [{ name: 'a', pools: ['stratum+tcp://a.example:1'], worker: 'w', quota: { work: 1 } }],
  };
  it.each<[string, string, Ask, [number, string, RegExp]]>([
    ['an unknown address', '/api/v1/nothing', {}, [404, 'NOT_FOUND', /nothing at this address/]],
    [
      'a wrong method',
      '/api/v1/farm',
      { method: 'POST' },
      [405, 'METHOD_NOT_ALLOWED', /takes GET, not POST/],
    ],
    [
      'an unknown miner',
      '/api/v1/miners/none/failed',
      { method: 'POST', body: '{"failed":true}' },
      [404, 'MINER_NOT_FOUND', /\.$/],
    ],
    [
      'a body that is no JSON',
      '/api/v1/miners/m/failed',
      { method: 'POST', headers: json, body: '{' },
      [400, 'BAD_INPUT', /not valid JSON/],
    ],
    [
      'a body that is no object',
      '/api/v1/miners/m/failed',
      { method: 'POST', headers: json, body: '[1]' },
      [400, 'BAD_INPUT', /not a JSON object/],
    ],
    [
      'a field of the wrong kind',
      '/api/v1/miners/m/failed',
      { method: 'POST', headers: json, body: '{"failed":"yes"}' },
      [400, 'BAD_INPUT', /^failed: .*boolean.*\.$/],
    ],
    ['a missing field', '/api/v1/miners/m/failed', { method: 'POST' }, [400, 'BAD_INPUT', /^failed: /]],
    [
      'an id that is none',
      '/api/v1/miners/%20/failed',
      { method: 'POST', body: '{"failed":true}' },
      [400, 'BAD_INPUT', /^id: /],
    ],
    [
      'broken percent signs',
      '/api/v1/miners/%ff/failed',
      { method: 'POST', body: '{"failed":true}' },
      [400, 'BAD_INPUT', /\.$/],
    ],
    [
      'another media type',
      '/api/v1/miners/m/failed',
      { method: 'POST', headers: { 'content-type': 'text/xml' }, body: '<a/>' },
      [415, 'UNSUPPORTED_MEDIA_TYPE', /text\/xml/],
    ],
    [
      'a body too large',
      '/api/v1/miners/m/failed',
      { method: 'POST', headers: json, body: 'x'.repeat(1_048_577) },
      [413, 'PAYLOAD_TOO_LARGE', /1048576/],
    ],
    [
      'text that is not UTF-8',
      '/api/v1/miners/m/failed',
      { method: 'POST', headers: json, body: '\ud800' },
      [400, 'BAD_INPUT', /\.$/],
    ],
    ['a time that is no number', '/api/v1/history?fromMs=abc', {}, [400, 'BAD_INPUT', /^fromMs: /]],
    [
      'a farm file with a slip',
      '/api/v1/farm/file',
      { method: 'PUT', headers: { 'content-type': 'application/yaml' }, body: 'version: 1\nacounts: []\n' },
      [400, 'BAD_INPUT', /^farm file, line 2, acounts: .*did you mean "accounts"/],
    ],
    [
      'a farm file that names a file here',
      '/api/v1/farm/file',
      {
        method: 'PUT',
        headers: json,
        body: JSON.stringify({
          ...farmFile,
          accounts: [{ ...farmFile.accounts[0], passwordFile: '/etc/passwd' }],
        }),
      },
      [400, 'BAD_INPUT', /may not use this machine's files/],
    ],
    [
      'a farm file as a form',
      '/api/v1/farm/file',
      { method: 'PUT', headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: '--x--' },
      [415, 'UNSUPPORTED_MEDIA_TYPE', /multipart/],
    ],
  ])('tells %s with its status and one sentence', async (_name, path, options, [status, code, message]) => {
    const answer = await server.call(path, options);
    expect(answer).toMatchObject({
      status,
      headers: { 'content-type': expect.stringMatching(/^application\/json/) },
    });
    expect(answer.json).toEqual({ error: { code, message: expect.stringMatching(message) } });
  });

  it.each(['application/json', 'application/yaml', 'text/yaml', 'text/plain'])(
    'takes a farm file as %s',
    async (type) => {
      const answer = await server.call('/api/v1/farm/file', {
        method: 'PUT',
        headers: { 'content-type': type },
        body: JSON.stringify(farmFile),
      });
      expect([answer.status, answer.json]).toEqual([200, expect.objectContaining({ policy: 'sequential' })]);
    },
  );

  it('sends events: a snapshot, then a delta after a change', async () => {
    const message = request({ host: '127.0.0.1', port, path: '/api/v1/events', headers: BEARER });
    message.end();
    const events: string[] = [];
    await new Promise<void>((resolve, reject) => {
      message.on('error', reject).on('response', (response) => {
        let text = '';
        expect(response.headers['content-type']).toBe('text/event-stream');
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
          const types = [...text.matchAll(/"type":"(\w+)"/g)].map((match) => match[1] ?? '');
          events.splice(0, events.length, ...types);
          if (types.length === 1) server.farm.setRole(server.farm.miners[0]?.id ?? '', 'standby');
          if (types.length === 2) resolve();
        });
      });
    });
    message.destroy();
    expect(events).toEqual(['snapshot', 'delta']);
  });

  it('describes itself in OpenAPI 3.1 with every route of the contract', async () => {
    const { json: document } = await server.call('/api/v1/openapi.json');
    expect(document).toMatchObject({
      openapi: expect.stringMatching(/^3\.1\./),
      info: { version: '1.2.3' },
      servers: [{ url: '/api/v1' }],
      paths: {
        '/farm': { get: {} },
        '/farm/file': { put: { requestBody: { content: { 'application/yaml': {} } } } },
        '/miners/{id}/failed': { post: { responses: { 200: {}, default: {} } } },
        '/events': { get: {} },
        '/history': { get: {} },
      },
    });
  });
});

describe('metrics', () => {
  it('are Prometheus text with units in their names and labels that cannot break out', async () => {
    const [account, miner] = [server.farm.accounts[0], server.farm.miners[0]];
    const { text, headers } = await server.call('/metrics');
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    const lines = text.split('\n');
    expect(lines).toContain(
      `hashquota_account_credited_work_difficulty_total{account="${account?.id}"} ${account?.creditedWork}`,
    );
    expect(
      lines.some((line) =>
        line.startsWith(`hashquota_miner_nominal_hashrate_hashes_per_second{miner="${miner?.id}"} `),
      ),
    ).toBe(true);
    expect(lines).toContain('hashquota_build_info{version="1.2.3"} 1');
    for (const name of ['nodejs_eventloop_lag_seconds', 'process_resident_memory_bytes'])
      expect(
        lines.some((line) => line.startsWith(`${name} `)),
        name,
      ).toBe(true);
  });

  it('leave out what is not known', async () => {
    const { text } = await server.call('/metrics');
    const overflow = server.farm.accounts.find((account) => account.overflow);
    expect(overflow?.targetWork).toBeNull();
    expect(text).not.toContain(`hashquota_account_target_work_difficulty{account="${overflow?.id}"}`);
  });
});
