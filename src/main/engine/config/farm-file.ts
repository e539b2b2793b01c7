import { AppError } from '#shared/errors.ts';
import { DEFAULT_ALLOW, DEFAULT_DIFFICULTY, DEFAULT_ROUND } from '#shared/model/farm-file.ts';
import type { DifficultySettings, FarmFile, FarmFileMiner, RoundSettings } from '#shared/model/farm-file.ts';
import { parseHashrate } from '#shared/model/quota.ts';
import { minerRole, policyName } from '#shared/model/snapshot.ts';
import { parseRoundSettings } from '#engine/ledger/round-rule.ts';

import { parseAddressRange, parseListenAddress } from './addresses.ts';
import { readAccounts } from './farm-file-accounts.ts';
import { type FarmFileContext, REMOTE_FARM_FILE } from './farm-file-context.ts';
import { FieldError, type FieldNode, nodeFromValue, unfit, valueFromNode } from './field-node.ts';
import { GroupReader, readList, readPositive, readText, readWith, readWord } from './field-reader.ts';
import { parseYaml } from './yaml-source.ts';

/** Largest farm file, in bytes of UTF-8. */
export const MAX_FARM_FILE_BYTES = 1_048_576;
const MAX_MINERS = 20_000;

/** Reads a farm file's text, YAML 1.2 or JSON. Throws `AppError` with one sentence that names the place. */
export function parseFarmFileText(text: string, context: FarmFileContext): FarmFile {
  return withPlace(context, () => readRoot(parseText(text), context));
}

/** Checks a farm file's text like `parseFarmFileText`, and returns its plain object as it was written. */
export function parseFarmFileObject(text: string, context: FarmFileContext): object {
  return withPlace(context, () => {
    const root = parseText(text);
    readRoot(root, context);
    return valueFromNode(root) as object;
  });
}

function parseText(text: string): FieldNode {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_FARM_FILE_BYTES)
    throw new FieldError(
      { line: null, path: '' },
      `${bytes} bytes stand here; allowed are ${MAX_FARM_FILE_BYTES}`,
    );
  return parseYaml(text);
}

/** Reads a farm file that is parsed already, or its text. Sentences have no line in the first case. */
export function readFarmFile(value: unknown, context: FarmFileContext = REMOTE_FARM_FILE): FarmFile {
  if (typeof value === 'string') return parseFarmFileText(value, context);
  return withPlace(context, () => readRoot(nodeFromValue(value), context));
}

function withPlace<T>(context: FarmFileContext, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    const line = error.line === null ? '' : `, line ${error.line}`;
    const path = error.path === '' ? '' : `, ${error.path}`;
    throw new AppError('BAD_INPUT', `${context.fileName}${line}${path}: ${error.message}.`, { cause: error });
  }
}

function readRoot(root: FieldNode, context: FarmFileContext): FarmFile {
  const group = new GroupReader(root, 'a farm file', [
    'version',
    'proxy',
    'round',
    'policy',
    'accounts',
    'miners',
  ]);
  const version = group.required('version', 'the number 1');
  if (version.shape.kind !== 'scalar' || version.shape.value !== 1) throw unfit(version, 'the number 1');
  const round = readRound(group.optional('round'));
  const policy = group.optional('policy');
  const accounts = group.required('accounts', 'a list of accounts');
  const miners = group.optional('miners');
  return {
    version: 1,
    proxy: readProxy(group.optional('proxy')),
    round,
    policy: policy ? readWord(policy, policyName.options) : 'sequential',
    accounts: readAccounts(accounts, { ...context, isEndless: round.every === 'never' }),
    miners: miners ? readMiners(miners) : [],
  };
}

function readProxy(node: FieldNode | null): FarmFile['proxy'] {
  if (!node) return { listen: null, allow: [...DEFAULT_ALLOW], difficulty: { ...DEFAULT_DIFFICULTY } };
  const group = new GroupReader(node, 'a group', ['listen', 'allow', 'difficulty']);
  const listen = group.optional('listen');
  const allow = group.optional('allow');
  return {
    listen: listen ? readListen(listen) : null,
    allow: allow ? readRanges(allow) : [...DEFAULT_ALLOW],
    difficulty: readDifficulty(group.optional('difficulty')),
  };
}

