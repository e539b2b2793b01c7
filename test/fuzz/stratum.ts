import { Duplex } from 'node:stream';
import type { Socket } from 'node:net';

import fc from 'fast-check';
import { expect } from 'vitest';

import { silentLog } from '#engine/lib/log.ts';
import { MinerSession, type SessionHost } from '#engine/proxy/miner-session.ts';
import { encodeResponse, idToInteger, parseLine } from '#engine/stratum/codec.ts';
import { parseNotify } from '#engine/stratum/job.ts';
import { scanLine } from '#engine/stratum/json-scan.ts';
import { LineFramer } from '#engine/stratum/line-framer.ts';
import { LIMITS } from '#engine/stratum/limits.ts';
import {
  parseConfigureResult,
  parseDifficulty,
  parseExtranonce,
  parseReconnect,
  parseSubscribeResult,
  parseVersionMask,
} from '#engine/stratum/pool-fields.ts';
import { ProtocolError } from '#engine/stratum/protocol-error.ts';
import { classifySubmitReply, describeRefusal } from '#engine/stratum/reject.ts';
import { Vardiff } from '#engine/stratum/vardiff.ts';
import { FakeClock } from '#test/support/fake-clock.ts';

import { CountedText, expectSentence, fuzzRuns, outcomeOf } from './fuzz-run.ts';
import { damagedJson, damagedText, hostileJson, hostileNumber, hostileText } from './hostile.ts';

const hex = (bytes: number): string => 'ab'.repeat(bytes);
const NOTIFY = [
  'j1',
  hex(32),
  hex(60),
  hex(60),
  [hex(32), hex(32)],
  '20000000',
  '1d00ffff',
  '685468d7',
  true,
];

/** Lines as both sides send them. */
const LINES = [
  '{"id":1,"method":"mining.configure","params":[["version-rolling","minimum-difficulty"],{"version-rolling.mask":"1fffe000","minimum-difficulty.value":2048}]}',
  '{"id":2,"method":"mining.subscribe","params":["bmminer/2.0.0","deadbeef"]}',
  '{"id":"3","method":"mining.authorize","params":["farm.m1","x"]}',
  '{"id":4,"method":"mining.submit","params":["farm.m1","j1","00000000","685468d7","12345678","00004000"]}',
  '{"id":5,"method":"mining.suggest_difficulty","params":[1024]}',
  `{"id":6,"method":"mining.suggest_target","params":["${hex(32)}"]}`,
  '{"id":7,"method":"mining.extranonce.subscribe","params":[]}',
  '{"id":null,"method":"mining.ping"}',
  `{"id":null,"method":"mining.notify","params":${JSON.stringify(NOTIFY)}}`,
  '{"id":null,"method":"mining.set_difficulty","params":[512.5]}',
  '{"id":null,"method":"mining.set_extranonce","params":["ab12",8]}',
  '{"id":null,"method":"mining.set_version_mask","params":["1fffe000"]}',
  '{"id":null,"method":"client.reconnect","params":["pool.example",3333,5]}',
  '{"id":null,"method":"client.show_message","params":["hello"]}',
  '{"id":2,"result":[[["mining.notify","s"]],"ab12cd34",8],"error":null}',
  '{"id":4,"result":false,"error":[23,"Low difficulty share",null]}',
  '{"id":4,"result":null,"error":null,"reject-reason":"stale"}',
];
const METHODS = LINES.flatMap((line) => /"method":"([^"]+)"/.exec(line)?.[1] ?? []);

const ids = fc.oneof(fc.nat(), fc.constant(null), hostileText, hostileNumber, hostileJson);
/** Lines of the right form with the wrong things in them, and lines of the wrong form. */
export const stratumLine: fc.Arbitrary<string> = fc.oneof(
  damagedText(LINES),
  fc.oneof(...LINES.map((line) => damagedJson(JSON.parse(line)))).map((line) => JSON.stringify(line)),
  fc
    .record(
      {
        id: ids,
        method: fc.oneof(fc.constantFrom(...METHODS), hostileText),
        params: fc.oneof(fc.array(hostileJson, { maxLength: 10 }), hostileJson),
      },
      { requiredKeys: [] },
    )
    .map((line) => JSON.stringify(line)),
  fc
    .record(
      { id: ids, result: hostileJson, error: hostileJson, 'reject-reason': hostileJson },
      { requiredKeys: [] },
    )
    .map((line) => JSON.stringify(line)),
);

