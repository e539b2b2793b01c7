import fc from 'fast-check';
import { expect } from 'vitest';

import { readConfiguration, writeConfiguration } from '#engine/backup/config-file.ts';
import { openKeys } from '#engine/backup/key-ring.ts';
import { parseManifest } from '#engine/backup/manifest.ts';
import { parseFarmFileText, readFarmFile } from '#engine/config/farm-file.ts';
import { sealWithPassphrase } from '#engine/lib/passphrase-seal.ts';
import { importSnapshots } from '#engine/pointing/snapshot-file.ts';
import { sealPdf } from '#engine/statements/pdf-seal.ts';
import { fingerprintOf, generateKey, signStatement, statementJson } from '#engine/statements/signature.ts';
import { statementCsv } from '#engine/statements/statement-csv.ts';
import { verifyStatement } from '#engine/statements/verify.ts';
import { AppError } from '#shared/errors.ts';
import type { SignedStatement, StatementContent } from '#shared/model/statement.ts';

import { expectSentence, fuzzRuns, outcomeOf } from './fuzz-run.ts';
import { damagedJson, damagedText, hostileJson, hostileText } from './hostile.ts';

const FARM = {
  version: 1,
  proxy: {
    listen: '0.0.0.0:3333',
    allow: ['10.0.0.0/8', 'fd00::/8'],
    difficulty: { start: 1024, min: 1, max: null, sharesPerMinute: 6 },
  },
  round: { every: '24h', anchor: '00:00', timeZone: 'Europe/Berlin' },
  policy: 'sequential',
  accounts: [
    {
      name: 'alice',
      pools: ['stratum+tcp://pool.example:3333'],
      worker: 'a.1',
      password: 'x',
      quota: { hashrate: '120 TH/s' },
    },
    {
      name: 'bob',
      pools: [{ url: 'stratum+ssl://[::1]:443' }],
      worker: 'b',
      quota: { share: '30 %' },
      carryOver: true,
    },
    { name: 'rest', pools: ['stratum+tcp://127.0.0.1:1'], worker: 'r', overflow: true },
  ],
  miners: [{ worker: 'm1', role: 'standby', nominal: '104 TH/s' }],
};
const YAML = `version: 1 # a farm
round: { every: 24h, anchor: "00:00", timeZone: UTC }
pools: &pools
  - stratum+tcp://pool.example:3333
accounts:
  - name: alice
    pools: *pools
    worker: "a.1"
    password: |
      x
    quota: { work: 10 }
  - { name: bob, pools: [stratum+tcp://127.0.0.1:1], worker: b, quota: { share: 30 % } }
miners:
- worker: m1
- worker: m2
`;
const REMOTE = { fileName: 'farm file', readFile: null, env: null };

/** A farm file as text and as a parsed value. */
function farmFiles(): void {
  const text = fc.oneof(
    damagedText([YAML, JSON.stringify(FARM), JSON.stringify(FARM, null, 2)]),
    hostileText,
  );
  fc.assert(
    fc.property(text, (given) => {
      outcomeOf(() => parseFarmFileText(given, REMOTE));
    }),
    fuzzRuns(2),
  );
  fc.assert(
    fc.property(fc.oneof(damagedJson(FARM), hostileJson), (given) => {
      outcomeOf(() => readFarmFile(given, REMOTE));
    }),
    fuzzRuns(),
  );
}

const PROGRAM = { program: '1.2.3', exportedAtMs: 1_790_000_000_000 };
const CONFIGURATION = writeConfiguration({
  ...PROGRAM,
  sections: { farm: FARM, miners: [{ id: 'm1' }] },
  secrets: null,
});
const MANIFEST = {
  ...{
    format: 'hashquota-backup',
    version: 1,
    program: '1.2.3',
    kind: 'manual',
    madeAtMs: 1_790_000_000_000,
  },
  ...{
    installation: '7f0c1e9e-6a3b-4a57-9d0e-2f4f2b8c1a11',
    dataFormat: 7,
    bytes: 4096,
    sha256: 'ab'.repeat(32),
  },
  ...{ keys: ['ab'], sealedKeys: null },
};

/** The configuration as a file, and the first line of a backup. */
function ownFiles(): void {
  const texts = fc.oneof(
    damagedText([CONFIGURATION, JSON.stringify(MANIFEST)]),
    damagedJson(JSON.parse(CONFIGURATION)).map((value) => JSON.stringify(value)),
    damagedJson(MANIFEST).map((value) => JSON.stringify(value)),
    hostileText,
  );
  fc.assert(
    fc.property(texts, (text) => {
      outcomeOf(() => readConfiguration(text));
      outcomeOf(() => parseManifest(text, 'a.backup'));
    }),
    fuzzRuns(),
  );
}

const SNAPSHOTS = {
  machines: [
    {
      machineId: 'm-001122334451',
      pointedUrl: 'stratum+tcp://10.0.0.2:3333',
      snapshot: {
        ...{
          family: 'antminer-stock',
          model: 'S19',
          firmware: null,
          takenAtMs: 1_790_000_000_000,
          promise: 'exact',
        },
        ...{
          pools: [{ url: 'stratum+tcp://a:1', user: 'u', password: 'p' }],
          raw: { pools: [{ url: 'a' }] },
        },
      },
    },
  ],
};
const PASSPHRASE = 'a passphrase of length';

async function refusalOf(run: Promise<unknown>): Promise<AppError | null> {
  try {
    await run;
    return null;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expectSentence(error.message);
    return error;
  }
}

