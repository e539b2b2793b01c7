import { emptyReading } from '#engine/discovery/miner-reading.ts';
import type { NamedReply } from '#engine/discovery/read/cgminer.ts';
import { readMiner } from '#engine/discovery/read-miner.ts';
import { askCgminer } from '#engine/miner-api/cgminer-api.ts';
import type { CgminerRequest } from '#engine/miner-api/cgminer-api.ts';
import { askHttp, askJson } from '#engine/miner-api/http-api.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import type { MinerHost } from '#engine/miner-api/miner-host.ts';
import { askAll, commands } from '../cgminer/commands.ts';
import { isFirst } from '../cgminer/pool-switching.ts';
import { readPoolTable } from '../cgminer/pool-table.ts';
import type { MinerDriver } from '../driver.ts';
import { REASONS } from './reasons.ts';
import type { ReadOnlyFamily } from './reasons.ts';

/** Without the cgminer API: whether they answer is all that is read. */
const WEB_ONLY: ReadonlySet<ReadOnlyFamily> = new Set(['futurebit', 'iceriver', 'proto', 'unknown']);
/** They give chains as a list only when asked like this (asked inside `parameter`, unlike Antminer). */
const NEW_API = { parameter: { new_api: true } };

/** A driver for a family that is shown and never changed. */
export function readOnlyDriver(family: ReadOnlyFamily): MinerDriver {
  const refuse = () => Promise.reject(new MinerError('unsupported', REASONS[family]));
  return {
    families: [family],
    controls: () => ({
      pools: REASONS[family],
      blink: false,
      restart: false,
      sleep: false,
      page: family !== 'unknown',
      needsCredential: 'never',
    }),
    async read(link) {
      const replies = await ask(family, link.host);
      const reading = replies === null ? emptyReading(family) : readMiner(family, replies);
      reading.model ??= link.model;
      reading.firmware ??= link.firmware;
      return reading;
    },
    snapshot: refuse,
    point: refuse,
    /** The owner can point it by hand, and then it is. */
    async isPointed({ host }, pool) {
      if (WEB_ONLY.has(family) || family === 'epic') return refuse();
      return isFirst(await readPoolTable(host, (request) => askCgminer(host, request)), pool);
    },
    restore: refuse,
    isRestored: refuse,
    blink: refuse,
    restart: refuse,
    sleep: refuse,
    wake: refuse,
  };
}

/** Null where nothing that we can read is told. */
async function ask(family: ReadOnlyFamily, host: MinerHost): Promise<NamedReply[] | null> {
  if (WEB_ONLY.has(family)) {
    await askHttp(host, { method: 'GET', path: '/' });
    return null;
  }
  if (family === 'epic') return askEpic(host);
  return askAll(host, requestsOf(family));
}

function requestsOf(family: ReadOnlyFamily): CgminerRequest[] {
  const plain = commands('version', 'summary', 'devs', 'pools', 'stats');
  if (family !== 'volcminer') return plain;
  return plain.map((request) =>
    ['summary', 'pools', 'stats'].includes(request.command) ? { ...request, extra: NEW_API } : request,
  );
}

/** ePIC speaks HTTP on cgminer's port. */
async function askEpic(host: MinerHost): Promise<NamedReply[]> {
  const there = { ...host, ports: { ...host.ports, http: host.ports.cgminer } };
  const { status, value } = await askJson(there, { method: 'GET', path: '/summary' });
  if (status !== 200 || value === null)
    throw new MinerError('bad-reply', `${host.address} did not answer as ePIC firmware does.`);
  return [{ command: 'summary', value }];
}
