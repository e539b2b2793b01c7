import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fingerprintOf, generateKey, signStatement } from '#engine/statements/signature.ts';
import { parseStatementCsv, statementCsv } from '#engine/statements/statement-csv.ts';
import { statementPdf } from '#engine/statements/statement-pdf.ts';
import { sealPdf } from '#engine/statements/pdf-seal.ts';
import { verifyStatement } from '#engine/statements/verify.ts';
import type { SignedStatement, StatementRow } from '#shared/model/statement.ts';
import { pdfText } from '#test/support/pdf-text.ts';

const HOUR_MS = 3_600_000;
const FROM_MS = Date.UTC(2026, 10, 1);
const { publicKey, privateKey } = generateKey();
const none = { shares: 0, work: 0 };

function rowAt(index: number): StatementRow {
  const fromMs = FROM_MS + index * HOUR_MS;
  return {
    ...{ fromMs, toMs: fromMs + HOUR_MS, verifiedWork: 1e9, creditedWork: 1e9 },
    ...{ acceptedShares: 1, rejectedShares: 0, staleShares: 0, inDoubtShares: 0 },
  };
}

function statementOf(more: { name?: string; carriedWork?: number; rows?: number }): SignedStatement {
  const { name = 'alice', carriedWork = 0, rows = 2 } = more;
  const toMs = FROM_MS + rows * HOUR_MS;
  const round = {
    id: '2026-11-01T00:00Z',
    startedAtMs: FROM_MS,
    endsAtMs: null,
    targetWork: null,
    creditedWork: 1,
  };
  return signStatement(
    {
      ...{ format: 'hashquota-statement', version: 1, id: 's-1', software: 'Hashquota 1', issuedAtMs: toMs },
      installation: { id: 'i', publicKey: publicKey.toString('hex'), fingerprint: fingerprintOf(publicKey) },
      account: { id: 'alice', name, quota: '' },
      period: {
        ...{ kind: 'days', from: '2026-11-01', to: '2026-11-01', timeZone: 'UTC', fromMs: FROM_MS, toMs },
        ...{ countedFromMs: FROM_MS, countedToMs: toMs, isComplete: true, rowSpan: 'hour' },
      },
      totals: {
        ...{ verified: none, rejected: none, stale: none, inDoubt: none, pending: none, straddling: none },
        credited: { shares: rows, work: rows * 1e9 },
      },
      ...{ servedMs: 5, downtime: [{ cause: 'unknown', ms: 3 }] },
      rounds: [{ ...round, carriedWork, upToStandard: false, upToStandardAtMs: null, isFinal: false }],
      ...{ rows: Array.from({ length: rows }, (_, index) => rowAt(index)), proofs: [] },
    },
    privateKey,
  );
}

describe('a statement as CSV', () => {
  it('loses nothing, whatever the names and numbers', () => {
    const numbers = fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .map((value) => (value === 0 ? 0 : value));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), numbers, (name, carriedWork) => {
        const statement = statementOf({ name, carriedWork });
        expect(parseStatementCsv(statementCsv(statement))).toEqual(statement);
      }),
    );
  });

  it('has no cell that a spreadsheet would run', () => {
    const csv = statementCsv(statementOf({ name: '=HYPERLINK("http://evil.example","x")' }));
    expect(csv).toContain(`account.name,"'=HYPERLINK(""http://evil.example"",""x"")"\r\n`);
    expect(verifyStatement(Buffer.from(csv)).faults).toEqual([]);
  });
});

describe('a statement as PDF', () => {
  it('repeats the heads of its table and numbers its pages', async () => {
    const text = pdfText(await statementPdf(statementOf({ rows: 120 })));
    const pages = [...text.matchAll(/Page (\d) of (\d)/g)].map(([, page, count]) => [page, count]);
    expect(pages).toEqual([
      ['1', '3'],
      ['2', '3'],
      ['3', '3'],
    ]);
    expect(text.match(/Confirmed work/g)).toHaveLength(3);
    expect(text.match(/ Nov 2026, \d\d:\d\d/g)?.length).toBeGreaterThanOrEqual(120);
  });

  it('lets others go on while a long table is written', async () => {
    let turns = 0;
    let isMade = false;
    const turn = (): void => {
      turns += 1;
      if (!isMade) setImmediate(turn);
    };
    setImmediate(turn);
    await statementPdf(statementOf({ rows: 840 }));
    isMade = true;
    expect(turns).toBeGreaterThan(30);
  });

  it('is good for names in any script', async () => {
    const statement = statementOf({ name: 'Алиса 矿场 ⛏' });
    const pdf = sealPdf(await statementPdf(statement), privateKey);
    const report = verifyStatement(pdf);
    expect([report.faults, report.statement.content.account.name]).toEqual([[], 'Алиса 矿场 ⛏']);
  });

  it('is wrong when its pages are signed by another key than its statement', async () => {
    const pdf = sealPdf(await statementPdf(statementOf({})), generateKey().privateKey);
    expect(verifyStatement(pdf).faults).toEqual(['The PDF was changed after it was signed.']);
  });
});
