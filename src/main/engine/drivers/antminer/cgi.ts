import type { MinerFamily } from '#engine/discovery/families.ts';
import { parseReply } from '#engine/discovery/reply-parser.ts';
import type { ParsedReply } from '#engine/discovery/reply-parser.ts';
import { askHttp } from '#engine/miner-api/http-api.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import type { MinerLink } from '../driver.ts';

/** The first request after a boot can take 10 s: every CGI forks on a weak processor. */
const READ_LIMITS = { connectMs: 5000, totalMs: 15_000, maxBytes: 1_000_000 };
const WRITE_LIMITS = { connectMs: 5000, totalMs: 30_000, maxBytes: 65_536 };

/** The realms of the families' login pages; another one is another device, and the password is not shown to it. */
const REALMS: Partial<Record<MinerFamily, RegExp>> = {
  'antminer-stock': /antMiner Configuration/i,
  elphapex: /Daoge/i,
};

/** Everything but what the page `/cgi-bin/<name>.cgi` is asked. */
export interface CgiQuestion {
  /** POST with this body; GET without. */
  body?: string;
  contentType?: string;
  /** The program behind it writes and is slow about it. */
  isWrite?: boolean;
}

/**
 * Asks one of the web pages that Antminers and their relatives have, with a fresh digest challenge each time
 * (their servers stumble over a repeated one). Null when this firmware has no such page.
 * Throws `unauthorized` also when no credential is known.
 */
export async function askPage(
  link: MinerLink,
  name: string,
  question: CgiQuestion = {},
): Promise<{ text: string; reply: ParsedReply } | null> {
  if (link.credential === null) {
    throw new MinerError(
      'unauthorized',
      `The miner at ${link.host.address} wants a user name and a password: enter those of its own web page.`,
    );
  }
  const { body, contentType = 'application/json' } = question;
  const answer = await askHttp(
    link.host,
    {
      method: body === undefined ? 'GET' : 'POST',
      path: `/cgi-bin/${name}.cgi`,
      credential: link.credential,
      isRealm: (realm) => REALMS[link.family]?.test(realm) ?? /miner/i.test(realm),
      ...(body === undefined ? {} : { body, headers: { 'content-type': contentType } }),
    },
    question.isWrite === true ? WRITE_LIMITS : READ_LIMITS,
  );
  if (answer.status === 404) return null;
  if (answer.status !== 200) throw statusError(link, answer.status);
  return { text: new TextDecoder().decode(answer.body), reply: parseReply(answer.body) };
}

/** Like `askPage` where the page must be there. */
export async function needPage(
  link: MinerLink,
  name: string,
  question: CgiQuestion = {},
): Promise<{ text: string; reply: ParsedReply }> {
  const page = await askPage(link, name, question);
  if (page !== null) return page;
  throw new MinerError(
    'unsupported',
    `The miner at ${link.host.address} has no page ${name}.cgi: its firmware is of a kind that is not known here.`,
  );
}

function statusError(link: MinerLink, status: number): MinerError {
  const { address } = link.host;
  if (status === 401) {
    return new MinerError(
      'unauthorized',
      `The miner at ${address} did not take the user name and password: enter those of its own web page.`,
    );
  }
  if (status === 403) {
    return new MinerError(
      'forbidden',
      `The miner at ${address} does not let this user change it: use the user of its own web page, usually root.`,
    );
  }
  return new MinerError('bad-reply', `The web page of the miner at ${address} answered with HTTP ${status}.`);
}
