import { describe, expect, it } from 'vitest';

import { AppError } from '#shared/errors.ts';
import type { FarmFileContext } from '#engine/config/farm-file-context.ts';
import { parseFarmFileText, readFarmFile } from '#engine/config/farm-file.ts';

const CONTEXT: FarmFileContext = {
  fileName: 'farm.yaml',
  readFile: (path) => {
    if (path === 'secret.txt') return 's3cret\n';
    throw new Error('there is no such file');
  },
  env: { POOL_PASSWORD: 'from-env' },
};

const WHOLE = `version: 1
proxy:
  listen: "0.0.0.0:3333"
  allow: ["192.168.0.0/16", "10.1.2.3"]
  difficulty: { start: 65536, min: 1, sharesPerMinute: 20 }
round: { every: 24h, anchor: "06:00", timeZone: Europe/Berlin }
policy: parallel
accounts:
  - name: alice
    pools: ["stratum+tcp://pool-a.example:3333", "stratum+ssl://pool-a2.example:443"]
    worker: alice.farm1
    password: y
    quota: { hashrate: "120 TH/s" }
    carryOver: true
    upstream: dedicated
    minRate: 10 TH/s
    maxRate: 200 TH/s
  - name: bob
    pools: ["stratum+tcp://pool-b.example:3333"]
    worker: bob.farm1
    passwordEnv: POOL_PASSWORD
    quota: { work: 1234.5 }
  - name: owner
    pools: ["stratum+tcp://pool-b.example:3333"]
    worker: owner.farm1
    passwordFile: secret.txt
    overflow: true
miners:
  - { worker: rack1-03, role: standby, nominal: "104 TH/s" }
  - { worker: rack1-04 }
`;

const ACCOUNT = `    pools: ["stratum+tcp://a.example:3333"]
    worker: a.1
    quota: { work: 10 }
`;

function farm(accounts: string, head = ''): string {
  return `version: 1\n${head}accounts:\n${accounts}`;
}

function sentenceOf(text: string): string {
  try {
    parseFarmFileText(text, CONTEXT);
  } catch (error) {
    if (error instanceof AppError && error.code === 'BAD_INPUT') return error.message;
    throw error;
  }
  return 'it was taken';
}

describe('a good farm file', () => {
  it('is read whole, with defaults filled in and passwords resolved', () => {
    expect(parseFarmFileText(WHOLE, CONTEXT)).toEqual({
      version: 1,
      proxy: {
        listen: '0.0.0.0:3333',
        allow: ['192.168.0.0/16', '10.1.2.3/32'],
        difficulty: { start: 65536, min: 1, max: null, sharesPerMinute: 20 },
      },
      round: { every: '24h', anchor: '06:00', timeZone: 'Europe/Berlin' },
      policy: 'parallel',
      accounts: [
        {
          name: 'alice',
          pools: [{ url: 'stratum+tcp://pool-a.example:3333' }, { url: 'stratum+ssl://pool-a2.example:443' }],
          worker: 'alice.farm1',
          password: 'y',
          quota: { hashrate: '120 TH/s' },
          overflow: false,
          carryOver: true,
          upstream: 'dedicated',
          minRate: '10 TH/s',
          maxRate: '200 TH/s',
        },
        {
          name: 'bob',
          pools: [{ url: 'stratum+tcp://pool-b.example:3333' }],
          worker: 'bob.farm1',
          password: 'from-env',
          quota: { work: 1234.5 },
          overflow: false,
          carryOver: false,
          upstream: 'aggregated',
        },
        {
          name: 'owner',
          pools: [{ url: 'stratum+tcp://pool-b.example:3333' }],
          worker: 'owner.farm1',
          password: 's3cret',
          quota: null,
          overflow: true,
          carryOver: false,
          upstream: 'aggregated',
        },
      ],
      miners: [{ worker: 'rack1-03', role: 'standby', nominalHashrate: 104e12 }, { worker: 'rack1-04' }],
    });
  });

  it('needs no more than version and accounts', () => {
    const file = parseFarmFileText(farm(`  - name: a\n${ACCOUNT}`), CONTEXT);
    expect({ ...file, accounts: file.accounts.map((account) => account.password) }).toEqual({
      version: 1,
      proxy: {
        listen: null,
        allow: expect.arrayContaining(['192.168.0.0/16', '::1/128']),
        difficulty: { start: 65536, min: 1, max: null, sharesPerMinute: 20 },
      },
      round: { every: '24h', anchor: '00:00', timeZone: 'UTC' },
      policy: 'sequential',
      accounts: ['x'],
      miners: [],
    });
  });

  it('reads the same from JSON indented with tabs', () => {
    const object = {
      version: 1,
      accounts: [
        { name: 'a', pools: ['stratum+tcp://a.example:3333'], worker: 'a.1', quota: { share: '30 %' } },
      ],
    };
    const text = JSON.stringify(object, null, '\t');
    expect(parseFarmFileText(text, CONTEXT)).toEqual(readFarmFile(object));
  });

  it('keeps tiny difficulties and lets them bring the minimum down', () => {
    const text = farm(
      `  - name: a\n${ACCOUNT}`,
      'proxy: { difficulty: { start: 1e-9, sharesPerMinute: 6000 } }\n',
    );
    expect(parseFarmFileText(text, CONTEXT).proxy.difficulty).toEqual({
      start: 1e-9,
      min: 1e-9,
      max: null,
      sharesPerMinute: 6000,
    });
  });

  it('follows anchors and aliases', () => {
    const text = farm(
      `  - &a\n    name: a\n    pools: &pools ["stratum+tcp://a.example:3333"]\n    worker: a.1\n    quota: { work: 1 }\n  - name: b\n    pools: *pools\n    worker: b.1\n    quota: { work: 1 }\n`,
    );
    const file = parseFarmFileText(text, CONTEXT);
    expect(file.accounts[1]?.pools).toEqual(file.accounts[0]?.pools);
  });
});

