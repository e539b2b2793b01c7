import type { MachineView } from '#shared/model/machine.ts';

/** When everything on the scripted LAN happened, unless a test says otherwise. */
export const LAN_AT_MS = Date.UTC(2026, 0, 1, 12);

const TERA = 1e12;

interface Look {
  family: string;
  familyName: string;
  model: string;
  /** H/s. */
  rate: number;
  change?: (machine: MachineView) => Partial<MachineView>;
}

const antminer = { family: 'antminer-stock', familyName: 'Antminer (stock)' };

/** The first three are as three miners of a small farm are; each of the others has something the matter. */
const LOOKS: readonly Look[] = [
  { ...antminer, model: 'Antminer S19j Pro', rate: 104 * TERA },
  { family: 'whatsminer', familyName: 'Whatsminer', model: 'M50S VH20', rate: 126 * TERA },
  { family: 'bitaxe', familyName: 'Bitaxe (AxeOS)', model: 'Bitaxe Gamma', rate: 1.2 * TERA },
  {
    family: 'goldshell',
    familyName: 'Goldshell',
    model: 'Goldshell LT6',
    rate: 3.3e9,
    change: ({ controls }) => ({
      algorithm: 'other',
      controls: {
        ...controls,
        pools: 'Goldshell miners do not work on SHA-256d: their pools are left alone.',
      },
    }),
  },
  {
    family: 'sealminer',
    familyName: 'SealMiner',
    model: 'SEALMINER A2',
    rate: 226 * TERA,
    change: ({ controls }) => ({
      controls: {
        ...controls,
        pools:
          'SealMiner pools are read but not written: they take effect after a restart that we could not check; set them on its own page.',
      },
    }),
  },
  {
    family: 'vnish',
    familyName: 'VNish',
    model: 'Antminer S19 Pro',
    rate: 110 * TERA,
    change: () => ({
      state: 'locked-out',
      leftAloneUntilMs: LAN_AT_MS + 1_800_000,
      trouble: 'It refused two logins and is left alone for half an hour.',
      telemetry: null,
    }),
  },
  {
    ...antminer,
    model: 'Antminer S19 Pro',
    rate: 110 * TERA,
    change: ({ telemetry }) => ({
      minerId: 'rack1-01',
      point: 'changed',
      canRestore: true,
      telemetry: telemetry && {
        ...telemetry,
        hashrate: { now: 71 * TERA, average: 72 * TERA, nominal: 110 * TERA },
        boards: telemetry.boards.map((board, index) => (index === 1 ? { ...board, hashrate: 0 } : board)),
        faults: [
          { code: 'P:1', text: 'High temperature protection on chain 1.' },
          { code: null, text: 'Fan 2 is slow.' },
        ],
      },
    }),
  },
  {
    family: 'whatsminer',
    familyName: 'Whatsminer',
    model: 'M30S++ VH100',
    rate: 108 * TERA,
    change: () => ({ state: 'silent', trouble: 'It does not answer on port 4028.', telemetry: null }),
  },
  {
    family: 'cgminer-unknown',
    familyName: 'unknown, cgminer API',
    model: 'cgminer 4.12',
    rate: 14 * TERA,
    change: ({ telemetry }) => ({
      algorithm: 'unknown',
      telemetry: telemetry && { ...telemetry, isRateDoubtful: true, boards: [], powerWatts: null },
    }),
  },
  {
    family: 'luxos',
    familyName: 'LuxOS',
    model: 'Antminer S19j Pro',
    rate: 104 * TERA,
    change: ({ telemetry }) => ({
      minerId: 'rack1-02',
      point: 'pointed',
      canRestore: true,
      telemetry: telemetry && {
        ...telemetry,
        pools: [
          {
            url: 'stratum+tcp://10.9.8.2:3333',
            user: 'rack1-02',
            status: 'alive',
            isActive: true,
            accepted: 240,
            rejected: 0,
            isOurs: true,
          },
          ...telemetry.pools.map((pool) => ({ ...pool, isActive: false })),
        ],
      },
    }),
  },
];

/** Machine number 1, 2 …: answers and mines elsewhere, but for what its look says is the matter. */
export function scriptedMachine(number: number): MachineView {
  const look = LOOKS[(number - 1) % LOOKS.length];
  if (!look) throw new Error('no such look');
  const plain = plainMachine(number, look);
  return { ...plain, ...look.change?.(plain) };
}

function plainMachine(number: number, { family, familyName, model, rate }: Look): MachineView {
  const host = 10 + number;
  const address = `10.9.${8 + Math.floor(host / 250)}.${host % 250}`;
  return {
    id: `m-${number.toString(16).padStart(12, '0')}`,
    address,
    mac: `02:00:00:00:${(number >> 8).toString(16).padStart(2, '0')}:${(number % 256).toString(16).padStart(2, '0')}`,
    serial: null,
    family,
    familyName,
    model,
    firmware: '1.0',
    algorithm: 'sha256d',
    minerId: null,
    firstSeenAtMs: LAN_AT_MS,
    lastSeenAtMs: LAN_AT_MS,
    state: 'answering',
    trouble: null,
    leftAloneUntilMs: null,
    point: 'elsewhere',
    canRestore: false,
    hasCredential: false,
    factoryLogin: family === 'bitaxe' ? null : { user: 'root', password: 'root' },
    controls: {
      pools: true,
      blink: true,
      restart: true,
      sleep: family !== 'bitaxe',
      page: `http://${address}/`,
      needsCredential: family === 'bitaxe' ? 'never' : 'to-write',
    },
    telemetry: telemetryOf(number, rate),
  };
}

function telemetryOf(number: number, rate: number): NonNullable<MachineView['telemetry']> {
  return {
    atMs: LAN_AT_MS,
    hashrate: { now: rate, average: rate * 0.99, nominal: rate },
    isRateDoubtful: false,
    boards: [0, 1, 2].map((board) => ({
      name: String(board),
      serial: null,
      hashrate: rate / 3,
      nominalHashrate: rate / 3,
      chips: 126,
      boardTemperature: 55,
      chipTemperature: 70,
    })),
    chips: 378,
    temperatures: { board: 55, chip: 70, inlet: 25, outlet: 45 },
    fansRpm: [5800, 5900],
    powerWatts: 3068,
    uptimeSeconds: 86_400,
    isAsleep: false,
    pools: [
      {
        url: 'stratum+tcp://pool.example:3333',
        user: `farm.${number}`,
        status: 'alive',
        isActive: true,
        accepted: 1000,
        rejected: 2,
        isOurs: false,
      },
    ],
    faults: [],
  };
}
