import type { LookOf } from '../../ui/use-account-looks.tsx';
import type { PlannedBand } from './planned-bands.ts';
import type { SharesByMiner } from './share-buckets.ts';
import type { StackCache, TimelineLine } from './timeline-groups.ts';
import type { Cursor } from './timeline-view.ts';

export const AXIS_HEIGHT = 22;
export const ROW_HEIGHT = 22;

/** Width of the column of names: a third of a narrow chart at most. */
export function labelWidth(width: number): number {
  return Math.min(132, width * 0.3);
}

/** What is drawn, whatever the size of the canvas. */
export interface TimelineContent {
  lines: readonly TimelineLine[];
  startMs: number;
  /** The right edge: now, or later where planned moves are shown. */
  endMs: number;
  nowMs: number;
  /** Nothing is known before this. */
  knownFromMs: number;
  cursor: Cursor | null;
  /** The stretch that is being chosen with the pointer. */
  selection: { fromMs: number; toMs: number } | null;
  planned: ReadonlyMap<string, readonly PlannedBand[]>;
  shares: SharesByMiner;
  stacks: StackCache;
}

export interface Scene extends TimelineContent {
  width: number;
  height: number;
  scrollTop: number;
  lookOf: LookOf;
  ticks: readonly { atMs: number; label: string }[];
  nowLabel: string;
  colours: TimelineColours;
  font: string;
}

export interface TimelineColours {
  text: string;
  faint: string;
  line: string;
  paper: string;
  hatch: string;
  focus: string;
  rejected: string;
}

/** Where a moment stands on the x axis. */
export function xOf(atMs: number, scene: Pick<Scene, 'width' | 'startMs' | 'endMs'>): number {
  const left = labelWidth(scene.width);
  return left + ((atMs - scene.startMs) / (scene.endMs - scene.startMs)) * (scene.width - left - 1);
}

/** The moment at an x; the inverse of `xOf`. */
export function timeAt(x: number, scene: Pick<Scene, 'width' | 'startMs' | 'endMs'>): number {
  const left = labelWidth(scene.width);
  return scene.startMs + ((x - left) / (scene.width - left - 1)) * (scene.endMs - scene.startMs);
}
