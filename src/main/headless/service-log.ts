import { format } from 'node:util';

import { pino } from 'pino';

import type { LogLevel } from './cli-options.ts';

const SECRET_NAMES = ['password', 'token', 'authorization', 'cookie', 'secret'];

/** One JSON object a line on stderr, with secrets struck out wherever a field of that name stands. */
export function openServiceLog(level: LogLevel): pino.Logger {
  const paths = SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  return pino({ level, redact: { paths, censor: '[hidden]' } }, pino.destination({ dest: 2, sync: true }));
}

/** Turns what libraries print into log lines: stdout belongs to the ready line alone. */
export function captureConsole(log: pino.Logger): void {
  const levels = { debug: 'debug', log: 'info', info: 'info', warn: 'warn', error: 'error' } as const;
  for (const [method, level] of Object.entries(levels) as [keyof typeof levels, 'info'][]) {
    console[method] = (...parts: unknown[]) => log[level]({ printed: format(...parts) }, 'a library printed');
  }
}
