import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { faultOfProof } from '#engine/statements/proof.ts';
import { fingerprintOf, generateKey, signStatement, statementJson } from '#engine/statements/signature.ts';
import type { Statements } from '#engine/statements/statements.ts';
import { verifyStatement } from '#engine/statements/verify.ts';
import { runCli } from '#main/headless/cli.ts';
import { AppError } from '#shared/errors.ts';
import {
  type DownloadFile,
  type ProofShare,
  signedStatement,
  type SignedStatement,
} from '#shared/model/statement.ts';
import { pdfText } from '#test/support/pdf-text.ts';
import { SHARE, Stage } from '#test/support/stage.ts';

const HOUR_MS = 3_600_000;
const TODAY = { kind: 'days', from: '2026-11-18', to: '2026-11-18' } as const;

const bytesOf = (file: DownloadFile): Buffer => Buffer.from(file.contentBase64, 'base64');

let stage: Stage;
let statements: Statements;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => stage.stop());

/** Alice's pool and miner, `shares` of which each pool has answered. */
async function mined(shares: number, name = 'alice') {
  const pool = await stage.pool();
  const accounts = [{ name, pools: [{ url: pool.url }], quota: { work: 1000 * SHARE } }];
  const { engine } = await stage.start({
    accounts,
    round: { every: '24h', anchor: '00:00', timeZone: 'UTC' },
  });
  ({ statements } = engine.office);
  const miner = await stage.miner('farm.m1');
  await stage.mineAndSettle(miner, shares);
  return { pool, miner };
}

async function issued(): Promise<{ id: string; document: SignedStatement }> {
  const { id } = await statements.create({ accountId: 'alice', period: TODAY }, 'test');
  return {
    id,
    document: signedStatement.parse(JSON.parse(bytesOf(statements.download(id, 'json')).toString())),
  };
}

describe('a statement', () => {
  it('has what the pool has counted, hour by hour, with three best shares of each that prove themselves', async () => {
    const { pool, miner } = await mined(6);
    stage.clock.jumpWall(HOUR_MS);
    await stage.pass(2000);
    await stage.mineAndSettle(miner, 2);
    const { content } = (await issued()).document;
    const { acceptedShares } = pool.countsOf('alice.farm');
    expect(acceptedShares).toBe(8);
    expect(content.totals.credited).toEqual({ shares: acceptedShares, work: acceptedShares * SHARE });
    expect(content.rows.filter((row) => row.acceptedShares > 0).map((row) => row.acceptedShares)).toEqual([
      6, 2,
    ]);
    expect(content.rows).toHaveLength(14);
    expect(content.proofs).toHaveLength(5);
    expect(content.proofs.map(faultOfProof)).toEqual([null, null, null, null, null]);
    expect(content.proofs.every(({ achieved, minerId }) => achieved >= SHARE && minerId === 'm1')).toBe(true);
    expect(content.rounds).toMatchObject([
      { id: '2026-11-18T00:00Z', targetWork: 1000 * SHARE, upToStandard: false },
    ]);
    expect(content.period).toMatchObject({ isComplete: false, rowSpan: 'hour', timeZone: 'UTC' });
  });

  it('keeps the three best of an hour, the best first', async () => {
    const { miner } = await mined(4);
    await stage.mineAndSettle(miner, 40);
    const { proofs } = (await issued()).document.content;
    const difficulties = proofs.map(({ achieved }) => achieved);
    expect(proofs).toHaveLength(3);
    expect(difficulties).toEqual([...difficulties].sort((left, right) => right - left));
  });

  it('is about the same rounds when it is asked for by them', async () => {
    await mined(3);
    const id = '2026-11-18T00:00Z';
    const byRound = await statements.create(
      { accountId: 'alice', period: { kind: 'rounds', from: id, to: id } },
      'test',
    );
    expect(byRound).toMatchObject({
      kind: 'rounds',
      from: id,
      to: id,
      acceptedShares: 3,
      creditedWork: 3 * SHARE,
    });
    expect(statements.list('alice')).toEqual([byRound]);
  });

  it('says why nobody worked while the pool was gone', async () => {
    const { pool } = await mined(1);
    await pool.stop();
    await stage.pass(10 * 60_000);
    const { servedMs, downtime } = (await issued()).document.content;
    const lost = downtime.find(({ cause }) => cause === 'pool-unreachable');
    expect(servedMs).toBeGreaterThan(0);
    expect(lost?.ms).toBeGreaterThan(9 * 60_000);
    expect(lost?.ms).toBeLessThanOrEqual(10 * 60_000);
  });

  it('is refused for accounts, days and rounds that there are not', async () => {
    await mined(1);
    const refusal = async (
      accountId: string,
      period: Parameters<Statements['create']>[0]['period'],
    ): Promise<string> =>
      statements.create({ accountId, period }, 'test').then(
        () => 'issued',
        (error: AppError) => error.message,
      );
    expect([
      await refusal('nobody', TODAY),
      await refusal('alice', { kind: 'days', from: '2026-02-30', to: '2026-03-01' }),
      await refusal('alice', { kind: 'days', from: '2026-11-18', to: '2026-11-17' }),
      await refusal('alice', { kind: 'days', from: '2026-11-20', to: '2026-11-20' }),
      await refusal('alice', { kind: 'rounds', from: 'never', to: 'never' }),
    ]).toEqual([
      'There is no account with the id "nobody".',
      '2026-02-30 is no day; it must be a date such as 2026-11-18.',
      'The period ends (2026-11-17) before it begins (2026-11-18).',
      'The period has not begun: it starts at 2026-11-20.',
      'There is no round "never".',
    ]);
  });
});