/** Bytes, and where they are cut into packets. */
const stream = fc
  .tuple(
    fc.array(fc.oneof(stratumLine, hostileText), { maxLength: 12 }),
    fc.constantFrom('\n', '\r\n'),
    fc.infiniteStream(fc.integer({ min: 1, max: 200 })),
  )
  .map(([lines, end, sizes]) => {
    const bytes = Buffer.from(lines.map((line) => line + end).join(''));
    const packets: Buffer[] = [];
    for (let at = 0; at < bytes.length;) {
      const size = sizes.next().value ?? 1;
      packets.push(bytes.subarray(at, at + size));
      at += size;
    }
    return { bytes, packets };
  });

/** A line is understood or refused by one sentence; an id that is echoed stays one JSON value on one line. */
function codec(): void {
  fc.assert(
    fc.property(stratumLine, (line) => {
      const outcome = outcomeOf(() => parseLine(line), [ProtocolError]);
      if (!('value' in outcome)) return;
      const { id } = outcome.value;
      const answer = encodeResponse(id, true, null);
      expect(answer.indexOf('\n')).toBe(answer.length - 1);
      expect(JSON.parse(answer)).toMatchObject({ result: true, error: null });
      if (id !== undefined) expect(id.length).toBeLessThanOrEqual(LIMITS.idBytes);
      expect([null, Number(idToInteger(id))]).toContain(idToInteger(id));
    }),
    fuzzRuns(),
  );
}

/** The look before parsing takes a few looks at each character, whatever stands there. */
function scan(): void {
  fc.assert(
    fc.property(
      fc.oneof(stratumLine, damagedText(['{"id" : 1,"id"', '{"id"'.repeat(50), '"id" '.repeat(80)])),
      (line) => {
        const counted = new CountedText(line);
        outcomeOf(() => scanLine(counted.text, LIMITS.jsonDepth), [ProtocolError]);
        expect(counted.looks).toBeLessThanOrEqual(6 * line.length + 100);
      },
    ),
    fuzzRuns(),
  );
}

/** However bytes are cut into packets the lines are the same, and never longer than allowed. */
function framer(): void {
  const MAX = 300;
  const cut = (packets: readonly Buffer[]): { lines: string[]; end: string } => {
    const lines: string[] = [];
    const framing = new LineFramer(MAX);
    for (const packet of packets) {
      const outcome = outcomeOf(() => framing.push(packet), [ProtocolError]);
      if ('value' in outcome) lines.push(...outcome.value);
      else {
        const { refusal } = outcome;
        if ('lines' in refusal) lines.push(...(refusal.lines as string[]));
        return { lines, end: (refusal as ProtocolError).code };
      }
    }
    return { lines, end: 'open' };
  };
  fc.assert(
    fc.property(stream, ({ bytes, packets }) => {
      const inPieces = cut(packets);
      expect(inPieces).toEqual(cut([bytes]));
      for (const line of inPieces.lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(3 * MAX);
    }),
    fuzzRuns(2),
  );
}

/** What a pool sends, field by field. */
function poolFields(): void {
  const readers: ((value: unknown) => unknown)[] = [
    (value) => parseSubscribeResult(value),
    (value) => parseConfigureResult(value),
    (value) => (Array.isArray(value) ? parseNotify(value) : null),
    (value) => (Array.isArray(value) ? parseDifficulty(value) : null),
    (value) => (Array.isArray(value) ? parseExtranonce(value[0], value[1]) : null),
    (value) => (Array.isArray(value) ? parseVersionMask(value) : null),
    (value) => (Array.isArray(value) ? parseReconnect(value, { host: 'pool.example', port: 3333 }) : null),
  ];
  const field = fc.oneof(hostileJson, fc.constantFrom<unknown>(...NOTIFY, 8, 'ab12', 3333, 'pool.example'));
  fc.assert(
    fc.property(fc.oneof(hostileJson, fc.array(field, { maxLength: 10 })), (value) => {
      for (const read of readers) outcomeOf(() => read(value), [ProtocolError]);
    }),
    fuzzRuns(),
  );
}

/** A pool's words are cut to one printable line. */
function refusals(): void {
  fc.assert(
    fc.property(hostileJson, hostileJson, fc.option(hostileText), (result, error, rejectReason) => {
      const reply = { kind: 'response', id: '1', result, error: error ?? null, rejectReason } as const;
      const verdict = classifySubmitReply(reply);
      if (!verdict.accepted) expectSentence(verdict.text || '–');
      expectSentence(describeRefusal(reply) || '–');
      if (verdict.accepted) expect([result, error, rejectReason]).toEqual([true, null, null]);
    }),
    fuzzRuns(),
  );
}

/** As much of a socket as a session uses: what is written is kept, what is pushed is read. */
class TestSocket extends Duplex {
  written = '';

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.written += chunk.toString('utf8');
    done();
  }

  destroySoon(): void {
    this.destroy();
  }
}

