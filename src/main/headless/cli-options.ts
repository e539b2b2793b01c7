import { parseArgs } from 'node:util';

import { type ListenAddress, parseListenAddress } from '#engine/config/addresses.ts';
import { suggest } from '#engine/config/suggest.ts';
import type { MinerPorts } from '#engine/miner-api/miner-host.ts';
import { AppError } from '#shared/errors.ts';

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What the command line asks for. */
export type Command =
  | { name: 'help' }
  | { name: 'version' }
  | { name: 'check'; farm: string }
  | { name: 'probe'; url: string; worker: string; caFile: string | null }
  | { name: 'verify'; file: string; key: string | null }
  | { name: 'restore'; file: string; dataDir: string | null }
  | ({ name: 'run' } & RunOptions);

export interface RunOptions {
  /** Null: the platform's folder, or a temporary one for the demo. */
  dataDir: string | null;
  farm: string | null;
  /** Null: from the farm file, else 0.0.0.0:3333. */
  stratum: ListenAddress | null;
  http: ListenAddress;
  tokenFile: string | null;
  logLevel: LogLevel;
  demo: boolean;
  /** Ports of the miners' own interfaces; null: those of real miners. */
  minerPorts: MinerPorts | null;
}

const DEFAULT_HTTP = '127.0.0.1:8420';

export const HELP = `Hashquota gives each account of a mining farm exactly the work it was promised.

  npm run -s headless -- [options]             runs the service
  npm run headless -- check --farm FILE        checks a farm file and exits
  npm run headless -- probe URL --worker NAME  tries a pool's address and login
  npm run headless -- verify FILE              checks a statement: JSON, CSV or PDF
  npm run headless -- restore FILE             puts a backup in place of the data

Options of the service
  --data-dir DIR        where data is kept (default: the user's data folder)
  --farm FILE           farm file to apply, YAML or JSON
  --stratum HOST:PORT   where miners connect (default: from the farm file, else 0.0.0.0:3333)
  --http HOST:PORT      where the window and the API are served (default: ${DEFAULT_HTTP})
  --token-file FILE     file with the API token (default: HASHQUOTA_TOKEN, else made once in the data folder)
  --log-level LEVEL     ${LOG_LEVELS.join(', ')} (default: info)
  --miner-ports A,B,C   where miners answer: web page, cgminer API, Whatsminer's third API (default: 80,4028,4433)
  --demo                brings simulated pools and miners, in a data folder of its own

Options of probe
  --worker NAME         worker name to log in with; the password comes from HASHQUOTA_PASSWORD or is asked for
  --ca FILE             PEM certificate that the pool's TLS certificate must lead to

Options of verify
  --key FINGERPRINT     fingerprint or public key that the statement must be signed with

Options of restore
  --data-dir DIR        the data folder to restore (default: the user's data folder); a passphrase comes from
                        HASHQUOTA_PASSPHRASE or is asked for

  --help, --version

Ready is one JSON line on stdout. Logs go to stderr, one JSON object a line.
Exit codes: 0 done (verify: nothing is wrong), 2 bad option or file, 3 data folder in use, 4 port taken,
5 data damaged, 1 anything else.
`;

const OPTIONS = {
  'data-dir': 'string',
  farm: 'string',
  stratum: 'string',
  http: 'string',
  'token-file': 'string',
  'log-level': 'string',
  'miner-ports': 'string',
  worker: 'string',
  ca: 'string',
  key: 'string',
  demo: 'boolean',
  help: 'boolean',
  version: 'boolean',
} as const;
type OptionName = keyof typeof OPTIONS;

const ALLOWED: Record<Exclude<Command['name'], 'help' | 'version'>, readonly OptionName[]> = {
  run: [
    'data-dir',
    'farm',
    'stratum',
    'http',
    'token-file',
    'log-level',
    'miner-ports',
    'demo',
    'help',
    'version',
  ],
  check: ['farm', 'help', 'version'],
  probe: ['worker', 'ca', 'help', 'version'],
  verify: ['key', 'help', 'version'],
  restore: ['data-dir', 'help', 'version'],
};

const COMMANDS = ['check', 'probe', 'verify', 'restore'] as const;

/** Options that other programs have; what is said on the command line can be read by other users. */
const REFUSED: Record<string, string> = {
  token: 'allowed is --token-file FILE or the environment variable HASHQUOTA_TOKEN',
  password: 'allowed is the environment variable HASHQUOTA_PASSWORD, or typing it when asked',
  passphrase: 'allowed is the environment variable HASHQUOTA_PASSPHRASE, or typing it when asked',
};

