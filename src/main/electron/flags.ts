import { parseArgs } from 'node:util';

import { parseListenAddress, type ListenAddress } from '#engine/config/addresses.ts';
import { AppError } from '#shared/errors.ts';

/** What the desktop app understands on its command line. */
export interface ShellFlags {
  /** A simulated farm in a data folder of its own. */
  demo: boolean;
  /** Starts in the tray, as the login item does. */
  hidden: boolean;
  dataDir: string | null;
  farmFile: string | null;
  /** Where the proxy listens for miners; wins over the farm file. */
  stratum: ListenAddress | null;
}

const options = {
  demo: { type: 'boolean' },
  hidden: { type: 'boolean' },
  'data-dir': { type: 'string' },
  farm: { type: 'string' },
  stratum: { type: 'string' },
} as const;

type Values = Record<string, string | boolean | (string | boolean)[] | undefined>;

function textOf(values: Values, name: string): string | null {
  const value = values[name];
  if (value === undefined) return null;
  if (typeof value === 'string' && value !== '') return value;
  throw new AppError('BAD_INPUT', `--${name} needs a value.`);
}

function addressOf(values: Values, name: string): ListenAddress | null {
  const text = textOf(values, name);
  if (text === null) return null;
  try {
    return parseListenAddress(text);
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
    throw new AppError('BAD_INPUT', `--${name}: ${cause.message}.`, { cause });
  }
}

/**
 * Reads the shell's own options and leaves Chromium's switches (`--no-sandbox`, `--ozone-platform=…`) alone.
 * Throws `AppError` for an option without its value or with a wrong one.
 */
export function parseShellFlags(args: readonly string[]): ShellFlags {
  const { values } = parseArgs({ args: [...args], options, strict: false });
  return {
    demo: values.demo === true,
    hidden: values.hidden === true,
    dataDir: textOf(values, 'data-dir'),
    farmFile: textOf(values, 'farm'),
    stratum: addressOf(values, 'stratum'),
  };
}
