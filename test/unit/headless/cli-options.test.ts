import { describe, expect, it } from 'vitest';

import { AppError } from '#shared/errors.ts';
import { parseCommand } from '#main/headless/cli-options.ts';

const sentenceOf = (line: string): string => {
  try {
    parseCommand(line.split(' '));
  } catch (error) {
    if (error instanceof AppError && error.code === 'BAD_INPUT') return error.message;
    throw error;
  }
  return 'it was taken';
};

describe('the command line', () => {
  it('runs the service with its defaults when it is empty', () => {
    expect(parseCommand([])).toEqual({
      name: 'run',
      dataDir: null,
      farm: null,
      stratum: null,
      http: { host: '127.0.0.1', port: 8420 },
      tokenFile: null,
      logLevel: 'info',
      minerPorts: null,
      demo: false,
    });
  });

  it('takes every option of the service', () => {
    const line =
      '--data-dir /d --farm f.yaml --stratum [::1]:0 --http=0.0.0.0:80 --token-file t --log-level debug --miner-ports 81,82,83';
    expect(parseCommand(line.split(' '))).toEqual({
      name: 'run',
      dataDir: '/d',
      farm: 'f.yaml',
      stratum: { host: '::1', port: 0 },
      http: { host: '0.0.0.0', port: 80 },
      tokenFile: 't',
      logLevel: 'debug',
      minerPorts: { http: 81, cgminer: 82, whatsminerV3: 83 },
      demo: false,
    });
  });

  it('knows its other commands', () => {
    expect([
      parseCommand(['check', '--farm', 'f.yaml']),
      parseCommand(['probe', 'stratum+tcp://a:1', '--worker', 'w']),
      parseCommand(['verify', 's.pdf', '--key', 'ab cd']),
      parseCommand(['restore', 'b.hqbackup', '--data-dir', '/d']),
      parseCommand(['--help']),
      parseCommand(['check', '--version']),
    ]).toEqual([
      { name: 'check', farm: 'f.yaml' },
      { name: 'probe', url: 'stratum+tcp://a:1', worker: 'w', caFile: null },
      { name: 'verify', file: 's.pdf', key: 'ab cd' },
      { name: 'restore', file: 'b.hqbackup', dataDir: '/d' },
      { name: 'help' },
      { name: 'version' },
    ]);
  });

  it.each([
    ['--farn x', '--farn is no option; did you mean --farm.'],
    ['--data-dir', '--data-dir stands here without a value; allowed is --data-dir DIR.'],
    [
      '--http 1.2.3.4',
      '--http: "1.2.3.4" stands here; allowed is HOST:PORT with a port from 0 to 65535, such as "0.0.0.0:3333" or "[::]:3333".',
    ],
    [
      '--miner-ports 80,4028',
      '--miner-ports stands here as "80,4028"; allowed are three ports such as 80,4028,4433.',
    ],
    ['--log-level loud', '--log-level: "loud" stands here; allowed is debug, info, warn, error, silent.'],
    [
      '--token abc',
      '--token stands here, where other users could read its value; allowed is --token-file FILE or the environment variable HASHQUOTA_TOKEN.',
    ],
    ['serve', '"serve" stands here, which the service does not take; --help lists what it does.'],
    ['check', 'check needs --farm FILE.'],
    ['probe stratum+tcp://a:1', 'probe needs --worker NAME.'],
    ['--demo --demo', '--demo stands here twice; allowed is once.'],
    ['--demo=1', '--demo stands here with a value; allowed is --demo alone.'],
    ['--data-dir --demo', '--data-dir stands here without a value; allowed is --data-dir DIR.'],
    ['--demo --farm f', '--farm stands beside --demo, which brings its own farm; allowed is one of them.'],
    [
      'check --http 1.1.1.1:1',
      '--http stands here, which check does not take; allowed are --farm, --help, --version.',
    ],
    ['-x', '-x is no option; --help lists them.'],
  ])('is refused in one sentence: %s', (line, sentence) => {
    expect(sentenceOf(line)).toBe(sentence);
  });
});
