import { createHash } from 'node:crypto';

import { z } from 'zod';

import { passphraseSeal, type PassphraseSeal } from '#engine/lib/passphrase-seal.ts';
import { AppError } from '#shared/errors.ts';
import { MAX_CONFIGURATION_LENGTH } from '#shared/model/backup.ts';

const FORMAT = 'hashquota-configuration';
const VERSION = 1;

const configurationFile = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  /** Version of the program that wrote it. */
  program: z.string().max(64),
  exportedAtMs: z.number().min(0).max(8.64e15),
  sections: z.record(z.string().max(64), z.unknown()),
  /** Of `sections`, as `JSON.stringify` writes them; binds the secrets to them as well. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  secrets: passphraseSeal.nullable(),
});
export type ConfigurationFile = z.infer<typeof configurationFile>;

const newerFile = z.object({ format: z.literal(FORMAT), version: z.int().min(VERSION + 1) });

/** The text of a file with these sections. Throws `AppError` where no import would take it. */
export function writeConfiguration(content: {
  program: string;
  exportedAtMs: number;
  sections: Record<string, unknown>;
  secrets: PassphraseSeal | null;
}): string {
  const { program, exportedAtMs, sections, secrets } = content;
  const file: ConfigurationFile = {
    ...{ format: FORMAT, version: VERSION, program, exportedAtMs },
    ...{ sections, sha256: digestOfSections(sections), secrets },
  };
  const text = `${JSON.stringify(file)}\n`;
  if (text.length > MAX_CONFIGURATION_LENGTH)
    throw new AppError(
      'PAYLOAD_TOO_LARGE',
      `The configuration would have ${text.length} characters, and ${MAX_CONFIGURATION_LENGTH} are the most; make a backup instead.`,
    );
  return text;
}

/** SHA-256 that a file states of its sections. */
export function digestOfSections(sections: Record<string, unknown>): string {
  return createHash('sha256').update(JSON.stringify(sections)).digest('hex');
}

/** Reads a file's text. Throws `AppError` BAD_INPUT with one sentence. */
export function readConfiguration(text: string): ConfigurationFile {
  if (text.length > MAX_CONFIGURATION_LENGTH)
    throw bad(
      `The file has ${text.length} characters; a configuration has at most ${MAX_CONFIGURATION_LENGTH}.`,
    );
  const value = parseJson(text);
  const { success, data } = configurationFile.safeParse(value);
  if (!success) {
    const newer = newerFile.safeParse(value);
    if (newer.success)
      throw bad(
        `The file was written by a newer Hashquota (configuration format ${newer.data.version}; this one knows up ` +
          `to ${VERSION}). Update this program first.`,
      );
    throw bad('This is no configuration of Hashquota, or it is damaged.');
  }
  if (tryDigest(data.sections) !== data.sha256)
    throw bad('The file was changed after it was exported, or it is damaged.');
  return data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Null for values so deep that they cannot be written. */
function tryDigest(sections: Record<string, unknown>): string | null {
  try {
    return digestOfSections(sections);
  } catch {
    return null;
  }
}

function bad(sentence: string): AppError {
  return new AppError('BAD_INPUT', sentence);
}
