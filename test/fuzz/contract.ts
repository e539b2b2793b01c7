import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type AnyContractProcedure, isContractProcedure } from '@orpc/contract';
import { call, ORPCError, traverseContractProcedures } from '@orpc/server';
import fc from 'fast-check';
import { expect } from 'vitest';
import { z } from 'zod';

import type { Log } from '#engine/lib/log.ts';
import { ownErrors } from '#main/rpc-errors.ts';
import { isRpcMessage } from '#main/rpc-message.ts';
import { contract } from '#shared/contract.ts';
import { startPool, TestFarm } from '#test/support/test-farm.ts';

import { expectSentence, fuzzRuns } from './fuzz-run.ts';
import { damagedText, hostileJson, hostileNumber, hostileText } from './hostile.ts';

type Schema = Record<string, unknown>;
interface Procedure {
  path: readonly string[];
  name: string;
  schema: Schema | null;
}

/** Event streams stay open, and a restore would end the farm under test. */
const LEFT_OUT = new Set([
  'farm.events',
  'alerts.events',
  'backup.restore',
  'accounts.testConnection',
  'alerts.testChannel',
]);

/** Texts that would reach out of this test, by the name of their field: what stands here does not. */
const TAME: Record<string, readonly string[]> = {
  ranges: ['127.9.8.0/30', '127.9.8.9', '', 'x y', '127.9.8.0/33', '999.1.1.1', '-', '\u202e'],
  url: [
    'stratum+tcp://127.0.0.1:1',
    'stratum+tcp://127.0.0.1',
    'http://127.0.0.1:1/',
    'stratum+ssl://[::1]:1',
    '',
    'x',
    '://',
    'stratum+tcp://u:p@127.0.0.1:1',
    '\0',
  ],
  host: ['127.0.0.1', '', ' ', '[::1]', '\0', '127.0.0.1\r\nX: y'],
  proxyAddress: ['127.0.0.1:3333', '', 'x', '[::1]:1', ':'],
  pools: ['stratum+tcp://127.0.0.1:1', '', 'x'],
  folder: ['', '\0', 'relative', '/dev/null', '/dev/null/x', '/proc/self/mem', '/proc/self/none'],
  ids: ['m1', 'alice', 'nobody'],
};

function proceduresOf(): Procedure[] {
  const found: Procedure[] = [];
  traverseContractProcedures({ router: contract, path: [] }, ({ contract: procedure, path }) => {
    if (!isContractProcedure(procedure)) return;
    const schema = (procedure as AnyContractProcedure)['~orpc'].inputSchema as z.ZodType | undefined;
    const name = path.join('.');
    const json =
      schema === undefined
        ? null
        : (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema);
    if (!LEFT_OUT.has(name)) found.push({ path, name, schema: json });
  });
  return found;
}

/** Values of the schema's form, with its bounds stepped over now and then, and now and then of another form. */
function valueOf(schema: Schema, field: string, root: Schema): fc.Arbitrary<unknown> {
  const tame = TAME[field];
  const right = rightValueOf(schema, field, root);
  if (tame !== undefined && schema['type'] === 'string') return right;
  return fc.oneof(
    { weight: 9, arbitrary: right },
    { weight: 1, arbitrary: tame === undefined ? hostileJson : fc.constant(7) },
  );
}

function rightValueOf(schema: Schema, field: string, root: Schema): fc.Arbitrary<unknown> {
  const {
    $ref,
    anyOf,
    oneOf,
    allOf,
    enum: words,
    type,
  } = schema as {
    $ref?: string;
    anyOf?: Schema[];
    oneOf?: Schema[];
    allOf?: Schema[];
    enum?: unknown[];
    type?: string | string[];
  };
  if ($ref !== undefined) {
    const name = $ref.split('/').at(-1) ?? '';
    const target = (root['$defs'] as Record<string, Schema> | undefined)?.[name];
    return target ? rightValueOf(target, field, root) : hostileJson;
  }
  if ('const' in schema) return fc.constant(schema['const']);
  if (words) return fc.constantFrom(...words);
  const choices = anyOf ?? oneOf ?? allOf;
  if (choices) return fc.oneof(...choices.map((choice) => valueOf(choice, field, root)));
  switch (type) {
    case 'object':
      return objectOf(schema, root);
    case 'array':
      return fc.array(valueOf((schema['items'] as Schema | undefined) ?? {}, field, root), { maxLength: 5 });
    case 'string':
      return textOf(field);
    case 'number':
    case 'integer':
      return fc.oneof(
        hostileNumber,
        fc.integer({ min: 0, max: 100 }),
        fc.constant(schema['minimum'] ?? 1),
        fc.constant(schema['maximum'] ?? 2),
      );
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return hostileJson;
  }
}

