import type { MinerFamily } from './families.ts';
import { isObject } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import { parseReply } from './reply-parser.ts';

/** One answer of a host and where it came from. Header names in lower case. */
export interface Evidence {
  port: number;
  /** How the answer was had: a line on a raw socket, a framed v3 message, or HTTP. */
  transport: 'rpc' | 'http';
  /** The path or command that was asked. */
  path: string;
  status?: number;
  headers?: Record<string, string>;
  reply: Uint8Array | string;
}

/** Who a host is, by its own words. */
export interface Identity {
  family: MinerFamily;
  model: string | null;
  firmware: string | null;
}

/** Markers in replies of the cgminer port, first hit wins: firmware of others still says "Antminer". */
const RPC_MARKERS: readonly (readonly [RegExp, MinerFamily])[] = [
  [/BOSMINER|BOSER|BOS_AM\d/, 'braiins-os'],
  [/LUXMINER/, 'luxos'],
  [/KAONSU|MARAFW/, 'mara'],
  [/VNISH/, 'vnish'],
  [/HIVEON/, 'hiveon'],
  [/ASICSEER/, 'asicseer'],
  [/RWGLR/, 'mskminer'],
  [/BTMINER|BITMICRO|WHATSMINER/, 'whatsminer'],
  [/AVALON/, 'avalon'],
  [/GCMINER|FLUXOS/, 'auradine'],
  [/BDMINER/, 'sealminer'],
  [/INTCHAINS_QOMO|KDAMINER|BFGMINER/, 'goldshell'],
  [/INNOMINER/, 'innosilicon'],
  [/BLACKMINER/, 'blackminer'],
  [/HAMMER D\d/, 'hammer'],
  [/VOLCMINER/, 'volcminer'],
];
/** Signs in web pages; "Nerd" stands before AxeOS because its page names both. */
const PAGE_MARKERS: readonly (readonly [RegExp, MinerFamily])[] = [
  [/Braiins OS/, 'braiins-os'],
  [/Luxor Firmware/, 'luxos'],
  [/AnthillOS/, 'vnish'],
  [/Miner Web Dashboard/, 'epic'],
  [/Nerd(?:Q?Axe|OS|\*OS)|\bNerd\b/, 'nerdqaxe'],
  [/AxeOS/, 'bitaxe'],
  [/cloud-box/, 'goldshell'],
  [/<title>用户界面<\/title>/i, 'iceriver'],
  [/DragonMint|innosilicon/i, 'innosilicon'],
  [/Miner UI/, 'auradine'],
  [/Proto OS/, 'proto'],
  [/amazeui/, 'sealminer'],
  [/Avalon|\/get_minerinfo\.cgi/, 'avalon'],
];
const REALMS: readonly (readonly [RegExp, MinerFamily])[] = [
  [/antMiner Configuration/i, 'antminer-stock'],
  [/Daoge/i, 'elphapex'],
  [/stuMiner Configuration/i, 'strongu'],
  [/blackMiner Configuration/i, 'blackminer'],
];
/** What the owner typed: a worker named "avalon1" does not make a Whatsminer an Avalon. */
const OWNER_KEYS =
  /^(?:url|user|pass|password|worker|account|addr|hostname|host|ssid|stratum.*|miner-?name)$/i;
/** Stock and a dozen clones share these: they count only when nothing better was seen. */
const WEAK: ReadonlySet<MinerFamily> = new Set([
  'antminer-stock',
  'blackminer',
  'cgminer-unknown',
  'unknown',
]);

/** True for a family that gives way to any other marker of the same host. */
export function isWeakFamily(family: MinerFamily): boolean {
  return WEAK.has(family);
}

/**
 * Names the family from everything a host answered, without a hint. Firmware of a third party wins over
 * stock, and any marker over a bare cgminer API. Reads only; never throws.
 */
export function identify(evidence: readonly Evidence[]): Identity {
  const found = evidence.map(identifyOne);
  const rank = (one: Identity): number =>
    one.family === 'unknown' ? 3 : one.family === 'cgminer-unknown' ? 2 : WEAK.has(one.family) ? 1 : 0;
  const best = found.toSorted((a, b) => rank(a) - rank(b))[0];
  if (best === undefined) return { family: 'unknown', model: null, firmware: null };
  const agreeing = found.filter((one) => one.family === best.family || WEAK.has(one.family));
  const first = (pick: (one: Identity) => string | null): string | null =>
    pick(best) ?? agreeing.map(pick).find((text) => text !== null) ?? null;
  return { family: best.family, model: first((one) => one.model), firmware: first((one) => one.firmware) };
}

function identifyOne(evidence: Evidence): Identity {
  const raw = asText(evidence.reply);
  const { value } = parseReply(evidence.reply);
  const names = namesIn(value);
  const marks = value === null ? raw.slice(0, 65_536) : makersWords(value);
  const family =
    fromTransport(evidence, raw) ?? fromReply(evidence, marks, value) ?? fromRealm(evidence.headers);
  return { family: family ?? 'unknown', ...names };
}