/** A session for bytes, and what its host was told. */
export function hostileSession(): { socket: TestSocket; session: MinerSession; names: string[] } {
  const socket = new TestSocket();
  const names: string[] = [];
  const clock = new FakeClock();
  const host: SessionHost = {
    versionMask: () => 0x1fffe000,
    sizesFor: () => ({ extranonce1: Buffer.from([1, 2, 3]), extranonce2Size: 4 }),
    named: (_session, name) => (names.push(name), true),
    authorized: () => {},
    configured: () => {},
    submitted: (session, id) => session.respond(id, true, null),
    closed: () => {},
  };
  const vardiff = new Vardiff({ start: 1024, min: 1, max: null, sharesPerMinute: 6 }, clock.monotonicMs());
  const session = new MinerSession(
    { socket: socket as unknown as Socket, clock, log: silentLog, host },
    { index: 0, address: '127.0.0.1', vardiff },
  );
  return { socket, session, names };
}

/** Bytes that a peer may get back for each that it sends, and once per connection for being told what is wrong. */
const MOST_ECHO = 6;
const MOST_TOLD = 20 * 300;

/** A miner's bytes get whole lines of JSON back, never many more bytes than came, and never an exception. */
async function minerSession(): Promise<void> {
  await fc.assert(
    fc.asyncProperty(stream, async ({ bytes, packets }) => {
      const { socket, session, names } = hostileSession();
      for (const packet of packets) if (!socket.destroyed) socket.emit('data', packet);
      await new Promise((resolve) => setImmediate(resolve));
      const lines = socket.written.split('\n');
      expect(lines.pop()).toBe('');
      for (const line of lines) expect(JSON.parse(line)).toHaveProperty('error');
      expect(Buffer.byteLength(socket.written)).toBeLessThanOrEqual(MOST_ECHO * bytes.length + MOST_TOLD);
      for (const name of names) expect(name.length).toBeLessThanOrEqual(128);
      expect(session.vardiff.current).toBeGreaterThan(0);
      expect(Number.isFinite(session.vardiff.current)).toBe(true);
      if (session.userAgent !== null) expect(session.userAgent).toMatch(/^[ -~]{0,128}$/);
    }),
    fuzzRuns(2),
  );
}

/** Parsers of the Stratum wire, both ways. */
export const STRATUM_TARGETS: readonly [name: string, run: () => void | Promise<void>][] = [
  ['a line of either side', codec],
  ['the scan of a line', scan],
  ['the cutting into lines', framer],
  ['the fields of a pool', poolFields],
  ['the refusals of a pool', refusals],
  ['all that a miner sends', minerSession],
];
