import { isObject } from '#engine/discovery/json.ts';
import type { Json, JsonObject } from '#engine/discovery/json.ts';
import type { NamedReply } from '#engine/discovery/read/cgminer.ts';
import { objectAt, objectsAt, readFlag, readNumber, readText } from '#engine/discovery/read/values.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import type { MinerHost, MinerTrouble } from '#engine/miner-api/miner-host.ts';
import { askWhatsminerV3, v3Token } from '#engine/miner-api/whatsminer-v3-api.ts';
import type { MinerLink } from '../driver.ts';
import { pollUntil } from '../poll.ts';
import type { ToldPool } from './pool-list.ts';
import { brokenOff, declined, passwordMissing, passwordWrong, switchedOff, unreadable } from './refusal.ts';

/** `code` of a reply (Whatsminer API 3.0); others are failures that its `msg` explains. */
const DONE = 0;
const NO_PERMISSION = -4;
/** Accounts of the third API; the first may change everything. */
const ACCOUNTS: ReadonlySet<string> = new Set(['super', 'user1', 'user2', 'user3']);
const SERVICE_TURNS = { everyMs: 2_000, limitMs: 60_000 };
const HUNG_UP: ReadonlySet<MinerTrouble> = new Set(['closed', 'timeout']);

/** Everything that is read of it. Its `working` member says whether it mines. */
export async function readReplies(host: MinerHost): Promise<NamedReply[]> {
  const info = await ask(host, 'get.device.info');
  const summary = await ask(host, 'get.miner.status', 'summary');
  const pools = await ask(host, 'get.miner.status', 'pools');
  return [
    { command: 'get.device.info', value: info },
    { command: 'get.miner.status summary', value: summary },
    { command: 'get.miner.status pools', value: pools },
  ];
}

/** True when `get.device.info` says that it does not mine; null when it does not say. */
export function isAsleepIn(replies: readonly NamedReply[]): boolean | null {
  for (const { value } of replies) {
    const working = readFlag(objectAt(value, 'msg', 'miner')['working']);
    if (working !== null) return !working;
  }
  return null;
}

/** The pools, first choice first, as the machine spells them. */
export async function readPoolList(host: MinerHost): Promise<ToldPool[]> {
  const reply = await ask(host, 'get.miner.status', 'pools');
  return objectsAt(reply, 'msg', 'pools')
    .map((entry, index) => ({ entry, priority: readNumber(entry['pool-priority']) ?? index }))
    .toSorted((one, other) => one.priority - other.priority)
    .flatMap(({ entry: { url, account } }) =>
      typeof url === 'string' && url.trim() !== ''
        ? [{ url, user: typeof account === 'string' ? account : '' }]
        : [],
    );
}

/** `set.miner.service`, unless it is so already; waits until the machine says so. */
export async function turnService(link: MinerLink, isOn: boolean): Promise<void> {
  const { host } = link;
  const isThere = async (): Promise<boolean> => {
    const value = await ask(host, 'get.device.info', 'miner');
    return isAsleepIn([{ command: 'get.device.info', value }]) === !isOn;
  };
  if (await isThere()) return;
  const end = await write(link, { cmd: 'set.miner.service', param: isOn ? 'start' : 'stop' });
  if (await pollUntil(host, SERVICE_TURNS, isThere)) return;
  if (end === 'cut') throw brokenOff(host, `to ${isOn ? 'wake' : 'sleep'}`);
  throw new MinerError(
    'declined',
    `${host.address} said yes but does not report that it ${isOn ? 'is awake' : 'sleeps'}.`,
  );
}

/** LED: red, on half of each 400 ms; or back to what the firmware shows by itself. */
export async function blinkLed(link: MinerLink, isOn: boolean): Promise<void> {
  const param = isOn ? [{ color: 'red', period: 400, duration: 200, start: 0 }] : 'auto';
  if ((await write(link, { cmd: 'set.system.led', param })) === 'cut') throw brokenOff(link.host, 'to blink');
}

/** Restarts the whole machine, which may hang up before it answers. */
export async function reboot(link: MinerLink): Promise<void> {
  await write(link, { cmd: 'set.system.reboot' });
}

interface Command {
  cmd: string;
  param?: Json;
}

/** `cut`: the connection broke after the command was sent. */
async function write(link: MinerLink, command: Command): Promise<'done' | 'cut'> {
  const { host, credential } = link;
  const { password, salt, ts } = await readSalt(link);
  const user = credential?.user ?? '';
  const account = ACCOUNTS.has(user) ? user : 'super';
  const token = v3Token(command.cmd, password, salt, ts);
  let value: Json | null;
  try {
    ({ value } = await askWhatsminerV3(host, { ...command, write: { ts, account, token } }));
  } catch (error) {
    if (error instanceof MinerError && HUNG_UP.has(error.trouble)) return 'cut';
    throw error;
  }
  const reply = rootOf(host, command.cmd, value);
  if (reply['code'] === DONE) return 'done';
  if (reply['code'] === NO_PERMISSION) throw await explainNoPermission(host);
  const words = readText(reply['msg']) ?? '';
  if (/token|password/i.test(words)) throw passwordWrong(host);
  throw declined(host, `the command ${command.cmd}`, words, [password, token]);
}

interface Salted {
  password: string;
  salt: string;
  /** Seconds of the machine's own clock: tokens of another time are not taken. */
  ts: number;
}

async function readSalt({ host, credential }: MinerLink): Promise<Salted> {
  if (credential === null || credential.password === '') throw passwordMissing(host);
  const reply = await ask(host, 'get.device.info', 'salt');
  const salt = readText(objectAt(reply, 'msg')['salt']);
  if (salt === null) throw unreadable(host, 'the request for its salt');
  const ts = Math.trunc(readNumber(reply['when']) ?? host.clock.nowMs() / 1000);
  return { password: credential.password, salt, ts };
}

/** The same code stands for a wrong token and for an API that is switched off; `apiswitch` tells which. */
async function explainNoPermission(host: MinerHost): Promise<MinerError> {
  const reply = await ask(host, 'get.device.info', 'system');
  const isOn = readFlag(objectAt(reply, 'msg', 'system')['apiswitch']);
  return isOn === true ? passwordWrong(host) : switchedOff(host);
}

async function ask(host: MinerHost, cmd: string, param?: string): Promise<JsonObject> {
  const { value } = await askWhatsminerV3(host, param === undefined ? { cmd } : { cmd, param });
  const reply = rootOf(host, cmd, value);
  if (reply['code'] !== DONE) throw declined(host, `the question ${cmd}`, readText(reply['msg']) ?? '', []);
  return reply;
}

function rootOf(host: MinerHost, what: string, value: Json | null): JsonObject {
  if (!isObject(value ?? undefined)) throw unreadable(host, what);
  return value as JsonObject;
}
