import { askCgminer, joinFields } from '#engine/miner-api/cgminer-api.ts';
import type { CgminerReply, CgminerRequest, CgminerStatus } from '#engine/miner-api/cgminer-api.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import type { MinerHost } from '#engine/miner-api/miner-host.ts';
import type { NamedReply } from '#engine/discovery/read/cgminer.ts';

/** Answers to one command in the host's manner. */
export type Ask = (request: CgminerRequest) => Promise<CgminerReply>;

/** cgminer's codes (cgminer API-README): the command is not known, and access to it is denied. */
const INVALID_COMMAND = 14;
const ACCESS_DENIED = 45;

const QUOTED_LENGTH = 160;

/** What a miner said, fit to be quoted: one line, not too long; nothing at all if it repeats a secret. */
export function quoted(words: string, secrets: readonly string[]): string {
  const text = words
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, QUOTED_LENGTH);
  if (text === '' || secrets.some((secret) => repeats(words, secret)))
    return 'without a reason that can be shown';
  return `with “${text}”`;
}

/** As it is, or as it was escaped on its way there and back. */
function repeats(words: string, secret: string): boolean {
  if (secret === '') return false;
  const escaped = JSON.stringify(secret).slice(1, -1);
  return [secret, escaped, joinFields([secret]), joinFields([escaped])].some((one) => words.includes(one));
}

/** Ends the call unless the miner agreed. `denied` is what the owner must do when access is denied. */
export function demandAgreement(
  host: MinerHost,
  status: CgminerStatus,
  words: { command: string; denied: string; secrets?: readonly string[] },
): void {
  const { command, denied, secrets = [] } = words;
  if (status.letter === null)
    throw new MinerError('bad-reply', `${host.address} answered “${command}” with something unreadable.`);
  if (status.letter !== 'E' && status.letter !== 'F') return;
  if (status.code === ACCESS_DENIED || /access denied/i.test(status.message))
    throw new MinerError('forbidden', denied);
  if (status.code === INVALID_COMMAND)
    throw new MinerError('unsupported', `The firmware of ${host.address} has no command “${command}”.`);
  throw new MinerError(
    'declined',
    `${host.address} refused “${command}” ${quoted(status.message, secrets)}.`,
  );
}

/**
 * The replies to several commands, one connection after the other. The first must be answered; of the
 * others those that fail are left out, and after two failures in a row no more are asked.
 */
export async function askAll(
  host: MinerHost,
  requests: readonly CgminerRequest[],
  ask: Ask = (request) => askCgminer(host, request),
): Promise<NamedReply[]> {
  const replies: NamedReply[] = [];
  let failures = 0;
  for (const [index, request] of requests.entries()) {
    try {
      const { value, problem } = await ask(request);
      if (value === null)
        throw new MinerError('bad-reply', `${host.address} answered, but no miner's reply: ${problem}.`);
      replies.push({ command: request.command, value });
      failures = 0;
    } catch (error) {
      failures += 1;
      const isMild = error instanceof MinerError && !['cancelled', 'unreachable'].includes(error.trouble);
      if (index === 0 || !isMild) throw error;
      if (failures === 2) break;
    }
  }
  return replies;
}

/** Requests without parameters. */
export function commands(...names: string[]): CgminerRequest[] {
  return names.map((command) => ({ command }));
}

/** True for the troubles that a restarting or busy miner has. */
export function isPassing(error: unknown): boolean {
  return (
    error instanceof MinerError &&
    ['unreachable', 'refused', 'timeout', 'closed', 'bad-reply'].includes(error.trouble)
  );
}