/** ePIC's web API is on cgminer's port; Whatsminer sends every page to its LuCI. */
function fromTransport(evidence: Evidence, raw: string): MinerFamily | null {
  if (evidence.port === 4028 && (evidence.transport === 'http' || /^HTTP\/1\.[01] /.test(raw))) return 'epic';
  const location = evidence.headers?.['location'] ?? '';
  if (evidence.status === 307 && location.startsWith('https:') && location.includes('/cgi-bin/luci')) {
    return 'whatsminer';
  }
  if (evidence.status === 308 && location.endsWith('/overview')) return 'futurebit';
  return evidence.path.includes('/kaonsu/v1/') && evidence.status === 200 ? 'mara' : null;
}

function fromReply(evidence: Evidence, marks: string, value: Json | null): MinerFamily | null {
  if (isWhatsminerV3(evidence, value)) return 'whatsminer';
  const axe = axeFamily(value);
  if (axe !== null) return axe;
  const upper = marks.toUpperCase();
  for (const [marker, family] of RPC_MARKERS) if (marker.test(upper)) return family;
  if (upper.includes('ANTMINER') && !upper.includes('DEVDETAILS')) return 'antminer-stock';
  if (value === null && evidence.transport === 'http') {
    for (const [marker, family] of PAGE_MARKERS) if (marker.test(marks)) return family;
    return null;
  }
  const isCgminer = /"?STATUS"?/.test(upper) && /CGMINER|BMMINER|CCMINER|SGMINER/.test(upper);
  return value !== null && isCgminer ? 'cgminer-unknown' : null;
}

/** Port 4433 answers `get.device.info` without a token and without the maker's name. */
function isWhatsminerV3(evidence: Evidence, value: Json | null): boolean {
  const command = isObject(value ?? undefined) ? (value as JsonObject)['desc'] : undefined;
  return evidence.port === 4433 && typeof command === 'string' && command.startsWith('get.');
}

/** `/api/system/info` and `/api/system/asic` of AxeOS and its relatives. */
function axeFamily(value: Json | null): MinerFamily | null {
  if (!isObject(value ?? undefined)) return null;
  const info = value as JsonObject;
  if (typeof info['ASICModel'] !== 'string') return null;
  return /nerd/i.test(typeof info['deviceModel'] === 'string' ? info['deviceModel'] : '')
    ? 'nerdqaxe'
    : 'bitaxe';
}

function fromRealm(headers: Record<string, string> | undefined): MinerFamily | null {
  const challenge = headers?.['www-authenticate'] ?? '';
  for (const [realm, family] of REALMS) if (realm.test(challenge)) return family;
  return null;
}

/** Keys and values of a reply, without what the owner can have typed. */
function makersWords(value: Json): string {
  const words: string[] = [];
  const visit = (one: Json): void => {
    if (typeof one === 'string') words.push(one);
    else if (Array.isArray(one)) one.forEach(visit);
    else if (isObject(one)) {
      for (const [key, child] of Object.entries(one)) {
        words.push(key);
        if (!OWNER_KEYS.test(key) && !/^pools?$/i.test(key)) visit(child);
      }
    }
  };
  visit(value);
  return words.join('\n').slice(0, 1_000_000);
}

/** Model and firmware where a reply states them in the usual places. */
function namesIn(value: Json | null): { model: string | null; firmware: string | null } {
  const places: JsonObject[] = [];
  const add = (one: Json | undefined): void => {
    if (isObject(one)) places.push(one);
  };
  if (isObject(value ?? undefined)) {
    const root = value as JsonObject;
    for (const key of ['VERSION', 'STATS', 'DEVDETAILS', 'INFO', 'Msg']) {
      const part = root[key];
      if (Array.isArray(part)) add(part[0]);
      else add(part);
    }
    const message = root['msg'];
    if (isObject(message)) for (const part of [message['miner'], message['system']]) add(part);
    add(root);
  }
  const pick = (keys: string[]): string | null => {
    for (const place of places) {
      for (const key of keys) {
        const text = Object.hasOwn(place, key) ? place[key] : undefined;
        if (typeof text === 'string' && text.trim() !== '') return text.trim().slice(0, 128);
      }
    }
    return null;
  };
  return {
    model: pick(['PROD', 'Type', 'type', 'minertype', 'Model', 'deviceModel', 'model']),
    firmware: pick([
      'LUXminer',
      'BOSminer+',
      'BOSminer',
      'BOSer',
      'fw_ver',
      'fwversion',
      'system_filesystem_version',
      'axeOSVersion',
      'Miner',
      'miner_version',
      'version',
    ]),
  };
}

function asText(reply: Uint8Array | string): string {
  return typeof reply === 'string' ? reply : new TextDecoder().decode(reply.subarray(0, 1_000_000));
}