describe('the files of a statement', () => {
  it('are good in all three forms, and the PDF shows account, hash and fingerprint', async () => {
    await mined(5);
    const { id, document } = await issued();
    const files = (['json', 'csv', 'pdf'] as const).map((format) => bytesOf(statements.download(id, format)));
    const reports = files.map(verifyStatement);
    expect(reports.map(({ form, faults, proofShares }) => ({ form, faults, proofShares }))).toEqual([
      { form: 'json', faults: [], proofShares: 3 },
      { form: 'csv', faults: [], proofShares: 3 },
      { form: 'pdf', faults: [], proofShares: 3 },
    ]);
    expect(reports.map(({ statement }) => statement)).toEqual([document, document, document]);
    const text = pdfText(files[2]!);
    expect(text).toContain('Statement for alice, 2026-11-18');
    expect(text).toContain(document.sha256);
    expect(text).toContain(document.content.installation.fingerprint);
    expect(text).toMatch(/Page 1 of \d/);
  });

  it('are wrong or unreadable after a change of any one byte', async () => {
    await mined(3);
    const { id } = await issued();
    for (const format of ['json', 'csv', 'pdf'] as const) {
      const file = bytesOf(statements.download(id, format));
      fc.assert(
        fc.property(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
          const changed = Buffer.from(file);
          changed[at] = (changed[at] as number) ^ change;
          expect(isFound(changed), `${format} byte ${at} changed by ${change}`).toBe(true);
        }),
        { numRuns: 300 },
      );
      expect(isFound(Buffer.concat([file, Buffer.from('\n')])), `${format} with a line more`).toBe(true);
      expect(isFound(file.subarray(0, -1)), `${format} cut short`).toBe(true);
    }
  });

  it('are wrong where a proof share is false, although somebody has signed it', async () => {
    await mined(3);
    const { content } = (await issued()).document;
    const { publicKey, privateKey } = generateKey();
    const installation = {
      ...content.installation,
      publicKey: publicKey.toString('hex'),
      fingerprint: fingerprintOf(publicKey),
    };
    const [first, ...others] = content.proofs as [ProofShare, ...ProofShare[]];
    const faultsWith = (proofs: ProofShare[]): string[] => {
      const forged = signStatement({ ...content, installation, proofs }, privateKey);
      return verifyStatement(Buffer.from(statementJson(forged))).faults.map((fault) =>
        fault.replace(/^.*?Z /, ''),
      );
    };
    const flipped = (hex: string): string => `${hex.startsWith('0') ? '1' : '0'}${hex.slice(1)}`;
    expect(faultsWith(content.proofs)).toEqual([]);
    expect(faultsWith([{ ...first, coinbase: flipped(first.coinbase) }, ...others])).toEqual([
      'is no proof: its coinbase and branches do not lead to the merkle root in its header.',
    ]);
    expect(faultsWith([{ ...first, header: flipped(first.header) }, ...others])).toEqual([
      'is no proof: its header does not hash to what it says.',
    ]);
    expect(faultsWith([{ ...first, achieved: first.achieved * 2 }, ...others])).toEqual([
      'is no proof: its hash has not the difficulty that it says.',
    ]);
    expect(faultsWith([first, first])).toEqual(['stands there twice.']);
    expect(faultsWith([{ ...first, atMs: first.atMs + HOUR_MS }])).toEqual([
      'does not lie in the row it is said to be of.',
    ]);
  });

  it('are checked on the command line: 0 good, 1 wrong or of another key, 2 unreadable', async () => {
    await mined(2);
    const { id, document } = await issued();
    const folder = mkdtempSync(join(tmpdir(), 'hashquota-test-'));
    const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    try {
      const save = (name: string, bytes: Buffer | string): string => {
        writeFileSync(join(folder, name), bytes);
        return join(folder, name);
      };
      const json = bytesOf(statements.download(id, 'json')).toString();
      const good = save('good.json', json);
      const wrong = save('wrong.json', json.replace('"name":"alice"', '"name":"alise"'));
      const { fingerprint } = document.content.installation;
      const codes = [
        await runCli(['verify', good], '0'),
        await runCli(['verify', good, '--key', fingerprint], '0'),
        await runCli(['verify', save('good.pdf', bytesOf(statements.download(id, 'pdf')))], '0'),
        await runCli(['verify', wrong], '0'),
        await runCli(['verify', good, '--key', 'ffff'], '0'),
        await runCli(['verify', save('other.txt', 'hello')], '0'),
        await runCli(['verify', join(folder, 'missing')], '0'),
      ];
      expect(codes).toEqual([0, 0, 0, 1, 1, 2, 2]);
    } finally {
      out.mockRestore();
      err.mockRestore();
      rmSync(folder, { recursive: true });
    }
  });
});

