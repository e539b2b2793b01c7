import type { Socket } from 'node:net';

import type { Clock } from '#engine/lib/clock.ts';

import { type Manner, sendIn, HANG_UP, SILENT } from './manners.ts';
import type { Place } from './places.ts';
import { SimulatedMiner } from './simulated-miner.ts';
import { type WhatsminerV3Options, WhatsminerV3Rules } from './whatsminer-v3-rules.ts';

/** A Whatsminer of the third API at one place; nothing listens on its port 4028. */
export interface SimulatedWhatsminerV3 {
  miner: SimulatedMiner;
  rules: WhatsminerV3Rules;
  /** How its frames are put on the wire. */
  wire: { manner: Manner; heartbeats: number; announcedBytes: number | null };
  readonly writes: readonly string[];
  stop(): Promise<void>;
}

const MAX_FRAME_BYTES = 65_536;

export async function startWhatsminerV3(
  place: Place,
  options: WhatsminerV3Options = {},
  clock?: Clock,
): Promise<SimulatedWhatsminerV3> {
  const miner = new SimulatedMiner(place, clock);
  const rules = new WhatsminerV3Rules({ clock: miner.clock, ...options });
  const wire: SimulatedWhatsminerV3['wire'] = { manner: 'whole', heartbeats: 0, announcedBytes: null };
  await miner.serveTcp('whatsminerV3', (socket) => {
    let held = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      held = Buffer.concat([held, chunk]);
      const length = held.length >= 4 ? held.readUInt32LE(0) : 0;
      if (length > MAX_FRAME_BYTES) return void socket.destroy();
      if (held.length < 4 || held.length < 4 + length) return;
      const request = JSON.parse(held.subarray(4, 4 + length).toString('utf8')) as Record<string, unknown>;
      held = held.subarray(4 + length);
      miner.requests.push(`v3 ${String(request['cmd'])}`);
      void answer(socket, rules.answer(request), wire);
    });
  });
  return { miner, rules, wire, writes: rules.writes, stop: () => miner.stop() };
}

async function answer(
  socket: Socket,
  reply: ReturnType<WhatsminerV3Rules['answer']>,
  { manner, heartbeats, announcedBytes }: SimulatedWhatsminerV3['wire'],
): Promise<void> {
  if (reply === HANG_UP) return void socket.destroy();
  if (reply === SILENT) return;
  const payload = Buffer.from(JSON.stringify(reply));
  const head = Buffer.alloc(4);
  head.writeUInt32LE(announcedBytes ?? payload.length);
  const bytes = Buffer.concat([Buffer.alloc(4 * heartbeats), head, payload]);
  await sendIn(manner, socket, { bytes, mark: Buffer.alloc(0) });
}