/** A stranger may send a sealed file together with its passphrase, so what is inside is as hostile as the rest. */
async function sealedFiles(): Promise<void> {
  const inside = fc.oneof(
    damagedJson(SNAPSHOTS).map((value) => JSON.stringify(value)),
    damagedText([JSON.stringify(SNAPSHOTS), JSON.stringify(['A'.repeat(43) + '='])]),
  );
  await fc.assert(
    fc.asyncProperty(inside, async (text) => {
      const keys = await sealWithPassphrase(text, PASSPHRASE, 'hashquota-backup-keys');
      await refusalOf(openKeys(keys, PASSPHRASE));
      const { method: _method, ...seal } = await sealWithPassphrase(text, PASSPHRASE, '');
      await refusalOf(
        importSnapshots(
          JSON.stringify({ format: 'hashquota-previous-pools', version: 1, ...seal }),
          PASSPHRASE,
        ),
      );
    }),
    fuzzRuns(200),
  );
  const outside = fc.oneof(
    hostileText,
    damagedText([
      '{"format":"hashquota-previous-pools","version":1,"salt":"","nonce":"","tag":"","sealed":""}',
    ]),
  );
  await fc.assert(
    fc.asyncProperty(outside, async (text) => {
      expect(await refusalOf(importSnapshots(text, PASSPHRASE))).toBeInstanceOf(AppError);
    }),
    fuzzRuns(),
  );
}

const HOUR_MS = 3_600_000;
const FROM_MS = Date.UTC(2026, 10, 1);
const { publicKey, privateKey } = generateKey();
const NONE = { shares: 0, work: 0 };
const CONTENT: StatementContent = {
  ...{
    format: 'hashquota-statement',
    version: 1,
    id: 's-1',
    software: 'Hashquota 1',
    issuedAtMs: FROM_MS + HOUR_MS,
  },
  installation: { id: 'i', publicKey: publicKey.toString('hex'), fingerprint: fingerprintOf(publicKey) },
  account: { id: 'alice', name: 'alice', quota: '' },
  period: {
    ...{
      kind: 'days',
      from: '2026-11-01',
      to: '2026-11-01',
      timeZone: 'UTC',
      fromMs: FROM_MS,
      toMs: FROM_MS + HOUR_MS,
    },
    ...{ countedFromMs: FROM_MS, countedToMs: FROM_MS + HOUR_MS, isComplete: true, rowSpan: 'hour' },
  },
  totals: {
    ...{ verified: NONE, rejected: NONE, stale: NONE, inDoubt: NONE, pending: NONE, straddling: NONE },
    credited: { shares: 1, work: 1e9 },
  },
  ...{ servedMs: 5, downtime: [{ cause: 'unknown', ms: 3 }] },
  rounds: [
    {
      ...{ id: 'r', startedAtMs: FROM_MS, endsAtMs: null, targetWork: null, carriedWork: 0, creditedWork: 1 },
      ...{ upToStandard: false, upToStandardAtMs: null, isFinal: false },
    },
  ],
  rows: [
    {
      ...{ fromMs: FROM_MS, toMs: FROM_MS + HOUR_MS, verifiedWork: 1e9, creditedWork: 1e9 },
      ...{ acceptedShares: 1, rejectedShares: 0, staleShares: 0, inDoubtShares: 0 },
    },
  ],
  proofs: [
    {
      ...{ rowFromMs: FROM_MS, atMs: FROM_MS + 5, minerId: 'm1', achieved: 1, hash: 'ab'.repeat(32) },
      ...{ header: 'cd'.repeat(80), coinbase: 'ef'.repeat(60), branches: ['01'.repeat(32)] },
    },
  ],
};
const SIGNED = signStatement(CONTENT, privateKey);

/** The three files of a statement. */
export function statementFiles(statement: SignedStatement): { json: string; csv: string; pdf: Buffer } {
  const json = statementJson(statement);
  const pdf = Buffer.from(
    `%PDF-1.7\n1 0 obj\n<< /Type /EmbeddedFile /Length ${Buffer.byteLength(json)} >>\nstream\n${json}\nendstream\nendobj\n%%EOF\n`,
  );
  return { json, csv: statementCsv(statement), pdf: sealPdf(pdf, privateKey) };
}
export { SIGNED };

/** Statements come from strangers and are checked by strangers. Only the true file is right. */
function statements(): void {
  const { json, csv, pdf } = statementFiles(SIGNED);
  const odd = [0, -1, 8.64e15 + 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
  const file = fc.oneof(
    damagedText([json, csv]).map((text) => Buffer.from(text)),
    damagedText([pdf.toString('latin1')]).map((text) => Buffer.from(text, 'latin1')),
    damagedJson(SIGNED).map((value) => Buffer.from(JSON.stringify(value))),
    fc
      .tuple(fc.constantFrom(...(csv.match(/\d{13}/g) ?? [])), fc.constantFrom(...odd))
      .map(([time, put]) => Buffer.from(csv.replace(time, String(put)))),
    fc.constantFrom(...odd).map((atMs) => {
      const proofs = CONTENT.proofs.map((proof) => ({ ...proof, atMs }));
      return Buffer.from(statementJson(signStatement({ ...CONTENT, proofs }, privateKey)));
    }),
    fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
    hostileText.map((text) => Buffer.from(text)),
  );
  fc.assert(
    fc.property(file, (bytes) => {
      const outcome = outcomeOf(() => verifyStatement(bytes));
      if (!('value' in outcome)) return;
      for (const fault of outcome.value.faults) expectSentence(fault);
      expect(outcome.value.faults.length).toBeGreaterThan(0);
    }),
    fuzzRuns(),
  );
}

/** Parsers of files that an owner or a customer opens. */
export const FILE_TARGETS: readonly [name: string, run: () => void | Promise<void>][] = [
  ['a farm file', farmFiles],
  ['a configuration or a backup', ownFiles],
  ['a sealed file with its passphrase', sealedFiles],
  ['a statement', statements],
];
