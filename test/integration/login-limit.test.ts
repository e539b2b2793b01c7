import { afterEach, beforeEach, expect, it } from 'vitest';

import { RawPeer } from '#test/support/raw-peer.ts';
import { Stage } from '#test/support/stage.ts';

let stage: Stage;

beforeEach(() => {
  stage = new Stage();
});

afterEach(() => stage.stop());

it.each([
  '{"id":1,"method":"mining.subscribe","params":[]}',
  '{"id":2,"method":"mining.authorize","params":["farm.m1","x"]}',
])('closes a connection that says no more than %s within two minutes', async (line) => {
  const pool = await stage.pool();
  await stage.start({ accounts: [{ name: 'alice', pools: [{ url: pool.url }], quota: { work: 1 } }] });
  const peer = await RawPeer.open(stage.farm.port);
  peer.send(`${line}\n`);
  await peer.line(() => true);
  await stage.pass(118_000);
  expect(peer.isClosed).toBe(false);
  await stage.pass(4_000);
  await peer.whenClosed();
});
