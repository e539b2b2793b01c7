import { objectsAt } from '#engine/discovery/read/values.ts';
import { askCgminer, statusOf } from '#engine/miner-api/cgminer-api.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import type { MinerHost } from '#engine/miner-api/miner-host.ts';
import { demandAgreement, isPassing } from '../cgminer/commands.ts';
import { pollUntil } from '../poll.ts';

/** Another program's session ends a minute after its last use (LuxOS documentation, session management). */
const WAIT = { everyMs: 5000, limitMs: 90_000 };

/**
 * Runs `action` with the one session that LuxOS gives out. A session of another program is waited for, never
 * taken over, and ours is always given back. Throws `MinerError` `declined` when it does not become free.
 */
export async function withSession<T>(host: MinerHost, action: (session: string) => Promise<T>): Promise<T> {
  let session = '';
  const isOurs = await pollUntil(host, WAIT, async () => {
    const { value } = await askCgminer(host, { command: 'logon' });
    const id = objectsAt(value ?? undefined, 'SESSION')[0]?.['SessionID'];
    session = typeof id === 'string' ? id : '';
    return session !== '' && statusOf(value).letter === 'S';
  });
  if (!isOurs)
    throw new MinerError(
      'declined',
      `Another program has been changing ${host.address} for a minute and a half (its LuxOS session is taken): close it or try again later.`,
    );
  try {
    return await action(session);
  } finally {
    await logOff(host, session);
  }
}

/** A command whose first parameter is the session. */
export async function tellInSession(
  host: MinerHost,
  session: string,
  { command, parameter }: { command: string; parameter?: string },
  secrets: readonly string[] = [],
): Promise<void> {
  const { value } = await askCgminer(host, {
    command,
    parameter: parameter === undefined ? session : `${session},${parameter}`,
  });
  demandAgreement(host, statusOf(value), {
    command,
    denied: luxosDenied(host),
    secrets: [...secrets, session],
  });
}

/** What to do when LuxOS denies access. */
export function luxosDenied(host: MinerHost): string {
  return `${host.address} does not take changes from this computer: allow its address in the API settings of LuxOS.`;
}

async function logOff(host: MinerHost, session: string): Promise<void> {
  try {
    // Also when the caller gave up meanwhile: nobody else can work with the miner until we are off.
    const { address, ports, clock } = host;
    await askCgminer({ address, ports, clock }, { command: 'logoff', parameter: session });
  } catch (error) {
    // A miner that restarts has forgotten the session.
    if (!isPassing(error)) throw error;
  }
}