const MALFORMED: [name: string, text: string, sentence: string][] = [
  [
    'a name of a field that is not known',
    farm(`  - name: a\n${ACCOUNT}    pasword: y\n`),
    'farm.yaml, line 7, accounts[0].pasword: the field "pasword" is not known; did you mean "password"; allowed are name, pools, worker, password, passwordEnv, passwordFile, quota, overflow, carryOver, upstream, minRate, maxRate.',
  ],
  [
    'a hashrate with a unit that does not exist',
    farm(
      `  - name: a\n    pools: ["stratum+tcp://a.example:3333"]\n    worker: a.1\n    quota: { hashrate: "120 XH/s" }\n`,
    ),
    'farm.yaml, line 6, accounts[0].quota.hashrate: "120 XH/s" stands here; allowed is a positive hashrate such as "120 TH/s" (kH/s up to EH/s).',
  ],
  [
    'another version',
    `version: "1"\naccounts: []\n`,
    'farm.yaml, line 1, version: "1" stands here; allowed is the number 1.',
  ],
  [
    'no accounts',
    'version: 1\nround: { every: 1h }\n',
    'farm.yaml, line 1, accounts: nothing stands here; needed is a list of accounts.',
  ],
  [
    'two accounts of one name',
    farm(`  - name: a\n${ACCOUNT}  - name: a\n${ACCOUNT}`),
    'farm.yaml, line 7, accounts[1].name: "a" stands here; allowed is a name that accounts[0] does not have already.',
  ],
  [
    'two overflow accounts',
    farm(
      `  - name: a\n    pools: ["stratum+tcp://a.example:3333"]\n    worker: a.1\n    overflow: true\n  - name: b\n    pools: ["stratum+tcp://a.example:3333"]\n    worker: b.1\n    overflow: true\n`,
    ),
    'farm.yaml, line 10, accounts[1].overflow: true stands here; allowed is one overflow account, and accounts[0] is it already.',
  ],
  [
    'a quota on the overflow account',
    farm(`  - name: a\n${ACCOUNT}    overflow: true\n`),
    'farm.yaml, line 6, accounts[0].quota: a group of fields stands here; allowed is no quota, because this is the overflow account.',
  ],
  [
    'a least hashrate that is none',
    farm(`  - name: a\n${ACCOUNT}    minRate: 10\n`),
    'farm.yaml, line 7, accounts[0].minRate: 10 stands here; allowed is a hashrate such as "10 TH/s" in quotes.',
  ],
  [
    'a most hashrate in a unit that does not exist',
    farm(`  - name: a\n${ACCOUNT}    maxRate: 10 TH\n`),
    'farm.yaml, line 7, accounts[0].maxRate: "10 TH" stands here; allowed is a positive hashrate such as "10 TH/s" (kH/s up to EH/s).',
  ],
  [
    'a most hashrate below the least',
    farm(`  - name: a\n${ACCOUNT}    maxRate: 9 TH/s\n    minRate: 10 TH/s\n`),
    'farm.yaml, line 7, accounts[0].maxRate: "9 TH/s" stands here; allowed is a hashrate that is not below minRate (10 TH/s).',
  ],
  [
    'a least hashrate on the overflow account',
    farm(
      `  - name: a\n${ACCOUNT.replace('    quota: { work: 10 }\n', '')}    overflow: true\n    minRate: 1 TH/s\n`,
    ),
    'farm.yaml, line 7, accounts[0].minRate: "1 TH/s" stands here; allowed is no minRate, because this is the overflow account.',
  ],
  [
    'no quota on another account',
    farm(`  - name: a\n    pools: ["stratum+tcp://a.example:3333"]\n    worker: a.1\n`),
    'farm.yaml, line 3, accounts[0].quota: nothing stands here; needed is { hashrate: "120 TH/s" }, { work: "2.88 PH/s·h" } or { share: "30 %" }, or overflow: true.',
  ],
  [
    'shares above 100 %',
    farm(
      ['60 %', '50 %']
        .map(
          (share, index) =>
            `  - name: a${index}\n    pools: ["stratum+tcp://a.example:3333"]\n    worker: a.1\n    quota: { share: "${share}" }\n`,
        )
        .join(''),
    ),
    'farm.yaml, line 10, accounts[1].quota.share: quota.share of a0, a1 add up to 110 %; together at most 100 % can be promised.',
  ],
  [
    'a hashrate in a round without an end',
    farm(
      `  - name: a\n    pools: ["stratum+tcp://a.example:3333"]\n    worker: a.1\n    quota: { hashrate: "1 TH/s" }\n`,
      'round: { every: never }\n',
    ),
    'farm.yaml, line 7, accounts[0].quota.hashrate: quota.hashrate of a needs a round with an end; with round.every "never" only quota.work is allowed.',
  ],
  [
    'a field twice',
    farm(`  - name: a\n${ACCOUNT}    worker: b.1\n`),
    'farm.yaml, line 7, accounts[0].worker: the field "worker" stands here a second time (first on line 5); allowed is once.',
  ],
  [
    'a round below 10 s',
    farm(`  - name: a\n${ACCOUNT}`, 'round: { every: 5s }\n'),
    'farm.yaml, line 2, round.every: "5s" stands here; allowed is a whole number with s, m, h or d, from 10s to 366d, or "never".',
  ],
  [
    'a time zone that does not exist',
    farm(`  - name: a\n${ACCOUNT}`, 'round:\n  every: 24h\n  timeZone: Mars/Olympus\n'),
    'farm.yaml, line 4, round.timeZone: "Mars/Olympus" stands here; allowed is an IANA name such as "UTC" or "Europe/Berlin".',
  ],
  [
    'a range that is none',
    farm(`  - name: a\n${ACCOUNT}`, 'proxy:\n  allow:\n    - 10.0.0.0/8\n    - 10.0.0.0/33\n'),
    'farm.yaml, line 5, proxy.allow[1]: "10.0.0.0/33" stands here; allowed is an address range such as "192.168.0.0/16" or "fd00::/8".',
  ],
  [
    'a port out of range',
    farm(`  - name: a\n${ACCOUNT}`, 'proxy: { listen: "0.0.0.0:99999" }\n'),
    'farm.yaml, line 2, proxy.listen: "0.0.0.0:99999" stands here; allowed is HOST:PORT with a port from 0 to 65535, such as "0.0.0.0:3333" or "[::]:3333".',
  ],
  [
    'a difficulty that is not a number',
    farm(`  - name: a\n${ACCOUNT}`, 'proxy: { difficulty: { start: .nan } }\n'),
    'farm.yaml, line 2, proxy.difficulty.start: NaN stands here; allowed is a number above 0.',
  ],
  [
    'a role that does not exist',
    `${farm(`  - name: a\n${ACCOUNT}`)}miners:\n  - { worker: m1, role: backup }\n`,
    'farm.yaml, line 8, miners[0].role: "backup" stands here; allowed is active or standby.',
  ],
  [
    'a password that is not set in the environment',
    farm(`  - name: a\n${ACCOUNT}    passwordEnv: NOPE\n`),
    'farm.yaml, line 7, accounts[0].passwordEnv: "NOPE" stands here; allowed is the name of an environment variable that is set, which this one is not.',
  ],
  [
    'a password file that is not there',
    farm(`  - name: a\n${ACCOUNT}    passwordFile: nope.txt\n`),
    'farm.yaml, line 7, accounts[0].passwordFile: "nope.txt" stands here and cannot be read (there is no such file); allowed is the path of a readable file.',
  ],
  [
    'a pool address without a port',
    farm(`  - name: a\n${ACCOUNT.replace(':3333', '')}`),
    'farm.yaml, line 4, accounts[0].pools[0]: the pool address "stratum+tcp://a.example" has no port (1 to 65535); write stratum+tcp://host:port or stratum+ssl://host:port.',
  ],
  [
    'a pool address with a password, which is not repeated',
    farm(`  - name: a\n${ACCOUNT.replace('a.example', 'me:hunter2@a.example')}`),
    'farm.yaml, line 4, accounts[0].pools[0]: an address with a user name or password stands here; allowed is one without, since they have fields of their own.',
  ],
  [
    'a bracket that is not closed',
    'version: 1\naccounts: [\n',
    'farm.yaml, line 3: the indentation does not fit the lines above, or a bracket is not closed.',
  ],
  [
    'no map at all',
    '- 1\n',
    'farm.yaml, line 1: a list stands here; allowed is a farm file with the fields version, proxy, round, policy, accounts, miners.',
  ],
  [
    'nothing',
    '',
    'farm.yaml, line 1: nothing stands here; allowed is a farm file with the fields version, proxy, round, policy, accounts, miners.',
  ],
  [
    'binary',
    '\u0000\u0001\u0002\u00ff',
    'farm.yaml, line 1: "\\u0000\\u0001\\u0002ÿ" stands here; allowed is a farm file with the fields version, proxy, round, policy, accounts, miners.',
  ],
  [
    'two documents',
    'version: 1\n---\nversion: 1\n',
    'farm.yaml, line 2: a second document begins here; allowed is one.',
  ],
  [
    'a tag',
    'version: !!js/function 1\n',
    'farm.yaml, line 1: a tag (!name) stands here; allowed are plain values.',
  ],
  [
    'a tab as indentation',
    'version: 1\nproxy:\n\tlisten: x\n',
    'farm.yaml, line 3: a tab indents this line; allowed are spaces.',
  ],
];