function isFound(file: Buffer): boolean {
  try {
    return verifyStatement(file).faults.length > 0;
  } catch (error) {
    if (error instanceof AppError && error.code === 'BAD_INPUT') return true;
    throw error;
  }
}

describe('a reconciliation', () => {
  it('agrees with the pool that counted the same, and is kept', async () => {
    const { pool } = await mined(7);
    const { work: poolWork } = pool.countsOf('alice.farm');
    const result = await statements.reconcile({ accountId: 'alice', day: '2026-11-18', poolWork }, 'test');
    expect(result).toMatchObject({ verdict: 'agrees', isDayOver: false, compared: 'work', difference: 0 });
    expect(statements.reconciliations('alice')).toEqual([result]);
  });

  it('explains what the pool has more by shares in doubt', async () => {
    const { pool, miner } = await mined(9);
    pool.pauseAnswers();
    await stage.latestJob(miner);
    await miner.mine({ shares: 1 });
    await stage.pass(62_000);
    const shares = pool.countsOf('alice.farm').acceptedShares;
    const result = await statements.reconcile(
      { accountId: 'alice', day: '2026-11-18', poolShares: shares },
      'test',
    );
    expect(result).toMatchObject({ poolAmount: 10, ourAmount: 9, verdict: 'explained' });
    expect(result.words).toBe(
      'The pool counts 11.1 % more (10 shares beside our 9 shares); that is explained: shares in doubt up to 11.1 %.',
    );
  });

  it("says so where the pool's number is that of the day in UTC", async () => {
    const { pool } = await mined(4);
    const poolWork = pool.countsOf('alice.farm').work;
    const timeZone = 'Pacific/Auckland';
    const result = await statements.reconcile(
      { accountId: 'alice', day: '2026-11-18', timeZone, poolWork },
      'test',
    );
    expect([result.verdict, result.ourAmount]).toEqual(['nothing', 0]);
    expect(result.words).toContain('It does fit 2026-11-18 in UTC');
  });
});
