import { ORPCError } from '@orpc/client';

import type { NetworkSuggestion, ScanView } from '#shared/model/machine.ts';

/** Words in which the engine says that it scans these ranges only on demand. */
const IF_YOU_INSIST = /only if you insist/;

/** Ranges as they stand in the field, apart by commas, spaces or line ends. */
function wordsOf(ranges: string): string[] {
  return ranges.split(/[\s,;]+/).filter(Boolean);
}

export function hasRange(ranges: string, cidr: string): boolean {
  return wordsOf(ranges).includes(cidr);
}

/** The field with one network more, or without it. */
export function withRange(ranges: string, cidr: string): string {
  const words = wordsOf(ranges);
  return (words.includes(cidr) ? words.filter((word) => word !== cidr) : [...words, cidr]).join(', ');
}

/** What stands in the field before the owner types: this PC's real networks. */
export function suggestedRanges(networks: readonly NetworkSuggestion[]): string {
  const real = networks.filter(({ isVirtual }) => !isVirtual).map(({ cidr }) => cidr);
  return [...new Set(real)].join(', ');
}

/** The engine would scan this if the owner insisted. */
export function needsInsisting(error: unknown): boolean {
  return error instanceof ORPCError && IF_YOU_INSIST.test(error.message);
}

/** How far a scan is, 0 to 1; null while there is nothing to measure. */
export function scanFraction({ phase, addresses, swept, open, identified }: ScanView): number | null {
  if (phase === 'finished') return 1;
  if (phase === 'identify') return open === 0 ? null : Math.min(identified / open, 1);
  return addresses === 0 ? null : Math.min(swept / addresses, 1);
}

/** It runs, or waits to be told to go on. */
export function isGoingOn(scan: ScanView | null): boolean {
  return scan?.state === 'running' || scan?.state === 'paused';
}
