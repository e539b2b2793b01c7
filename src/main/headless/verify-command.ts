import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

import { type VerifyReport, verifyStatement } from '#engine/statements/verify.ts';
import { cleanPeerText } from '#engine/stratum/protocol-error.ts';
import { AppError } from '#shared/errors.ts';
import { formatWork } from '#shared/format.ts';

const MAX_FILE_BYTES = 256 * 1024 * 1024;
/** Characters of one sentence. */
const MAX_SENTENCE = 1000;
/** Faults that are told one by one. */
const MAX_FAULTS_TOLD = 20;

/**
 * Checks the file of a statement and says what is in it, or what is wrong with it: sentences on stderr, the
 * report as one JSON line on stdout. Returns 0 when nothing is wrong, else 1. Throws `AppError` BAD_INPUT,
 * which ends the program with 2, where the file cannot be read as a statement.
 */
export function verifyCommand(
  command: { file: string; key: string | null },
  tell: (sentence: string) => void,
): number {
  // A statement comes from a stranger, and a terminal obeys what is not printed.
  const say = (sentence: string): void => tell(cleanPeerText(sentence, MAX_SENTENCE));
  const report = verifyStatement(readFile(command.file));
  const faults = [...report.faults, ...keyFaults(report, command.key)];
  const { content, sha256 } = report.statement;
  const { account, period, totals, installation } = content;
  say(
    `Statement ${content.id} for ${account.name}, ${period.from} to ${period.to} (${period.timeZone}): ` +
      `${totals.credited.shares} shares worth ${formatWork(totals.credited.work)} were confirmed by the pool.`,
  );
  say(`Signed with the key ${installation.fingerprint}. Compare it with the one that the farm gave you.`);
  if (report.implied) say(impliedWords(report.implied));
  for (const fault of faults.slice(0, MAX_FAULTS_TOLD)) say(fault);
  if (faults.length > MAX_FAULTS_TOLD) say(`${faults.length - MAX_FAULTS_TOLD} more faults like these.`);
  say(
    faults.length === 0
      ? `Nothing is wrong: the signature is good and all ${report.proofShares} proof shares are.`
      : 'This statement is wrong.',
  );
  const { form, proofShares, implied } = report;
  const ok = faults.length === 0;
  const line = {
    ok,
    form,
    id: content.id,
    sha256,
    fingerprint: installation.fingerprint,
    proofShares,
    implied,
    faults,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  return ok ? 0 : 1;
}

function keyFaults({ statement }: VerifyReport, key: string | null): string[] {
  if (key === null) return [];
  const plain = (text: string): string => text.replace(/[\s:]/g, '').toLowerCase();
  const { fingerprint, publicKey } = statement.content.installation;
  return [plain(fingerprint), publicKey].includes(plain(key))
    ? []
    : [`It is signed with another key (${fingerprint}) than the one asked for.`];
}

function impliedWords({
  rows,
  impliedWork,
  statedWork,
  deviation,
}: NonNullable<VerifyReport['implied']>): string {
  const chance = Number.isFinite(deviation) ? ` give or take ${(deviation * 100).toFixed(0)} %` : '';
  return (
    `By themselves the best shares of ${rows === 1 ? 'one row' : `${rows} rows`} stand for about ` +
    `${formatWork(impliedWork)} of work${chance}; the statement gives ${formatWork(statedWork)} there.`
  );
}

/** A regular file, never more than the limit of it, whatever its length says. */
function readFile(path: string): Buffer {
  try {
    // Without O_NONBLOCK a named pipe would hold the process until somebody writes to it.
    const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const { size } = fstatSync(file);
      if (!fstatSync(file).isFile()) throw new Error('it is not a regular file');
      if (size > MAX_FILE_BYTES) throw new Error(`it is larger than ${MAX_FILE_BYTES} bytes`);
      const bytes = Buffer.alloc(size);
      let length = 0;
      for (let read = -1; read !== 0 && length < size; length += read)
        read = readSync(file, bytes, length, size - length, null);
      return bytes.subarray(0, length);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('BAD_INPUT', `${path} cannot be read: ${reason}.`, { cause: error });
  }
}
