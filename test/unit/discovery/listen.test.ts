import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { once } from 'node:events';

import { afterEach, describe, expect, it } from 'vitest';

import { BUTTON_MAKERS } from '#engine/discovery/listen/button-makers.ts';
import { ReportListener } from '#engine/discovery/listen/report-listener.ts';
import { FakeClock } from '#test/support/fake-clock.ts';

const cleanUps: (() => unknown)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

async function udp(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0);
  await once(socket, 'listening');
  return socket;
}

/** Ports that nobody has, one for each maker and one for mDNS. */
async function freePorts(count: number): Promise<number[]> {
  const sockets = await Promise.all(Array.from({ length: count }, udp));
  const ports = sockets.map((socket) => socket.address().port);
  await Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))));
  return ports;
}

async function setUp() {
  const ports = await freePorts(BUTTON_MAKERS.length + 1);
  const makers = BUTTON_MAKERS.map((maker, index) => ({ ...maker, port: ports[index]! }));
  const clock = new FakeClock();
  const mdnsPort = ports.at(-1)!;
  const listener = new ReportListener(clock, { makers, mdnsPort, interfaces: () => [] });
  const sender = await udp();
  cleanUps.push(
    () => listener.stop(),
    () => sender.close(),
  );
  const portOf = (standard: number): number =>
    ports[BUTTON_MAKERS.findIndex(({ port }) => port === standard)] ?? mdnsPort;
  const send = (standard: number, payload: string | Uint8Array): void =>
    sender.send(payload, portOf(standard), '127.0.0.1');
  return { clock, listener, send, portOf };
}

describe('listening for button reports', () => {
  it('hears a press once, however often the button sends it, and again after ten seconds', async () => {
    const { clock, listener, send } = await setUp();
    await listener.listen();
    for (let burst = 0; burst < 3; burst += 1) send(14_235, '10.10.1.7,ab:12:cd:34:ef:56');
    send(9999, 'DG_IPREPORT_ONLY');
    await expect.poll(() => listener.view().reports.length).toBe(2);
    expect(listener.view().reports).toContainEqual({
      address: '10.10.1.7',
      mac: 'ab:12:cd:34:ef:56',
      maker: 'Antminer or its like',
      atMs: clock.nowMs(),
    });
    expect(listener.view().reports.map(({ address }) => address)).toContain('127.0.0.1');
    clock.advance(10_000);
    send(14_235, '10.10.1.7,ab:12:cd:34:ef:56');
    await expect.poll(() => listener.view().reports.length).toBe(3);
  });

  it('takes the sender for the machine where the payload names a public address', async () => {
    const { listener, send } = await setUp();
    await listener.listen();
    send(11_503, 'addr:8.8.8.8');
    await expect.poll(() => listener.view().reports.map(({ address }) => address)).toEqual(['127.0.0.1']);
  });

  it('hears a Bitaxe announce itself', async () => {
    const { listener, send } = await setUp();
    await listener.listen();
    const label = (text: string): string => String.fromCharCode(text.length) + text;
    const name = `${['_axeos', '_sub', '_http', '_tcp', 'local'].map(label).join('')}\0`;
    const head = Buffer.from([0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
    const tail = Buffer.from([0, 12, 0, 1, 0, 0, 0, 9, 0, 2, 0xc0, 12]);
    send(5353, Buffer.concat([head, Buffer.from(name, 'latin1'), tail]));
    await expect.poll(() => listener.view().reports.map(({ maker }) => maker)).toEqual(['Bitaxe']);
  });

  it('names a port that another program has and listens on the others', async () => {
    const { listener, send, portOf } = await setUp();
    const other = createSocket('udp4');
    cleanUps.push(() => other.close());
    other.bind(portOf(8888));
    await once(other, 'listening');
    await listener.listen();
    expect(listener.view().listenTrouble).toBe(
      `UDP port ${portOf(8888)} (Whatsminer reports) is in use by another program: close it to hear these.`,
    );
    send(11_503, 'addr:172.16.1.100');
    await expect.poll(() => listener.view().reports.length).toBe(1);
  });

  it('gives the ports back after five minutes at the latest', async () => {
    const { clock, listener, portOf } = await setUp();
    await listener.listen(3_600_000);
    expect(listener.view().listeningUntilMs).toBe(clock.nowMs() + 300_000);
    clock.advance(300_000);
    expect(listener.view()).toMatchObject({ listeningUntilMs: null, listenTrouble: null });
    await expect
      .poll(async () => {
        const attempt = createSocket('udp4');
        const isFree = await new Promise<boolean>((resolve) => {
          attempt.on('error', () => resolve(false));
          attempt.bind(portOf(14_235), () => resolve(true));
        });
        attempt.close();
        return isFree;
      })
      .toBe(true);
  });

  it('can be stopped while it opens its ports, and begun again', async () => {
    const { listener, send } = await setUp();
    const opening = listener.listen();
    listener.stop();
    await opening;
    expect(listener.view().listeningUntilMs).toBe(null);
    await listener.listen(60_000);
    send(11_503, 'addr:172.16.1.100');
    await expect.poll(() => listener.view().reports.length).toBe(1);
  });

  it('keeps the last 200 reports of a flood', async () => {
    const { clock, listener, send } = await setUp();
    await listener.listen();
    let heard = 0;
    listener.reported.on(() => (heard += 1));
    for (let round = 0; round < 5; round += 1) {
      for (let host = 0; host < 60; host += 1) send(11_503, `addr:172.16.${round}.${host}`);
      await expect.poll(() => heard).toBe((round + 1) * 60);
      clock.advance(10_000);
    }
    expect(listener.view().reports).toHaveLength(200);
    expect(listener.view().reports.at(-1)?.address).toMatch(/^172\.16\.4\./);
  });
});
