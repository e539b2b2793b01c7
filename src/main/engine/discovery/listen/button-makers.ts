import { inflateSync } from 'node:zlib';

import { isObject } from '#engine/discovery/json.ts';
import type { JsonObject } from '#engine/discovery/json.ts';
import { parseReply } from '#engine/discovery/reply-parser.ts';

/** What a press of a miner's "IP report" button tells. */
export interface ButtonPress {
  maker: string;
  /** As the payload says; null where it says none: then the packet's sender is meant. */
  address: string | null;
  /** `aa:bb:cc:dd:ee:ff`. */
  mac: string | null;
}

/** One maker's port and how its payload is read; null for a packet that is no report. */
export interface ButtonMaker {
  port: number;
  makers: string;
  parse: (payload: Uint8Array) => ButtonPress | null;
}

/** A report is a line or a small object. */
const MAX_PAYLOAD_BYTES = 8192;
const MAX_UNPACKED_BYTES = 65_536;

/**
 * The makers' UDP reports; they are broadcast when the button is pressed and ask for no answer. Ports and
 * payloads after the tests of BitCap's IP reporter.
 */
export const BUTTON_MAKERS: readonly ButtonMaker[] = [
  {
    port: 14_235,
    makers: 'Antminer, VolcMiner, Hammer',
    parse: textReport('Antminer or its like', /^[\d.]+,/),
  },
  { port: 8888, makers: 'Whatsminer', parse: textReport('Whatsminer', /^IP:/i) },
  { port: 11_503, makers: 'IceRiver', parse: textReport('IceRiver', /^addr:/i) },
  {
    port: 1314,
    makers: 'Goldshell',
    parse: jsonReport('Goldshell', (report) => 'ctrlsn' in report || 'boxsn' in report),
  },
  { port: 18_650, makers: 'SealMiner', parse: parseSealMiner },
  { port: 9999, makers: 'Elphapex', parse: textReport('Elphapex', /^DG_IPREPORT_ONLY/) },
  {
    port: 12_345,
    makers: 'Auradine',
    parse: jsonReport('Auradine', ({ command }) => command === 'ipreport'),
  },
  { port: 54_321, makers: 'iPollo', parse: textReport('iPollo', /^IP Addr:/i) },
];

function textReport(maker: string, sign: RegExp): ButtonMaker['parse'] {
  return (payload) => {
    if (payload.length > MAX_PAYLOAD_BYTES) return null;
    const text = new TextDecoder().decode(payload).trim();
    return sign.test(text) ? pressIn(maker, text) : null;
  };
}

function jsonReport(maker: string, isReport: (report: JsonObject) => boolean): ButtonMaker['parse'] {
  return (payload) => {
    if (payload.length > MAX_PAYLOAD_BYTES) return null;
    const { value } = parseReply(payload);
    return isObject(value ?? undefined) && isReport(value as JsonObject)
      ? pressOf(maker, [value as JsonObject])
      : null;
  };
}

/** Compressed, several objects one after the other. */
function parseSealMiner(payload: Uint8Array): ButtonPress | null {
  if (payload.length > MAX_PAYLOAD_BYTES) return null;
  let unpacked: Uint8Array;
  try {
    unpacked = inflateSync(payload, { maxOutputLength: MAX_UNPACKED_BYTES });
  } catch {
    return null;
  }
  const { value } = parseReply(unpacked);
  const objects = (Array.isArray(value) ? value : [value ?? undefined]).filter((one) => isObject(one));
  return objects.length === 0 ? null : pressOf('SealMiner', objects);
}

function pressOf(maker: string, objects: readonly JsonObject[]): ButtonPress {
  const find = (wanted: RegExp): string => {
    for (const object of objects) {
      for (const [key, value] of Object.entries(object))
        if (wanted.test(key) && typeof value === 'string') return value;
    }
    return '';
  };
  const address = /^\s*\d{1,3}(?:\.\d{1,3}){3}\s*$/.exec(find(/^(?:ip|ip_?addr(?:ess)?|ipv4|address)$/i));
  return { maker, address: address?.[0].trim() ?? null, mac: readMac(find(/^mac(?:_?addr(?:ess)?)?$/i)) };
}

function pressIn(maker: string, text: string): ButtonPress {
  const address = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/.exec(text);
  // Whatsminer writes `MAC:ab:…` right behind the address: what goes on after six pairs began too early.
  const mac = /[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}(?![:-]?[0-9a-f])/i.exec(text);
  return { maker, address: address?.[0] ?? null, mac: readMac(mac?.[0] ?? '') };
}

function readMac(text: string): string | null {
  const digits = text.trim().replaceAll(/[:-]/g, '').toLowerCase();
  if (!/^[0-9a-f]{12}$/.test(digits) || /^(?:0{12}|f{12})$/.test(digits)) return null;
  return (digits.match(/../g) ?? []).join(':');
}
