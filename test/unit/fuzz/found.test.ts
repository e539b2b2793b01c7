import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { asDiskError } from '#engine/backup/backup-errors.ts';
import { openKeys } from '#engine/backup/key-ring.ts';
import { makeFolders } from '#engine/backup/small-file.ts';
import { REMOTE_FARM_FILE } from '#engine/config/farm-file-context.ts';
import { parseFarmFileText } from '#engine/config/farm-file.ts';
import { parseReply } from '#engine/discovery/reply-parser.ts';
import { LimitError, TolerantJson } from '#engine/discovery/tolerant-json.ts';
import { sealWithPassphrase } from '#engine/lib/passphrase-seal.ts';
import { parseReconnect } from '#engine/stratum/pool-fields.ts';
import { ProtocolError } from '#engine/stratum/protocol-error.ts';
import { statementJson } from '#engine/statements/signature.ts';
import { verifyStatement } from '#engine/statements/verify.ts';
import { verifyCommand } from '#main/headless/verify-command.ts';
import { AppError } from '#shared/errors.ts';
import { CountedText, expectSentence } from '#test/fuzz/fuzz-run.ts';
import { SIGNED, statementFiles } from '#test/fuzz/files.ts';
import { hostileSession } from '#test/fuzz/stratum.ts';

/** Inputs that once got through. */
describe('what fuzzing found stays mended', () => {
  it.each<unknown>([{ toString: '' }, { valueOf: 1, toString: 1 }, [[]], [[[3333]]], true])(
    'a pool whose reconnect has %j for a port',
    (port) => {
      const current = { host: 'pool.example', port: 3333 };
      expect(() => parseReconnect(['pool.example', port], current)).toThrow(ProtocolError);
      expect(parseReconnect(['pool.example', '443', { toString: 1 }], current)).toMatchObject({
        port: 443,
        waitMs: 0,
      });
    },
  );

  it('a miner whose minimum difficulty is an object without a text', () => {
    const { socket, session } = hostileSession();
    const options = '{"minimum-difficulty.value":{"toString":""}}';
    socket.emit(
      'data',
      Buffer.from(`{"id":1,"method":"mining.configure","params":[["minimum-difficulty"],${options}]}\n`),
    );
    expect(JSON.parse(socket.written)).toMatchObject({ id: 1, result: { 'minimum-difficulty': true } });
    expect([session.vardiff.current, socket.destroyed]).toEqual([1024, false]);
  });

  it('a reply in which a blank that JSON does not know stands in a list', () => {
    expect(parseReply('{"STATS":[{"a":1}\u00a0,{"b":2}\ufeff]}')).toMatchObject({
      value: { STATS: [{ a: 1 }, { b: 2 }] },
      problem: null,
    });
    const counted = new CountedText('[1\ufeff,');
    const reader = new TolerantJson(counted.text, { maxDepth: 64, maxValues: 500_000 });
    expect(() => reader.readRoot()).not.toThrow(LimitError);
    expect(counted.looks).toBeLessThan(100);
  });

  it.each(['', '{', 'null', '"\u001b[2J"'])('sealed keys that hold %j', async (inside) => {
    const seal = await sealWithPassphrase(inside, 'a passphrase of length', 'hashquota-backup-keys');
    await expect(openKeys(seal, 'a passphrase of length')).rejects.toThrow(AppError);
  });

  it.each([8.64e15 + 1, -8.64e15 - 1, Number.MAX_SAFE_INTEGER])('a statement with the time %d', (atMs) => {
    const { content } = SIGNED;
    const json = statementJson({
      ...SIGNED,
      content: { ...content, proofs: content.proofs.map((proof) => ({ ...proof, atMs })) },
    });
    const csv = statementFiles(SIGNED).csv.replaceAll(String(content.rows[0]?.fromMs), String(atMs));
    for (const file of [json, csv]) expect(() => verifyStatement(Buffer.from(file))).toThrow(AppError);
  });

  it('a statement that would write on the terminal of whoever checks it', () => {
    const evil = '\u001b]0;title\u0007\u009b2J\u202egnihton';
    const { content } = SIGNED;
    const forged = {
      ...SIGNED,
      content: {
        ...content,
        account: { ...content.account, name: evil },
        proofs: content.proofs.map((proof) => ({ ...proof, minerId: evil })),
      },
    };
    const folder = mkdtempSync(join(tmpdir(), 'hashquota-terminal-'));
    const file = join(folder, 'statement.json');
    const said: string[] = [];
    try {
      writeFileSync(file, statementJson(forged));
      verifyCommand({ file, key: null }, (sentence) => said.push(sentence));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    expect(said.join()).toContain('gnihton');
    for (const sentence of said) expectSentence(sentence);
  });

  it.each(['{},', '"",', '!t ', '#\n', '\n'])('a farm file that is a megabyte of %j', (piece) => {
    const text = '[' + piece.repeat(Math.floor(1_000_000 / piece.length));
    expect(() => parseFarmFileText(text, REMOTE_FARM_FILE)).toThrow(/more than the 600000 words and marks/);
  });

  it('a file that is no JSON is not quoted', () => {
    expect(() => verifyStatement(Buffer.from('{\u001b[31mred'))).toThrow(
      'This is no statement: it is no JSON.',
    );
  });

  it('a sentence that quotes what a stranger sent has nothing in it that moves a cursor', () => {
    const { message } = new AppError('BAD_INPUT', 'a\u001b[2J\nb\u202ec\u009b');
    expect(message).toBe('a [2J b c ');
  });

  it
    .skipIf(process.platform !== 'linux')
    .each(['/dev/null/x', '/\0', '/proc/self/none', `/${'a'.repeat(300)}`])(
    'a folder that none can be: %j',
    (folder) => {
      let failure: unknown;
      try {
        makeFolders(folder);
      } catch (error) {
        failure = error;
      }
      expect(asDiskError(failure, 'The folder cannot be used')).toBeInstanceOf(AppError);
    },
  );
});