describe('a malformed farm file', () => {
  it.each(MALFORMED)('is told in one sentence: %s', (_name, text, sentence) => {
    expect(sentenceOf(text)).toBe(sentence);
  });

  it('never repeats a password', () => {
    const text = farm(`  - name: a\n${ACCOUNT}    password: 12345678\n`);
    expect(sentenceOf(text)).toBe(
      'farm.yaml, line 7, accounts[0].password: a number without quotes stands here; allowed is a password in quotes.',
    );
  });

  it('is refused before it can be deep or large enough to hurt', () => {
    const deep = ['['.repeat(1_000_000), '- '.repeat(500_000), '? '.repeat(500_000)].map(sentenceOf);
    expect(new Set(deep)).toEqual(
      new Set(['farm.yaml, line 1: fields stand deeper here than the 16 levels that are allowed.']),
    );
    expect(sentenceOf('x'.repeat(1_048_577))).toBe(
      'farm.yaml: 1048577 bytes stand here; allowed are 1048576.',
    );
  });

  it('is refused when its aliases would grow without end', () => {
    const bomb = `version: 1\na: &a [1,1,1,1,1,1,1,1,1,1]\n${'bcdefgh'
      .split('')
      .map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdefg'[index]}`).join(',')}]`)
      .join('\n')}\n`;
    expect(sentenceOf(bomb)).toMatch(/^farm\.yaml, line \d, .*allowed/);
    expect(sentenceOf('a: &a [*a]\n')).toMatch(/allowed/);
  });
});

describe('a farm file that comes over the network', () => {
  it.each(['passwordFile', 'passwordEnv'])('may not name a secret of this machine by %s', (field) => {
    const account = {
      name: 'a',
      pools: ['stratum+tcp://a.example:3333'],
      worker: 'a.1',
      quota: { work: 1 },
      [field]: 'POOL_PASSWORD',
    };
    expect(() => readFarmFile({ version: 1, accounts: [account] })).toThrow(
      `farm file, accounts[0].${field}: "POOL_PASSWORD" stands here, but a farm file that comes over the network may not use this machine's files or environment; allowed is the value itself.`,
    );
  });

  it('is checked as strictly as one from the disk', () => {
    expect(() => readFarmFile({ version: 1, accounts: [], __proto__: null, constructor: 1 })).toThrow(
      'farm file, constructor: the field "constructor" is not known;',
    );
    expect(() => readFarmFile(null)).toThrow('farm file: nothing stands here; allowed is a farm file');
  });
});
