import type { StratumResponse } from './codec.ts';
import { LIMITS } from './limits.ts';
import { cleanPeerText } from './protocol-error.ts';

type RejectKind = 'stale' | 'duplicate' | 'low-difficulty' | 'unauthorized' | 'other';

/** A pool's answer to a share. `text` is the pool's own reason, made fit for a screen. */
export type PoolVerdict = { accepted: true } | { accepted: false; kind: RejectKind; text: string };

/**
 * What became of a submitted share. Unanswered: the connection ended first, or (`sent` false) the
 * share never left, since the connection was not ready or too many others waited.
 */
export type SubmitReply = PoolVerdict | { unanswered: true; sent: boolean };

/** slush0's codes 21 to 24, and btcpool's own above them. 20 ("other") says nothing: its text decides. */
const KIND_BY_CODE = new Map<number, RejectKind>([
  [21, 'stale'],
  [22, 'duplicate'],
  [23, 'low-difficulty'],
  [24, 'unauthorized'],
  [29, 'unauthorized'],
  [36, 'stale'],
  [37, 'stale'],
]);

const KIND_BY_TEXT: readonly (readonly [RegExp, RejectKind])[] = [
  [/stale|job not found|unknown-work|invalid jobid|prevblk/i, 'stale'],
  [/dup/i, 'duplicate'],
  [/low diff|above target|high-hash/i, 'low-difficulty'],
  [/unauth|mismatch/i, 'unauthorized'],
];

/** Classifies a pool's answer to a submit by its code, else by its text. Only `true` without a complaint is a yes. */
export function classifySubmitReply(reply: StratumResponse): PoolVerdict {
  const { code, text } = errorParts(reply.error);
  const words = [text, reply.rejectReason ?? ''].filter((part) => part !== '').join(': ');
  if (reply.result === true && reply.error === null && reply.rejectReason === null) return { accepted: true };
  const kind = (code === null ? undefined : KIND_BY_CODE.get(code)) ?? kindOfText(words);
  const shown = words === '' ? describeBare(code) : words;
  return { accepted: false, kind, text: cleanPeerText(shown, LIMITS.peerTextLength) };
}

/** A pool's refusal of any request in words for people. */
export function describeRefusal(reply: StratumResponse): string {
  const { code, text } = errorParts(reply.error);
  const words = [text, reply.rejectReason ?? ''].filter((part) => part !== '').join(': ');
  return cleanPeerText(words === '' ? describeBare(code) : words, LIMITS.peerTextLength);
}

function describeBare(code: number | null): string {
  return code === null ? 'the pool gave no reason' : `error ${code}`;
}

function kindOfText(text: string): RejectKind {
  return KIND_BY_TEXT.find(([pattern]) => pattern.test(text))?.[1] ?? 'other';
}

/** Code and text of an error of any shape met in the field: `[21,"…",null]`, `{code,message}`, `"…"`, null. */
function errorParts(error: unknown): { code: number | null; text: string } {
  if (Array.isArray(error)) return { code: toCode(error[0]), text: toText(error[1] ?? error[0]) };
  if (typeof error === 'object' && error !== null) {
    const { code, message } = error as { code?: unknown; message?: unknown };
    return { code: toCode(code), text: toText(message) };
  }
  return { code: toCode(error), text: toText(error) };
}

function toCode(value: unknown): number | null {
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  return typeof value === 'string' && /^-?\d{1,6}$/.test(value) ? Number(value) : null;
}

function toText(value: unknown): string {
  return typeof value === 'string' && toCode(value) === null ? value : '';
}