function readListen(node: FieldNode): string {
  const text = readText(node, { allowed: 'HOST:PORT', maxLength: 260 });
  readWith(node, () => parseListenAddress(text));
  return text;
}

function readRanges(node: FieldNode): string[] {
  const items = readList(node, 'a list of address ranges', { min: 1, max: 1000 });
  return items.map((item) => {
    const text = readText(item, { allowed: 'an address range such as "192.168.0.0/16"', maxLength: 64 });
    return readWith(item, () => parseAddressRange(text));
  });
}

/** A start or maximum below the default minimum brings that minimum down with it. */
function readDifficulty(node: FieldNode | null): DifficultySettings {
  if (!node) return { ...DEFAULT_DIFFICULTY };
  const group = new GroupReader(node, 'a group', ['start', 'min', 'max', 'sharesPerMinute']);
  const read = (name: string): number | null => {
    const field = group.optional(name);
    return field ? readPositive(field) : null;
  };
  const maxNode = group.optionalOrNull('max');
  const max = maxNode ? readPositive(maxNode) : null;
  const start = read('start') ?? Math.min(DEFAULT_DIFFICULTY.start, max ?? Infinity);
  const min = read('min') ?? Math.min(DEFAULT_DIFFICULTY.min, start, max ?? Infinity);
  if (maxNode && max !== null && max < min)
    throw unfit(maxNode, `a number that is not below proxy.difficulty.min (${min})`);
  return { start, min, max, sharesPerMinute: read('sharesPerMinute') ?? DEFAULT_DIFFICULTY.sharesPerMinute };
}

/** Each field is tried beside the defaults first, so that the sentence names the one that is wrong. */
function readRound(node: FieldNode | null): RoundSettings {
  if (!node) return { ...DEFAULT_ROUND };
  const names = ['every', 'anchor', 'timeZone'] as const;
  const allowed = {
    every: '<n>s, m, h or d from 10s up, or never',
    anchor: 'a time of day such as "00:00"',
    timeZone: 'a time zone such as UTC or Europe/Berlin',
  };
  const group = new GroupReader(node, 'a group', names);
  const settings = { ...DEFAULT_ROUND };
  for (const name of names) {
    const field = group.optional(name);
    if (!field) continue;
    const text = readText(field, { allowed: allowed[name], maxLength: 64 });
    readWith(field, () => parseRoundSettings({ ...DEFAULT_ROUND, [name]: text }));
    settings[name] = text;
  }
  readWith(node, () => parseRoundSettings(settings));
  return settings;
}

function readMiners(node: FieldNode): FarmFileMiner[] {
  const seen = new Map<string, FieldNode>();
  return readList(node, 'a list of miners', { min: 0, max: MAX_MINERS }).map((item) => {
    const group = new GroupReader(item, 'a miner', ['worker', 'role', 'nominal']);
    const workerNode = group.required('worker', "the miner's worker name");
    const worker = readText(workerNode, { allowed: "the miner's worker name", maxLength: 128 });
    const first = seen.get(worker);
    if (first) throw unfit(workerNode, `a worker name that is not used by ${first.path} already`);
    seen.set(worker, item);
    const role = group.optional('role');
    const nominal = group.optional('nominal');
    return {
      worker,
      ...(role && { role: readWord(role, minerRole.options) }),
      ...(nominal && { nominalHashrate: readNominal(nominal) }),
    };
  });
}

function readNominal(node: FieldNode): number {
  const allowed = 'a hashrate such as "104 TH/s"';
  const hashrate = parseHashrate(readText(node, { allowed, maxLength: 64 }));
  if (hashrate === null) throw unfit(node, allowed);
  return hashrate;
}
