import { AppError } from '#shared/errors.ts';
import { type SignedStatement, signedStatement } from '#shared/model/statement.ts';

import { attachmentOf, isSealGood } from './pdf-seal.ts';
import { faultsOfProofs, type ImpliedWork, impliedWork } from './proof.ts';
import { contentHash, fingerprintOf, isSignatureGood, statementJson } from './signature.ts';
import { parseStatementCsv, statementCsv } from './statement-csv.ts';

export type StatementForm = 'json' | 'csv' | 'pdf';

/** What is to be said about a statement's file. */
export interface VerifyReport {
  form: StatementForm;
  /** Empty = nothing is wrong. */
  faults: string[];
  statement: SignedStatement;
  proofShares: number;
  implied: ImpliedWork | null;
}

/**
 * Checks a statement's file: that it is written exactly as one is, its hash, its signature, that its sums add
 * up, and every proof share. Throws `AppError` BAD_INPUT where it cannot be read as a statement at all.
 */
export function verifyStatement(file: Buffer): VerifyReport {
  const { form, statement, isAsWritten } = readStatement(file);
  const { content, sha256 } = statement;
  const faults: string[] = [];
  if (contentHash(content) !== sha256) faults.push('The SHA-256 in the file is not that of its content.');
  if (!isSignatureGood(statement)) faults.push('The signature is not that of the key in the file.');
  if (fingerprintOf(Buffer.from(content.installation.publicKey, 'hex')) !== content.installation.fingerprint)
    faults.push('The fingerprint in the file is not that of its key.');
  if (!isAsWritten) faults.push(AS_WRITTEN_FAULT[form]);
  faults.push(...faultsOfSums(statement), ...faultsOfProofs(content));
  return { form, faults, statement, proofShares: content.proofs.length, implied: impliedWork(content) };
}

const AS_WRITTEN_FAULT: Record<StatementForm, string> = {
  json: 'The file is not written as the signed form is: something in it was changed or added.',
  csv: 'The CSV differs from what its own signed content gives.',
  pdf: 'The PDF was changed after it was signed.',
};

function readStatement(file: Buffer): {
  form: StatementForm;
  statement: SignedStatement;
  isAsWritten: boolean;
} {
  if (file.subarray(0, 5).toString('latin1') === '%PDF-') {
    const attachment = attachmentOf(file);
    if (!attachment) throw unreadable('the PDF has no statement attached that can be read');
    const text = textOf(attachment);
    const statement = parseJson(text);
    const isSealed = isSealGood(file, Buffer.from(statement.content.installation.publicKey, 'hex'));
    return { form: 'pdf', statement, isAsWritten: isSealed && statementJson(statement) === text };
  }
  const text = textOf(file);
  if (text.startsWith('{')) {
    const statement = parseJson(text);
    return { form: 'json', statement, isAsWritten: statementJson(statement) === text };
  }
  const statement = parseStatementCsv(text);
  if (!statement) throw unreadable('it is neither the JSON, nor the CSV, nor the PDF of a statement');
  return { form: 'csv', statement, isAsWritten: statementCsv(statement) === text };
}

function parseJson(text: string): SignedStatement {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unreadable('it is no JSON', error);
  }
  const parsed = signedStatement.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw unreadable(`${issue?.path.join('.') || 'it'} is not as in a statement`);
  }
  return parsed.data;
}

function textOf(bytes: Buffer): string {
  try {
    // The byte order mark is part of what was written.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw unreadable('it is not UTF-8 text');
  }
}

/** The rows of days add up to the totals, as counts of whole shares do. */
function faultsOfSums({ content }: SignedStatement): string[] {
  const sum = (pick: 'acceptedShares' | 'rejectedShares' | 'staleShares' | 'inDoubtShares'): number =>
    content.rows.reduce((total, row) => total + row[pick], 0);
  const { credited, rejected, stale, inDoubt } = content.totals;
  const pairs = [
    ['accepted', sum('acceptedShares'), credited.shares],
    ['rejected', sum('rejectedShares'), rejected.shares],
    ['stale', sum('staleShares'), stale.shares],
    ['in-doubt', sum('inDoubtShares'), inDoubt.shares],
  ] as const;
  return pairs.flatMap(([name, rows, total]) =>
    rows === total ? [] : [`The rows have ${rows} ${name} shares together, the totals ${total}.`],
  );
}

function unreadable(reason: string, cause?: unknown): AppError {
  return new AppError('BAD_INPUT', `This is no statement: ${reason}.`, { cause });
}
