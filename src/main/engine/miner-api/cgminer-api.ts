import { isObject, type Json, type JsonObject, type JsonRoot } from '#engine/discovery/json.ts';
import { parseReply, type ParsedReply } from '#engine/discovery/reply-parser.ts';

import { exchange, type Limits, type ReplyReader } from './connect.ts';
import { MinerError, type MinerHost } from './miner-host.ts';
import { JsonEnd } from './reply-end.ts';

/** A command of the cgminer API, one per connection. */
export interface CgminerRequest {
  command: string;
  parameter?: string;
  /** Further members at the top of the JSON request, such as `new_api`. */
  extra?: JsonObject;
  /** Default `json`; `text` sends `command|parameter`. */
  mode?: 'json' | 'text';
  /** The member that names the command; some Whatsminers take only `cmd`. Default `command`. */
  key?: 'command' | 'cmd';
  /** Default none: no known firmware needs one. */
  terminator?: '' | '\n';
}

/** A reply as read and as it came (up to the first NUL). */
export interface CgminerReply extends ParsedReply {
  raw: Uint8Array;
}

/** What cgminer says of a command: Success, Info, Warning, Error, Fatal (cgminer API-README). */
export interface CgminerStatus {
  letter: 'S' | 'I' | 'W' | 'E' | 'F' | null;
  code: number | null;
  message: string;
}

/**
 * Asks one command. The reply is parsed as far as it can be; an error of the miner's own (STATUS E) is a
 * reply like any other, see `statusOf`. Throws `MinerError` when there is no reply.
 */
export async function askCgminer(
  host: MinerHost,
  request: CgminerRequest,
  limits: Limits = {},
): Promise<CgminerReply> {
  const raw = await sendCgminer(host, formatRequest(request), limits);
  return { ...parseReply(raw), raw };
}

/**
 * Sends bytes as they are to the cgminer port and returns what came up to the first NUL. The reply ends at
 * the first of NUL, the end of its JSON, and the connection's end; at the time limit it counts if nothing
 * of it is missing. Throws `MinerError`.
 */
export function sendCgminer(host: MinerHost, bytes: string, limits: Limits = {}): Promise<Uint8Array> {
  return exchange(host, { port: host.ports.cgminer, bytes, reader: new CgminerReader(), limits });
}

/** The first STATUS of a reply. Whatsminer's, which stands at the top without a list, is understood too. */
export function statusOf(value: JsonRoot | null): CgminerStatus {
  const root: Json = Array.isArray(value) ? (value[0] ?? null) : value;
  const none: CgminerStatus = { letter: null, code: null, message: '' };
  if (!isObject(root)) return none;
  const list = root['STATUS'];
  const first = Array.isArray(list) ? list[0] : isObject(list) ? list : root;
  if (!isObject(first)) return none;
  const { STATUS: letter, Code: code, Msg: message, Description: description } = first;
  return {
    letter:
      letter === 'S' || letter === 'I' || letter === 'W' || letter === 'E' || letter === 'F' ? letter : null,
    code: readCode(code),
    message: typeof message === 'string' ? message : typeof description === 'string' ? description : '',
  };
}

/** Joins the fields of a parameter; commas and backslashes inside one are escaped (cgminer API-README). */
export function joinFields(fields: readonly string[]): string {
  return fields.map((field) => field.replaceAll(/[\\,]/g, String.raw`\$&`)).join(',');
}

function formatRequest(request: CgminerRequest): string {
  const { command, parameter, extra, mode = 'json', key = 'command', terminator = '' } = request;
  if (mode === 'json') {
    const body = { [key]: command, ...(parameter === undefined ? {} : { parameter }), ...extra };
    return JSON.stringify(body) + terminator;
  }
  const text = parameter === undefined ? command : `${command}|${parameter}`;
  if (/\p{Cc}/u.test(text))
    throw new MinerError('unsupported', 'Control characters cannot be sent to a miner in text form.');
  return text + terminator;
}

function readCode(code: Json | undefined): number | null {
  if (typeof code === 'number') return code;
  return typeof code === 'string' && /^\d{1,6}$/.test(code) ? Number(code) : null;
}

/** Finds the end of a reply of the cgminer port. */
export class CgminerReader implements ReplyReader<Uint8Array> {
  readonly #chunks: Buffer[] = [];
  readonly #json = new JsonEnd();

  push(chunk: Buffer): Uint8Array | null {
    const nul = chunk.indexOf(0);
    const part = nul < 0 ? chunk : chunk.subarray(0, nul);
    this.#chunks.push(part);
    return this.#json.push(part) || nul >= 0 ? this.#all() : null;
  }

  end(why: 'closed' | 'timeout'): Uint8Array | null {
    const all = this.#all();
    if (all.length === 0) return null;
    return why === 'closed' || isWhole(all) ? all : null;
  }

  #all(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }
}

function isWhole(reply: Uint8Array): boolean {
  const { value, repairs } = parseReply(reply);
  return value !== null && !repairs.includes('partial');
}
