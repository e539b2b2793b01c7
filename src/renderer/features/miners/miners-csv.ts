import type { MinerRow } from './miners-view.ts';

type Cell = string | number | null;

/** Every column of the file: its heading with the unit, and its value. Times in ISO 8601, UTC. */
const COLUMNS: readonly [heading: string, value: (row: MinerRow) => Cell][] = [
  ['name', (row) => row.name],
  ['id', (row) => row.id],
  ['state', (row) => row.state],
  ['role', (row) => row.role],
  ['account', (row) => row.accountName],
  ['hashrate_hs', (row) => row.hashrate],
  ['nominal_hs', (row) => row.nominalHashrate],
  ['difficulty', (row) => row.difficulty],
  ['accepted_shares', (row) => row.acceptedShares],
  ['rejected_shares', (row) => row.rejectedShares],
  ['stale_shares', (row) => row.staleShares],
  ['last_share_at', (row) => (row.lastShareAtMs === null ? null : new Date(row.lastShareAtMs).toISOString())],
  ['address', (row) => row.address],
  ['mac', (row) => row.mac],
  ['model', (row) => row.model],
  ['firmware', (row) => row.firmware],
  ['temperature_c', (row) => row.temperature],
  ['power_w', (row) => row.powerWatts],
  ['efficiency_j_per_th', (row) => row.efficiency],
  ['user_agent', (row) => row.userAgent],
  ['switches', (row) => row.switches],
  ['marked', (row) => row.markedFailed?.reason ?? null],
  ['mark_note', (row) => row.markedFailed?.note ?? null],
];

/** What a spreadsheet takes for a formula: names and notes come from miners and people. */
const FORMULA = /^[=+\-@\t\r]/;

function field(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Miners as a CSV file (RFC 4180), one line each; unknown values are empty. */
export function minersCsv(rows: readonly MinerRow[]): string {
  const lines = [
    COLUMNS.map(([heading]) => heading),
    ...rows.map((row) => COLUMNS.map(([, value]) => field(value(row)))),
  ];
  return lines.map((line) => `${line.join(',')}\r\n`).join('');
}
