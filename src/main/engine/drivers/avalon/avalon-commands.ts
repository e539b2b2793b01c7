import { isObject } from '#engine/discovery/json.ts';
import { askCgminer, statusOf } from '#engine/miner-api/cgminer-api.ts';
import type { CgminerReply, CgminerRequest, CgminerStatus } from '#engine/miner-api/cgminer-api.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import type { MinerHost } from '#engine/miner-api/miner-host.ts';
import { demandAgreement, isPassing } from '../cgminer/commands.ts';
import { inTurn } from './turns.ts';

/** When a reply's clock is this large it is a date and not the time since the start. */
const YEAR_2017 = 1_500_000_000;

/** One command, when it is this miner's turn. */
export function askAvalon(host: MinerHost, request: CgminerRequest): Promise<CgminerReply> {
  return inTurn(host, () => askCgminer(host, request));
}

/** Sets something of the first (only) ASC of an Avalon; the miner's answer if it agreed. */
export async function setAvalon(
  host: MinerHost,
  parameter: string,
  secrets: readonly string[] = [],
): Promise<CgminerStatus> {
  const { value } = await askAvalon(host, { command: 'ascset', parameter: `0,${parameter}` });
  const status = statusOf(value);
  const command = parameter.split(',')[0] ?? '';
  demandAgreement(host, status, { command, denied: avalonDenied(host), secrets });
  return status;
}

/** The API of an Avalon is not there for a while after this. */
export async function rebootAvalon(host: MinerHost): Promise<void> {
  try {
    await setAvalon(host, 'reboot,0');
  } catch (error) {
    // It may be gone before its answer is.
    if (!isPassing(error)) throw error;
  }
}

/** Ends the call unless it says that it is an Avalon: the login goes out in clear, and another miner may be there now. */
export async function demandAvalon(host: MinerHost): Promise<void> {
  const { raw } = await askAvalon(host, { command: 'version' });
  if (/avalon/i.test(new TextDecoder().decode(raw))) return;
  throw new MinerError(
    'unsupported',
    `${host.address} does not say that it is an Avalon any more, so it was not told the login. Nothing was written; scan to find the machine.`,
  );
}

/** Seconds since 1970 by the miner's own clock where it tells them, else by ours. */
export async function minersTime(host: MinerHost): Promise<number> {
  const { value } = await askAvalon(host, { command: 'version' });
  const list = isObject(value ?? undefined) ? (value as { STATUS?: unknown }).STATUS : undefined;
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  const when = typeof first === 'object' && first !== null && 'When' in first ? first.When : undefined;
  return typeof when === 'number' && when > YEAR_2017
    ? Math.floor(when)
    : Math.floor(host.clock.nowMs() / 1000);
}

function avalonDenied(host: MinerHost): string {
  return `${host.address} does not take changes over its API: switch its API to read and write on the miner's own page.`;
}

/** Ends the call without the user name and password of the miner's own page. */
export function noCredential(host: MinerHost): MinerError {
  return new MinerError(
    'unauthorized',
    `To change the pools of ${host.address} the user name and password of its own page are needed (root and root unless they were changed; on home models those of the phone app).`,
  );
}
