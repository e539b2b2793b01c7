import { mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

import { pino, type StreamEntry } from 'pino';

import type { Log } from '#engine/lib/log.ts';

const MAX_BYTES = 8 * 1024 * 1024;

/** Keeps one older log beside the current one, so that the two never fill a disk. */
function rotate(file: string): void {
  try {
    if (statSync(file).size > MAX_BYTES) renameSync(file, `${file}.old`);
  } catch {
    // No log yet.
  }
}

/** One JSON object a line in `file`, and on stderr too where `echo` is set. */
export function openShellLog(file: string, echo: boolean): Log {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  rotate(file);
  const streams: StreamEntry[] = [{ stream: pino.destination({ dest: file, sync: true }) }];
  if (echo) streams.push({ stream: process.stderr, level: 'warn' });
  const redact = ['password', 'token', 'key', '*.password', '*.token', '*.key', '*.*.password'];
  return pino({ level: 'info', redact }, pino.multistream(streams));
}
