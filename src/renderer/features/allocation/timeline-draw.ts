import { inkOn } from '../../ui/account-looks.ts';
import type { LookOf } from '../../ui/use-account-looks.tsx';
import type { Cursor, TimelineRow } from './timeline-view.ts';

export const AXIS_HEIGHT = 22;
export const ROW_HEIGHT = 22;
const BAND_HEIGHT = 16;
const MIN_LETTER_WIDTH = 14;

/** Width of the column of names: a third of a narrow chart at most. */
export function labelWidth(width: number): number {
  return Math.min(120, width * 0.3);
}

export interface Scene {
  width: number;
  height: number;
  scrollTop: number;
  rows: readonly TimelineRow[];
  startMs: number;
  /** Nothing is known before this. */
  knownFromMs: number;
  nowMs: number;
  lookOf: LookOf;
  cursor: Cursor | null;
  ticks: readonly { atMs: number; label: string }[];
  nowLabel: string;
  colours: { text: string; faint: string; line: string; paper: string; hatch: string; focus: string };
  font: string;
}

/** Where a moment stands on the x axis. */
export function xOf(atMs: number, scene: Pick<Scene, 'width' | 'startMs' | 'nowMs'>): number {
  const left = labelWidth(scene.width);
  return left + ((atMs - scene.startMs) / (scene.nowMs - scene.startMs)) * (scene.width - left - 1);
}

/** The moment at an x; the inverse of `xOf`. */
export function timeAt(x: number, scene: Pick<Scene, 'width' | 'startMs' | 'nowMs'>): number {
  const left = labelWidth(scene.width);
  return scene.startMs + ((x - left) / (scene.width - left - 1)) * (scene.nowMs - scene.startMs);
}

function hatchPattern(context: CanvasRenderingContext2D, colour: string): CanvasPattern | string {
  const tile = document.createElement('canvas');
  tile.width = 6;
  tile.height = 6;
  const brush = tile.getContext('2d');
  if (!brush) return colour;
  brush.strokeStyle = colour;
  brush.lineWidth = 1;
  brush.beginPath();
  for (const offset of [-3, 3, 9]) {
    brush.moveTo(offset - 3, 6);
    brush.lineTo(offset + 3, 0);
  }
  brush.stroke();
  return context.createPattern(tile, 'repeat') ?? colour;
}

/** Draws the visible rows; rows outside the window cost nothing. */
export function drawTimeline(context: CanvasRenderingContext2D, scene: Scene): void {
  context.clearRect(0, 0, scene.width, scene.height);
  context.font = scene.font;
  context.textBaseline = 'middle';
  const hatch = hatchPattern(context, scene.colours.hatch);
  const first = Math.max(Math.floor(scene.scrollTop / ROW_HEIGHT), 0);
  const last = Math.min(Math.ceil((scene.scrollTop + scene.height) / ROW_HEIGHT), scene.rows.length);
  context.save();
  context.beginPath();
  context.rect(0, AXIS_HEIGHT, scene.width, scene.height - AXIS_HEIGHT);
  context.clip();
  for (let index = first; index < last; index++) {
    const row = scene.rows[index];
    if (row) drawRow(context, scene, { row, y: AXIS_HEIGHT + index * ROW_HEIGHT - scene.scrollTop, hatch });
  }
  drawCursor(context, scene);
  context.restore();
  drawAxis(context, scene);
}

interface PlacedRow {
  row: TimelineRow;
  y: number;
  hatch: CanvasPattern | string;
}

function drawRow(context: CanvasRenderingContext2D, scene: Scene, { row, y, hatch }: PlacedRow): void {
  const left = labelWidth(scene.width);
  const bandY = y + (ROW_HEIGHT - BAND_HEIGHT) / 2;
  context.fillStyle = scene.colours.text;
  context.textAlign = 'left';
  context.fillText(fitText(context, row.name, left - 10), 2, y + ROW_HEIGHT / 2);
  const knownX = Math.max(xOf(scene.knownFromMs, scene), left);
  context.fillStyle = hatch;
  context.fillRect(knownX, bandY, scene.width - knownX, BAND_HEIGHT);
  for (const band of row.bands) {
    if (band.accountId === null || (band.toMs !== null && band.toMs < scene.startMs)) continue;
    const fromX = Math.max(xOf(band.fromMs, scene), left);
    const toX = band.toMs === null ? scene.width : xOf(band.toMs, scene);
    const width = Math.max(toX - fromX, 1);
    const look = scene.lookOf(band.accountId);
    context.fillStyle = scene.colours.paper;
    context.fillRect(fromX, bandY, width, BAND_HEIGHT);
    context.fillStyle = look.css;
    context.fillRect(fromX, bandY, Math.max(width - 1, 1), BAND_HEIGHT);
    if (width < MIN_LETTER_WIDTH) continue;
    context.fillStyle = inkOn(look.css);
    context.textAlign = 'center';
    context.fillText(look.letter, fromX + Math.min(width / 2, 40), y + ROW_HEIGHT / 2 + 0.5);
  }
}

function drawCursor(context: CanvasRenderingContext2D, scene: Scene): void {
  if (!scene.cursor) return;
  const y = AXIS_HEIGHT + scene.cursor.row * ROW_HEIGHT - scene.scrollTop;
  const x = Math.min(Math.max(xOf(scene.cursor.atMs, scene), labelWidth(scene.width)), scene.width - 1);
  context.strokeStyle = scene.colours.focus;
  context.lineWidth = 2;
  context.strokeRect(1, y + 1, scene.width - 2, ROW_HEIGHT - 2);
  context.fillStyle = scene.colours.focus;
  context.fillRect(x - 1, y, 2, ROW_HEIGHT);
}

function drawAxis(context: CanvasRenderingContext2D, scene: Scene): void {
  const left = labelWidth(scene.width);
  const nowWidth = context.measureText(scene.nowLabel).width + 6;
  context.fillStyle = scene.colours.faint;
  context.textAlign = 'center';
  for (const { atMs, label } of scene.ticks) {
    const x = xOf(atMs, scene);
    const half = context.measureText(label).width / 2;
    if (x - half < left || x + half > scene.width - nowWidth) continue;
    context.fillText(label, x, AXIS_HEIGHT / 2 - 1);
    context.fillRect(x, AXIS_HEIGHT - 4, 1, 4);
  }
  context.textAlign = 'right';
  context.fillText(scene.nowLabel, scene.width - 1, AXIS_HEIGHT / 2 - 1);
  context.fillStyle = scene.colours.line;
  context.fillRect(left, AXIS_HEIGHT - 1, scene.width - left, 1);
}

function fitText(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let length = text.length;
  while (length > 1 && context.measureText(`${text.slice(0, length)}…`).width > width) length -= 1;
  return `${text.slice(0, length)}…`;
}