/** Reads the arguments after the program's name. Throws `AppError` with one sentence that names the option. */
export function parseCommand(args: readonly string[]): Command {
  const { values, positionals } = collect(args);
  const [first, ...rest] = positionals;
  const name = COMMANDS.find((command) => command === first) ?? 'run';
  if (values.has('help')) return { name: 'help' };
  if (values.has('version')) return { name: 'version' };
  for (const option of values.keys())
    if (!ALLOWED[name].includes(option))
      throw bad(
        `--${option} stands here, which ${name === 'run' ? 'the service' : name} does not take; ${listOf(name)}`,
      );
  switch (name) {
    case 'check':
      refuseExtra(rest, 'check');
      return { name, farm: needed(values, 'farm', 'check needs --farm FILE') };
    case 'probe': {
      const [url, ...extra] = rest;
      if (url === undefined) throw bad('probe needs a pool address, such as stratum+tcp://pool.example:3333');
      refuseExtra(extra, 'probe');
      return {
        name,
        url,
        worker: needed(values, 'worker', 'probe needs --worker NAME'),
        caFile: values.get('ca') ?? null,
      };
    }
    case 'verify': {
      const [file, ...extra] = rest;
      if (file === undefined) throw bad('verify needs the file of a statement');
      refuseExtra(extra, 'verify');
      return { name, file, key: values.get('key') ?? null };
    }
    case 'restore': {
      const [file, ...extra] = rest;
      if (file === undefined) throw bad('restore needs the file of a backup');
      refuseExtra(extra, 'restore');
      return { name, file, dataDir: values.get('data-dir') ?? null };
    }
    case 'run':
      refuseExtra(positionals, 'the service');
      return { name, ...runOptions(values) };
  }
}

function runOptions(values: Map<OptionName, string>): RunOptions {
  const stratum = values.get('stratum');
  const demo = values.has('demo');
  if (demo && values.has('farm'))
    throw bad('--farm stands beside --demo, which brings its own farm; allowed is one of them');
  return {
    dataDir: values.get('data-dir') ?? null,
    farm: values.get('farm') ?? null,
    stratum: stratum === undefined ? null : address('stratum', stratum),
    http: address('http', values.get('http') ?? DEFAULT_HTTP),
    tokenFile: values.get('token-file') ?? null,
    logLevel: logLevel(values.get('log-level') ?? 'info'),
    minerPorts: minerPorts(values.get('miner-ports')),
    demo,
  };
}

function minerPorts(text: string | undefined): MinerPorts | null {
  if (text === undefined) return null;
  const [http = 0, cgminer = 0, whatsminerV3 = 0, ...more] = text.split(',').map(Number);
  const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= 65_535;
  if (more.length > 0 || ![http, cgminer, whatsminerV3].every(isPort))
    throw bad(
      `--miner-ports stands here as "${text.slice(0, 60)}"; allowed are three ports such as 80,4028,4433`,
    );
  return { http, cgminer, whatsminerV3 };
}

function collect(args: readonly string[]): { values: Map<OptionName, string>; positionals: string[] } {
  const types = Object.entries(OPTIONS).map(([name, type]) => [name, { type }] as const);
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(types),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values = new Map<OptionName, string>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const name = knownName(token.name, token.rawName);
    if (values.has(name)) throw bad(`--${name} stands here twice; allowed is once`);
    values.set(name, optionValue(name, token.value, token.inlineValue === true));
  }
  return { values, positionals };
}

function knownName(name: string, written: string): OptionName {
  if (Object.hasOwn(OPTIONS, name)) return name as OptionName;
  const refused = REFUSED[name];
  if (refused !== undefined)
    throw bad(`${written} stands here, where other users could read its value; ${refused}`);
  const near = suggest(name, Object.keys(OPTIONS));
  throw bad(
    `${written.slice(0, 60)} is no option${near ? `; did you mean --${near}` : '; --help lists them'}`,
  );
}

function optionValue(name: OptionName, value: string | undefined, isInline: boolean): string {
  if (OPTIONS[name] === 'boolean') {
    if (value !== undefined) throw bad(`--${name} stands here with a value; allowed is --${name} alone`);
    return '';
  }
  if (value === undefined || value === '' || (!isInline && value.startsWith('--')))
    throw bad(`--${name} stands here without a value; allowed is --${name} ${valueName(name)}`);
  return value;
}

function valueName(name: OptionName): string {
  if (name === 'data-dir') return 'DIR';
  if (name === 'stratum' || name === 'http') return 'HOST:PORT';
  if (name === 'log-level') return 'LEVEL';
  if (name === 'miner-ports') return 'A,B,C';
  if (name === 'key') return 'FINGERPRINT';
  return name === 'worker' ? 'NAME' : 'FILE';
}

function address(option: OptionName, text: string): ListenAddress {
  try {
    return parseListenAddress(text);
  } catch (error) {
    throw bad(`--${option}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function logLevel(text: string): LogLevel {
  const level = LOG_LEVELS.find((candidate) => candidate === text);
  if (!level)
    throw bad(`--log-level: ${JSON.stringify(text)} stands here; allowed is ${LOG_LEVELS.join(', ')}`);
  return level;
}

function needed(values: Map<OptionName, string>, name: OptionName, sentence: string): string {
  const value = values.get(name);
  if (value === undefined) throw bad(sentence);
  return value;
}

function refuseExtra(extra: string[], what: string): void {
  if (extra[0] !== undefined)
    throw bad(
      `${JSON.stringify(extra[0].slice(0, 60))} stands here, which ${what} does not take; --help lists what it does`,
    );
}

function listOf(name: keyof typeof ALLOWED): string {
  return `allowed are ${ALLOWED[name].map((option) => `--${option}`).join(', ')}`;
}

function bad(clause: string): AppError {
  return new AppError('BAD_INPUT', `${clause.replace(/\.$/, '')}.`);
}
