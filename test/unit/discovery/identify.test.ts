import { describe, expect, it } from 'vitest';
import type { MinerFamily } from '#engine/discovery/families.ts';
import { identify } from '#engine/discovery/identify.ts';
import type { Evidence } from '#engine/discovery/identify.ts';

const rpc = (reply: unknown): Evidence => ({
  port: 4028,
  transport: 'rpc',
  path: 'version',
  reply: typeof reply === 'string' ? reply : JSON.stringify(reply),
});
const page = (reply: string, more: Partial<Evidence> = {}): Evidence => ({
  port: 80,
  transport: 'http',
  path: '/',
  status: 200,
  reply,
  ...more,
});
const version = (fields: Record<string, string>, description = 'cgminer 4.11.1'): Evidence =>
  rpc({ STATUS: [{ STATUS: 'S', Code: 22, Description: description }], VERSION: [fields], id: 1 });
const realm = (text: string): Evidence =>
  page('', { status: 401, headers: { 'www-authenticate': `Digest realm="${text}", qop="auth"` } });

describe('identify', () => {
  it.each<[MinerFamily, Evidence]>([
    ['braiins-os', version({ 'BOSminer+': '0.2.0' })],
    ['braiins-os', version({ BOSer: 'boser-openwrt 0.1.0' })],
    ['luxos', version({ LUXminer: '2025.1.1', Type: 'Antminer S19' })],
    ['vnish', version({ Type: 'Antminer S9 (vnish 3.8.6)' })],
    ['hiveon', version({ BMMiner: '4.11.1 rwglr', Type: 'Antminer S19JPRO Hiveon' })],
    ['mskminer', version({ BMMiner: '2.0.0 rwglr', Type: 'Antminer S9 Pro' })],
    ['whatsminer', rpc({ STATUS: 'E', Code: 14, Msg: 'invalid cmd', Description: 'whatsminer v1.3' })],
    [
      'whatsminer',
      { ...rpc({ code: 0, desc: 'get.device.info', msg: { miner: { type: 'M60S_VK40' } } }), port: 4433 },
    ],
    ['avalon', version({ PROD: 'AvalonMiner 1246' })],
    ['auradine', version({ GCMiner: '0.5' })],
    ['sealminer', version({ BDMiner: '4.11.1' })],
    ['innosilicon', version({}, 'innominer a9-1.1.0')],
    ['antminer-stock', version({ Type: 'Antminer S19 Pro' })],
    ['cgminer-unknown', version({ CGMiner: '4.11.1', API: '3.7' })],
    ['bitaxe', page('{"ASICModel":"BM1368","deviceModel":"Supra","hostname":"nerd"}')],
    ['nerdqaxe', page('{"ASICModel":"BM1370","deviceModel":"NerdQAxe++"}')],
    ['nerdqaxe', page('<title>NerdQAxe AxeOS</title>')],
    ['bitaxe', page('<title>AxeOS</title>')],
    ['vnish', page('<title>AnthillOS</title>')],
    ['epic', page('{"Model":"AntMiner S19 XP"}', { port: 4028, path: '/capabilities' })],
    ['epic', rpc('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['whatsminer', page('', { status: 307, headers: { location: 'https://10.0.0.9/cgi-bin/luci' } })],
    ['futurebit', page('', { status: 308, headers: { location: '/overview' } })],
    ['antminer-stock', realm('antMiner Configuration')],
    ['elphapex', realm('Daoge')],
    ['unknown', page('<title>LaserJet 400</title>')],
    ['unknown', rpc('\u0000\u0001\u0002')],
    ['unknown', rpc({ hello: 'world' })],
  ])('finds %s by its marker', (family, evidence) => {
    expect(identify([evidence]).family).toBe(family);
  });

  it('is not led by what the owner typed', () => {
    const pools = rpc({
      STATUS: [{ STATUS: 'S', Description: 'cgminer 4.11.1' }],
      POOLS: [{ URL: 'stratum+tcp://avalon.example', User: 'vnish.hiveon' }],
    });
    expect(identify([pools]).family).toBe('cgminer-unknown');
    const axe = page('{"ASICModel":"BM1368","hostname":"whatsminer","stratumUser":"luxminer"}');
    expect(identify([axe]).family).toBe('bitaxe');
  });

  it('prefers other firmware to stock, whichever answers first', () => {
    const stock = realm('antMiner Configuration');
    const hive = version({ BMMiner: '4.11.1 rwglr', Type: 'Antminer S19JPRO Hiveon', Miner: '49.0.1.3' });
    for (const evidence of [
      [stock, hive],
      [hive, stock],
    ]) {
      expect(identify(evidence)).toEqual({
        family: 'hiveon',
        model: 'Antminer S19JPRO Hiveon',
        firmware: '49.0.1.3',
      });
    }
  });

  it('takes a realm over a bare cgminer and keeps the model that the other answer gave', () => {
    const bare = version({ CGMiner: '4.9.0', Type: 'S9 clone' });
    expect(identify([bare, realm('antMiner Configuration')])).toMatchObject({
      family: 'antminer-stock',
      model: 'S9 clone',
    });
  });

  it('knows nothing of a host that did not answer', () => {
    expect(identify([])).toEqual({ family: 'unknown', model: null, firmware: null });
  });
});
