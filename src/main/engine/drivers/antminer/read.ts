import type { MinerReading } from '#engine/discovery/miner-reading.ts';
import { readMiner } from '#engine/discovery/read-miner.ts';
import type { NamedReply } from '#engine/discovery/read/cgminer.ts';
import type { JsonObject } from '#engine/discovery/json.ts';
import { askCgminer, statusOf } from '#engine/miner-api/cgminer-api.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import type { MinerLink } from '../driver.ts';
import { askPage } from './cgi.ts';

const COMMAND_LIMITS = { connectMs: 5000, totalMs: 15_000, maxBytes: 1_000_000 };
/** One of the two ports is closed, or something else listens there: the other may still tell. */
const NO_SUCH_PORT: ReadonlySet<string> = new Set([
  'refused',
  'unreachable',
  'timeout',
  'closed',
  'bad-reply',
]);

/**
 * Everything that one Antminer or relative tells: with a credential its web pages, which the newest have to
 * themselves, and port 4028 for what these left unsaid; without one port 4028 alone.
 */
export async function readAntminerFamily(link: MinerLink): Promise<MinerReading> {
  const { replies: pages, trouble } = await readPages(link);
  const ofPages = readMiner(link.family, pages);
  if (isLive(ofPages)) return ofPages;
  try {
    return readMiner(link.family, [...pages, ...(await readCommands(link))]);
  } catch (error) {
    if (!(error instanceof MinerError) || !NO_SUCH_PORT.has(error.trouble)) throw error;
    if (pages.length > 0) return ofPages;
    if (trouble !== null || error.trouble !== 'refused') throw trouble ?? error;
    throw new MinerError(
      'unauthorized',
      `The miner at ${link.host.address} has no open port ${link.host.ports.cgminer}: enter the user name and password of its own web page.`,
      { cause: error },
    );
  }
}

interface PageReplies {
  replies: NamedReply[];
  /** What ended the questions early. */
  trouble: MinerError | null;
}

/** `summary.cgi` of the modern interface answers; the old one has only `get_system_info` and the settings. */
async function readPages(link: MinerLink): Promise<PageReplies> {
  const replies: NamedReply[] = [];
  if (link.credential === null) return { replies, trouble: null };
  try {
    for (const name of ['get_system_info', 'get_miner_conf', 'summary', 'stats', 'pools']) {
      const page = await askPage(link, name);
      if (page === null && name === 'summary') break;
      const value = page?.reply.value ?? null;
      if (value === null) continue;
      // What the settings say of pools is no live state of them.
      replies.push({ command: name, value: name === 'get_miner_conf' ? withoutPools(value) : value });
    }
  } catch (error) {
    if (!(error instanceof MinerError) || !NO_SUCH_PORT.has(error.trouble)) throw error;
    return { replies, trouble: error };
  }
  return { replies, trouble: null };
}

async function readCommands(link: MinerLink): Promise<NamedReply[]> {
  const replies: NamedReply[] = [];
  const ask = async (command: string, extra?: JsonObject): Promise<void> => {
    const { value } = await askCgminer(link.host, { command, ...(extra && { extra }) }, COMMAND_LIMITS);
    if (value !== null && statusOf(value).letter !== 'E') replies.push({ command, value });
  };
  await ask('version');
  await ask('stats');
  // Firmware from mid-2023 on tells its boards in another shape, and only when it is asked for that.
  if (!isLive(readMiner(link.family, replies))) await ask('stats', { new_api: true });
  await ask('summary');
  await ask('pools');
  return replies;
}

function isLive(reading: MinerReading): boolean {
  return reading.hashrate.now !== null || reading.boards.length > 0;
}

function withoutPools(value: NamedReply['value']): NamedReply['value'] {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const { pools: _left, ...rest } = value;
  return rest;
}
