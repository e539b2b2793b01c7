import { otherError, STRATUM_ERRORS, type StratumRequest } from '#engine/stratum/codec.ts';
import { achievedDifficulty } from '#engine/stratum/difficulty.ts';
import { parseHexBytes } from '#engine/stratum/hex.ts';

import type { MinerSession, SessionHost } from './miner-session.ts';

/** Worker names longer than this are cut by some firmware and by pools; nobody has one. */
const MAX_NAME_LENGTH = 128;
/** A session may authorize several names (proxies in front of us do); more than this is a mistake. */
const MAX_NAMES = 16;
/** Bits that a miner may roll at most, whatever it asks for: BIP 320's sixteen. */
const ROLLABLE_BITS = 0x1fffe000;

/** Answers one request of a miner: every method gets its answer, at once and in order, also unknown ones. */
export function handleRequest(session: MinerSession, host: SessionHost, request: StratumRequest): void {
  const { id, method, params } = request;
  switch (method) {
    case 'mining.configure':
      configure(session, host, request);
      return;
    case 'mining.subscribe':
      subscribe(session, host, request);
      return;
    case 'mining.authorize':
      authorize(session, host, request);
      return;
    case 'mining.submit':
      host.submitted(session, id, params);
      return;
    case 'mining.extranonce.subscribe':
      session.takesSetExtranonce = true;
      session.respond(id, true, null);
      return;
    case 'mining.suggest_difficulty':
      suggestDifficulty(session, request);
      return;
    case 'mining.suggest_target':
      suggestTarget(session, request);
      return;
    case 'mining.ping':
      session.respond(id, 'pong', null);
      return;
    case 'mining.get_transactions':
      session.respond(id, [], null);
      return;
    case 'pong':
      return;
    default:
      session.refuse(id, otherError('Unknown method'));
  }
}

/** BIP 310. Comes first from most firmware, after authorize from stock Antminers: taken at any time. */
function configure(session: MinerSession, host: SessionHost, { id, params }: StratumRequest): void {
  const [extensions, options] = params;
  if (!Array.isArray(extensions) || extensions.length > 32 || (options !== undefined && !isRecord(options))) {
    session.noteBadLine(id, 'mining.configure takes a list of extensions and their options');
    return;
  }
  const settings = isRecord(options) ? options : {};
  const result: Record<string, unknown> = {};
  for (const extension of extensions) {
    if (typeof extension !== 'string' || extension.length > 64) continue;
    switch (extension) {
      case 'version-rolling': {
        const asked = parseMask(settings['version-rolling.mask']);
        // Never all 32 bits: kanoi's cgminer reads the mask into a signed number.
        const granted = (asked & host.versionMask() & ROLLABLE_BITS) >>> 0;
        result['version-rolling'] = granted !== 0;
        if (granted !== 0) result['version-rolling.mask'] = granted.toString(16).padStart(8, '0');
        session.requestedMask = (asked & ROLLABLE_BITS) >>> 0;
        session.toldMask = null;
        break;
      }
      case 'minimum-difficulty': {
        const wanted = settings['minimum-difficulty.value'];
        // `Number` alone throws on objects such as `{"toString":1}`.
        if (typeof wanted === 'number' || typeof wanted === 'string') session.vardiff.suggest(Number(wanted));
        result[extension] = true;
        break;
      }
      case 'subscribe-extranonce':
        session.takesSetExtranonce = true;
        result[extension] = true;
        break;
      case 'info':
        result[extension] = true;
        break;
      default:
        result[extension] = false;
    }
  }
  session.respond(id, result, null);
  host.configured(session);
}

function subscribe(session: MinerSession, host: SessionHost, { id, params }: StratumRequest): void {
  const [userAgent] = params;
  if (typeof userAgent === 'string') session.userAgent = printable(userAgent).slice(0, MAX_NAME_LENGTH);
  if (!session.isSubscribed) {
    session.sizes = host.sizesFor(session);
    session.isSubscribed = true;
  }
  const { extranonce1, extranonce2Size } = session.sizes;
  const hex = extranonce1.toString('hex');
  const subscriptionId = session.index.toString(16).padStart(8, '0');
  const subscriptions = [
    ['mining.set_difficulty', subscriptionId],
    ['mining.notify', subscriptionId],
  ];
  session.respond(id, [subscriptions, hex, extranonce2Size], null);
  // Some firmware authorizes first; its job waits for the subscription.
  if (session.isAuthorized) host.authorized(session);
}

function authorize(session: MinerSession, host: SessionHost, { id, params }: StratumRequest): void {
  const [name] = params;
  if (typeof name !== 'string' || name.length === 0 || name.length > MAX_NAME_LENGTH) {
    session.noteBadLine(id, `mining.authorize takes a worker name of 1 to ${MAX_NAME_LENGTH} characters`);
    return;
  }
  if (session.workerNames.size >= MAX_NAMES && !session.workerNames.has(name)) {
    session.refuse(id, STRATUM_ERRORS.unauthorizedWorker);
    return;
  }
  if (!host.named(session, name)) {
    // Never `false`: a miner would suspend this pool for good.
    session.close('parked');
    return;
  }
  session.workerNames.add(name);
  session.respond(id, true, null);
  if (session.isSubscribed) host.authorized(session);
}

function suggestDifficulty(session: MinerSession, { id, params }: StratumRequest): void {
  const wanted = params[0];
  if (typeof wanted !== 'number' || !Number.isFinite(wanted) || wanted <= 0) {
    session.noteBadLine(id, 'mining.suggest_difficulty takes a positive number');
    return;
  }
  session.vardiff.suggest(wanted);
  session.respond(id, true, null);
}

function suggestTarget(session: MinerSession, { id, params }: StratumRequest): void {
  const target = parseHexBytes(params[0], 32);
  if (!target) {
    session.noteBadLine(id, 'mining.suggest_target takes 64 hex digits');
    return;
  }
  session.vardiff.suggest(achievedDifficulty(target));
  session.respond(id, true, null);
}

/** A mask as hex text; what cannot be read counts as "all bits". */
function parseMask(value: unknown): number {
  return typeof value === 'string' && /^[0-9a-fA-F]{1,8}$/.test(value)
    ? Number.parseInt(value, 16)
    : 0xffffffff;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function printable(text: string): string {
  return text.replaceAll(/[^\u0020-\u007e]/g, '?');
}
