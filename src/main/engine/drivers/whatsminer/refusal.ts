import { MinerError } from '#engine/miner-api/miner-host.ts';
import type { MinerHost } from '#engine/miner-api/miner-host.ts';

/** The longest piece of a machine's own words that is passed on. */
const MAX_WORDS = 120;

/** Writing is off until the owner opens it in the maker's tool. */
export function switchedOff({ address }: MinerHost): MinerError {
  return new MinerError(
    'forbidden',
    `${address} does not take changes from programs: in WhatsMinerTool, change its admin password from the ` +
      'default and switch its API on, then try again.',
  );
}

/** No credential, or one that the machine does not take. */
export function passwordMissing({ address }: MinerHost): MinerError {
  return new MinerError('unauthorized', `Changing ${address} needs its password from WhatsMinerTool.`);
}

export function passwordWrong({ address }: MinerHost): MinerError {
  return new MinerError(
    'unauthorized',
    `${address} does not take this password: enter the one that was set for it in WhatsMinerTool.`,
  );
}

/** The machine gives each address 32 tokens, each for 30 minutes. */
export function noMoreTokens({ address }: MinerHost): MinerError {
  return new MinerError(
    'locked-out',
    `${address} gives this computer no more write tokens for now: leave it alone for 30 minutes, and close ` +
      'other programs that change it.',
  );
}

export function unreadable({ address }: MinerHost, what: string): MinerError {
  return new MinerError('bad-reply', `${address} answered ${what} with something that cannot be read.`);
}

/** What was asked for cannot be seen to be done. */
export function brokenOff({ address }: MinerHost, what: string): MinerError {
  return new MinerError('closed', `${address} broke off when it was told ${what}, and may not have done it.`);
}

/** It understood and said no. Its words are quoted without the secrets that it may have repeated. */
export function declined(
  host: MinerHost,
  what: string,
  words: string,
  secrets: readonly string[],
): MinerError {
  const quoted = quote(words, secrets);
  const said = quoted === '' ? '' : `: “${quoted}”`;
  return new MinerError('declined', `${host.address} declined ${what}${said}.`);
}

function quote(words: string, secrets: readonly string[]): string {
  let text = words.replaceAll(/\p{Cc}+/gu, ' ');
  for (const secret of secrets) if (secret !== '') text = text.replaceAll(secret, '…');
  const short = text.trim();
  return short.length > MAX_WORDS ? `${short.slice(0, MAX_WORDS - 1)}…` : short;
}