function objectOf(schema: Schema, root: Schema): fc.Arbitrary<unknown> {
  const properties = (schema['properties'] as Record<string, Schema> | undefined) ?? {};
  const required = (schema['required'] as string[] | undefined) ?? [];
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, inner]) => [name, valueOf(inner, name, root)]),
  );
  if (Object.keys(fields).length === 0) return fc.dictionary(hostileText, hostileJson, { maxKeys: 3 });
  return fc.record(fields, { requiredKeys: required });
}

function textOf(field: string): fc.Arbitrary<string> {
  const tame = TAME[field];
  if (tame !== undefined) return fc.constantFrom(...tame);
  const known = [
    'm1',
    'alice',
    'alice~1',
    'm-001122334451',
    '2026-01-01',
    'UTC',
    '1h',
    '00:00',
    '120 TH/s',
    '30 %',
    'pool-down',
    'a passphrase',
  ];
  return fc.oneof(fc.constantFrom(...known), hostileText);
}

/** What a bug looks like from outside, with the log that says which it was. */
class Watch implements Log {
  readonly errors: string[] = [];

  debug(): void {}
  info(): void {}
  warn(): void {}
  error(fields: object, message: string): void {
    const { err } = fields as { err?: unknown };
    this.errors.push(
      `${message}: ${err instanceof Error ? (err.stack ?? err.message) : JSON.stringify(fields)}`,
    );
  }
}

/** Every procedure, on a running farm: an answer, or an error of the contract with one sentence. Never a bug. */
async function procedures(): Promise<void> {
  const all = proceduresOf();
  const calls = fc.oneof(
    ...all.map(({ path, name, schema }) =>
      fc.record({
        path: fc.constant(path),
        name: fc.constant(name),
        input: schema === null ? hostileJson : valueOf(schema, '', schema),
      }),
    ),
  );
  const folder = mkdtempSync(join(tmpdir(), 'hashquota-fuzz-'));
  const pool = await startPool({ extranonce2Size: 8 });
  const farm = await TestFarm.start({
    dataDir: folder,
    accounts: [{ name: 'alice', pools: [{ url: pool.url }], quota: { work: 1 } }],
    miners: [{ worker: 'm1' }],
  });
  const watch = new Watch();
  const door = ownErrors(watch);
  // All of them, each with an input: the farm has a history, so that shrinking says little.
  const bugs = new Map<string, string>();
  try {
    await fc.assert(
      fc.asyncProperty(calls, async ({ path, name, input }) => {
        const procedure = path.reduce<unknown>(
          (at, key) => (at as Record<string, unknown>)[key],
          farm.engine.router,
        );
        const context = { by: 'api' };
        try {
          await door({
            path,
            next: () => call(procedure as never, input as never, { context: context as never }),
          });
        } catch (error) {
          if (!(error instanceof ORPCError)) throw error;
          expectSentence(error.message);
          if (error.code === 'INTERNAL')
            bugs.set(`${name}: ${watch.errors.at(-1)}`, JSON.stringify(input).slice(0, 500));
        }
      }),
      { ...fuzzRuns(0.5), timeout: 30_000 },
    );
    expect(existsSync('relative'), 'a folder was made where the program was started').toBe(false);
    if (bugs.size > 0) throw new Error([...bugs].map(([bug, input]) => `${bug}\nwith ${input}`).join('\n\n'));
  } finally {
    await farm.stop();
    await pool.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What may come over a WebSocket or a window's port before any schema sees it. */
function messages(): void {
  const samples = [
    '{"i":"1","p":{"u":"/farm/get","b":{}}}',
    '{"i":1,"t":4}',
    '{"i":"x","p":{"u":"/a","h":{"content-type":"a"},"m":"POST"}}',
  ];
  fc.assert(
    fc.property(fc.oneof(damagedText(samples), hostileText, hostileJson), (data) => {
      if (isRpcMessage(data)) JSON.parse(data as string);
    }),
    fuzzRuns(),
  );
}

/** The contract's inputs. */
export const CONTRACT_TARGETS: readonly [name: string, run: () => void | Promise<void>][] = [
  ['the input of a procedure', procedures],
  ['a message before its procedure', messages],
];
