/** Numbers of an invented M50 in the units of its replies (MH/s, GH/s, °C, W). */
const BOARDS = [
  { slot: 0, rate: 39_100_000.5, chips: 105, hot: 81.25, board: 66.5, serial: 'BOARD0AA' },
  { slot: 1, rate: 38_900_000, chips: 105, hot: 83.5, board: 67, serial: 'BOARD1BB' },
  { slot: 2, rate: 39_000_000, chips: 104, hot: 82, board: 66, serial: 'BOARD2CC' },
];

interface About {
  firmware: string;
  isOff: boolean;
}

/** What stands beside STATUS in the answer to a reading command; null = the build does not know it. */
export function reading(command: string, { firmware, isOff }: About): object | null {
  switch (command) {
    case 'get_version':
      return { api_ver: '2.0.5', fw_ver: firmware, platform: 'H616' };
    case 'status':
      return {
        mineroff: String(isOff),
        mineroff_reason: '',
        FirmwareVersion: firmware,
        power_mode: 'normal',
      };
    case 'get_miner_info':
      return { mac: 'CA:FE:00:12:34:56', minersn: 'WM50S00042', hostname: 'shed-4' };
    case 'get_error_code':
      return { error_code: [{ '217': '2026-05-01 10:00:00' }] };
    case 'summary':
      return { SUMMARY: [summary()] };
    case 'edevs':
      return { DEVS: BOARDS.map(device) };
    case 'devdetails':
      return { DEVDETAILS: BOARDS.map(({ slot }) => ({ DEVDETAILS: slot, ID: slot, Model: 'M50-VH30' })) };
    default:
      return null;
  }
}

export function poolEntry(pool: { url: string; user: string }, index: number): object {
  return {
    POOL: index + 1,
    URL: pool.url,
    Status: 'Alive',
    Priority: index,
    User: pool.user,
    'Stratum Active': index === 0,
    Accepted: 120 - index,
    Rejected: index,
  };
}

function summary(): object {
  return {
    Elapsed: 7200,
    Uptime: 7260,
    'MHS av': 117_000_000,
    'MHS 5s': 116_000_000,
    'HS RT': 117_500_000,
    'Factory GHS': 118_000,
    Temperature: 67,
    'Chip Temp Max': 83.5,
    'Env Temp': 24.5,
    'Fan Speed In': 4500,
    'Fan Speed Out': 4620,
    Power: 3410,
    MAC: 'CA:FE:00:12:34:56',
    'Error Code Count': 1,
    'Error Code 0': 217,
  };
}

function device(board: (typeof BOARDS)[number]): object {
  return {
    ASC: board.slot,
    Slot: board.slot,
    'MHS 5s': board.rate,
    'MHS av': board.rate,
    'Effective Chips': board.chips,
    'Chip Temp Max': board.hot,
    Temperature: board.board,
    'PCB SN': board.serial,
    'Factory GHS': 39_333,
  };
}
