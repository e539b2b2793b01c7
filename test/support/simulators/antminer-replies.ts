import type { SettingsFile } from './antminer-settings.ts';

/** What a simulated Antminer says of itself. */
export interface AntminerFacts {
  /** As `get_system_info.cgi` spells it. */
  model: string;
  firmware: string;
  mac: string;
  serial: string | null;
  /** What `version` calls the mining program: `cgminer` of a stock S19, `bmminer` of an S9. */
  program: string;
  /** `Miner` of `version`: other firmware names itself there. */
  programVersion: string;
  /** GH/s of each board, in order. */
  boards: number[];
  nominal: number;
  chipsPerBoard: number;
}

interface Live {
  facts: AntminerFacts;
  file: SettingsFile;
  isAsleep: boolean;
}

const COMPILED = 'Tue Dec  6 16:12:30 CST 2022';
const UPTIME = 5040;

/** `get_system_info.cgi`. */
export function systemInfo({ model, firmware, mac, serial }: AntminerFacts): object {
  return {
    minertype: model,
    nettype: 'DHCP',
    netdevice: 'eth0',
    macaddr: mac,
    hostname: 'antMiner',
    system_mode: 'GNU/Linux',
    system_filesystem_version: firmware,
    ...(serial === null ? {} : { serinum: serial }),
  };
}

/** `summary.cgi`, `stats.cgi` and `pools.cgi` of the modern interface. */
export function modernPage(name: 'summary' | 'stats' | 'pools', live: Live): object {
  const { facts, file, isAsleep } = live;
  const rate = isAsleep ? 0 : sum(facts.boards);
  const head = {
    STATUS: { STATUS: 'S', when: 1_700_000_000, Msg: name, api_version: '1.0.0' },
    INFO: { miner_version: facts.programVersion, CompileTime: COMPILED, type: facts.model },
  };
  if (name === 'pools') return { ...head, POOLS: file.pools.map(livePool) };
  const rates = {
    elapsed: UPTIME,
    rate_5s: rate,
    rate_30m: rate,
    rate_avg: rate,
    rate_ideal: facts.nominal,
    rate_unit: 'GH/s',
  };
  if (name === 'summary') {
    const status = ['rate', 'network', 'fans', 'temp'].map((type) => ({
      type,
      status: 's',
      code: 0,
      msg: '',
    }));
    return { ...head, SUMMARY: [{ ...rates, hw_all: 3, bestshare: 0, status }] };
  }
  const chain = facts.boards.map((board, index) => ({
    index,
    freq_avg: 525,
    rate_ideal: facts.nominal / facts.boards.length,
    rate_real: isAsleep ? 0 : board,
    asic_num: facts.chipsPerBoard,
    temp_pcb: [41, 43, 58, 60],
    temp_chip: [46, 48, 63, 65 + index],
    hw: 1,
    eeprom_loaded: true,
    sn: `BOARD-${index}`,
  }));
  return { ...head, STATS: [{ ...rates, fan_num: 4, fan: [5880, 5880, 5760, 5760], chain_num: 3, chain }] };
}

/** A reply of port 4028. The `stats` of the older builds lack a comma between their two objects. */
export function commandReply(command: string, live: Live, isOld: boolean): string | object {
  const { facts, file, isAsleep } = live;
  const head = {
    STATUS: [{ STATUS: 'S', When: 1_700_000_000, Code: 70, Msg: command, Description: facts.program }],
  };
  const [name = '', version = ''] = facts.program.split(' ');
  const key = name === 'bmminer' ? 'BMMiner' : 'CGMiner';
  const about = {
    [key]: version,
    Miner: facts.programVersion,
    CompileTime: COMPILED,
    Type: facts.model,
  };
  const rate = isAsleep ? 0 : sum(facts.boards);
  switch (command) {
    case 'version':
      return { ...head, VERSION: [{ ...about, API: '3.1' }], id: 1 };
    case 'summary':
      return { ...head, SUMMARY: [{ Elapsed: UPTIME, 'GHS 5s': rate, 'GHS av': rate }], id: 1 };
    case 'pools':
      return { ...head, POOLS: file.pools.map(livePool).map(inCapitals), id: 1 };
    case 'stats': {
      const stats = JSON.stringify({ ...head, STATS: [about, flatStats(live, rate)], id: 1 });
      return isOld ? stats.replace('},{', '}{') : stats;
    }
    default:
      return {
        STATUS: [
          {
            STATUS: 'E',
            When: 1_700_000_000,
            Code: 45,
            Msg: `Access denied to '${command}' command`,
            Description: facts.program,
          },
        ],
        id: 1,
      };
  }
}

function flatStats({ facts, isAsleep }: Live, rate: number): object {
  const chains = facts.boards.map((board, index) => ({
    [`chain_rate${index + 1}`]: isAsleep ? '0.00' : board.toFixed(2),
    [`chain_acn${index + 1}`]: facts.chipsPerBoard,
    [`temp_pcb${index + 1}`]: '41-43-58-60',
    [`temp_chip${index + 1}`]: `46-48-63-${65 + index}`,
  }));
  return Object.assign(
    {
      STATS: 0,
      ID: 'BTM_SOC0',
      Elapsed: UPTIME,
      'GHS 5s': rate.toFixed(2),
      'GHS av': rate,
      total_rateideal: facts.nominal,
      fan_num: 2,
      fan1: 5880,
      fan2: 5760,
    },
    ...chains,
  ) as object;
}

function livePool({ url, user }: SettingsFile['pools'][number], index: number): Record<string, unknown> {
  return { index, url, user, status: url === '' ? '' : 'Alive', priority: index, accepted: 12, rejected: 0 };
}

function inCapitals(pool: Record<string, unknown>): object {
  const { index, url, user, status, priority, accepted, rejected } = pool;
  return {
    POOL: index,
    URL: url,
    Status: status,
    Priority: priority,
    Accepted: accepted,
    Rejected: rejected,
    User: user,
    'Stratum Active': index === 0,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
