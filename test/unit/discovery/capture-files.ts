import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { MinerFamily } from '#engine/discovery/families.ts';
import type { Evidence } from '#engine/discovery/identify.ts';

/** Replies of real miners, beside the project and not part of it; absent on most machines. */
const CAPTURES = path.resolve(import.meta.dirname, '../../../../shared/captures');

const manifest = z.object({
  captures: z.array(
    z.object({
      file: z.string(),
      family: z.string(),
      command: z.string().nullable(),
      method: z.string().nullable(),
      port: z.number().nullable(),
    }),
  ),
});

export interface Capture {
  file: string;
  /** The manifest's word; a few families of it have no reader of their own. */
  family: string;
  command: string;
  bytes: Buffer;
  evidence: Evidence;
}

/** Every capture, or null when the folder is not there. */
export function loadCaptures(): Capture[] | null {
  const index = path.join(CAPTURES, 'manifest.json');
  if (!existsSync(index)) return null;
  const { captures } = manifest.parse(JSON.parse(readFileSync(index, 'utf8')));
  return captures.map(({ file, family, command, method, port }) => {
    const bytes = readFileSync(path.join(CAPTURES, file));
    const transport = /^(?:GET|POST|PUT)/.test(method ?? '') ? 'http' : 'rpc';
    const evidence: Evidence = { port: port ?? 0, transport, path: command ?? '', reply: bytes };
    return { file, family, command: command ?? '', bytes, evidence };
  });
}

const OURS: ReadonlySet<string> = new Set<MinerFamily>([
  'antminer-stock',
  'asicseer',
  'auradine',
  'avalon',
  'bitaxe',
  'blackminer',
  'braiins-os',
  'elphapex',
  'epic',
  'goldshell',
  'hammer',
  'hiveon',
  'iceriver',
  'innosilicon',
  'luxos',
  'mskminer',
  'nerdqaxe',
  'proto',
  'sealminer',
  'strongu',
  'vnish',
  'volcminer',
  'whatsminer',
]);

/** The manifest's family in our words; makers without one of their own are generic cgminer. */
export function familyOf(capture: Capture): MinerFamily {
  return OURS.has(capture.family) ? (capture.family as MinerFamily) : 'cgminer-unknown';
}
