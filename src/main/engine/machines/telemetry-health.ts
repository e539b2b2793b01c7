import { formatCount, formatHashrate } from '#shared/format.ts';

import { type BoardReading, isUnitDoubtful, type MinerReading } from '#engine/discovery/miner-reading.ts';

/** What a machine's own telemetry says to health. */
export interface TelemetryHealth {
  /** H/s that the machine states as its standard; null = it does not, or its unit is doubtful. */
  nominalHashrate: number | null;
  /** Faults that the machine declares itself, as text. */
  declaredFaults: string[];
  /** Boards that do nothing although others do or all their chips are gone; null = not said, or not settled. */
  deadBoards: number | null;
  isAsleep: boolean;
  isTuning: boolean;
  /** Up for long enough, awake and tuned: only then is what it shows a failure. */
  isSettled: boolean;
  /** What is wrong with it in words, the gravest first: `board 2 of 3 is dead (0 of 66 chips)`. */
  evidence: string[];
}

/** Miners tune themselves and warm up after a start; what they show until then is no failure. */
export const SETTLED_AFTER_SECONDS = 15 * 60;
/** A board below this part of its standard is named. */
const WEAK_BOARD = 0.7;
/** A board with fewer than this part of its sisters' chips is named. */
const FEW_CHIPS = 0.95;
/** From this part of its standard on a machine hashes as it should, by its own word. */
const WELL = 0.9;
const MAX_FAULTS = 10;
const MAX_FAULT_LENGTH = 200;
/** States, not faults, though firmwares list them beside their faults. */
const TUNING = /\bauto-?tun|\btuning\b|\binitiali[sz]ing\b|\bpre-?heat|\bupfreq/i;

/** Reads a machine's telemetry for health. Pure. */
export function toHealth(reading: MinerReading): TelemetryHealth {
  const isAsleep = reading.isAsleep === true;
  const isTuning = reading.faults.some(({ text }) => TUNING.test(text));
  const isWarm = reading.uptimeSeconds === null || reading.uptimeSeconds >= SETTLED_AFTER_SECONDS;
  const isSettled = !isAsleep && !isTuning && isWarm;
  const declaredFaults = isSettled ? faultTexts(reading) : [];
  const evidence = isSettled ? [...boardWords(reading), ...fanWords(reading), ...declaredFaults] : [];
  return {
    nominalHashrate: nominalOf(reading),
    declaredFaults,
    deadBoards: isSettled && reading.boards.length > 0 ? reading.boards.filter(deadIn(reading)).length : null,
    isAsleep,
    isTuning,
    isSettled,
    evidence,
  };
}

/**
 * Why a machine delivers less than its standard, as far as it tells: a dead board, a low rate by its own
 * count, or nothing, which leaves chance and the way to the proxy. Null while nothing can be said.
 */
export function explainShortfall(reading: MinerReading): string | null {
  const { isAsleep, isTuning, isSettled, evidence, nominalHashrate } = toHealth(reading);
  if (isAsleep) return 'the machine sleeps';
  if (isTuning) return 'the machine is tuning itself';
  if (!isSettled) return 'the machine has just started';
  if (evidence.length > 0) return evidence.join('; ');
  const counted = reading.hashrate.average ?? reading.hashrate.now;
  if (counted === null || nominalHashrate === null || isUnitDoubtful(reading)) return null;
  const rates = `${formatHashrate(counted)} of ${formatHashrate(nominalHashrate)}`;
  return counted >= nominalHashrate * WELL
    ? `the machine itself counts ${rates} and reports no fault: chance, or the way to the proxy`
    : `the machine itself counts only ${rates}`;
}

/** The machine's own nominal rate, or the sum of its boards'. */
function nominalOf(reading: MinerReading): number | null {
  if (isUnitDoubtful(reading)) return null;
  const { nominal } = reading.hashrate;
  if (nominal !== null) return nominal > 0 ? nominal : null;
  let sum = 0;
  for (const { nominalHashrate } of reading.boards) {
    if (nominalHashrate === null) return null;
    sum += nominalHashrate;
  }
  return sum > 0 ? sum : null;
}

function faultTexts({ faults }: MinerReading): string[] {
  return faults
    .filter(({ text }) => !TUNING.test(text))
    .slice(0, MAX_FAULTS)
    .map(({ code, text }) => (code === null || text.includes(code) ? text : `${code}: ${text}`))
    .map((text) => text.slice(0, MAX_FAULT_LENGTH));
}

/** A board without chips, or one that makes nothing while another does. Boards that say nothing are not judged. */
function deadIn({ boards }: MinerReading): (board: BoardReading) => boolean {
  const hashes = boards.some(({ hashrate }) => (hashrate ?? 0) > 0);
  return ({ chips, hashrate }) => chips === 0 || (hashes && hashrate === 0);
}

function boardWords(reading: MinerReading): string[] {
  const { boards } = reading;
  const isDead = deadIn(reading);
  const mostChips = Math.max(0, ...boards.map(({ chips }) => chips ?? 0));
  const rates = boards.map(({ hashrate }) => hashrate ?? 0).sort((a, b) => b - a);
  const dead: string[] = [];
  const weak: string[] = [];
  for (const [index, board] of boards.entries()) {
    const name = `board ${index + 1} of ${boards.length}`;
    const { chips, hashrate } = board;
    const chipsText = `${formatCount(chips)} of ${formatCount(mostChips)} chips`;
    if (isDead(board)) {
      dead.push(`${name} is dead (${chips === null || mostChips === 0 ? 'it makes nothing' : chipsText})`);
      continue;
    }
    if (chips !== null && chips < mostChips * FEW_CHIPS) weak.push(`${name} works with ${chipsText}`);
    const standard = board.nominalHashrate ?? rates[0] ?? 0;
    if (hashrate !== null && hashrate > 0 && hashrate < standard * WEAK_BOARD) {
      weak.push(`${name} makes ${formatHashrate(hashrate)} of ${formatHashrate(standard)}`);
    }
  }
  const isIdle = boards.length > 0 && dead.length === 0 && boards.every(({ hashrate }) => hashrate === 0);
  return isIdle ? ['none of its boards makes anything', ...weak] : [...dead, ...weak];
}

function fanWords({ fansRpm }: MinerReading): string[] {
  if (!fansRpm.some((rpm) => rpm > 0)) return [];
  return fansRpm.flatMap((rpm, index) =>
    rpm === 0 ? [`fan ${index + 1} of ${fansRpm.length} stands still`] : [],
  );
}
