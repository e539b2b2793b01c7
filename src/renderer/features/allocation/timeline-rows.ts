import { inkOn } from '../../ui/account-looks.ts';
import { AXIS_HEIGHT, labelWidth, ROW_HEIGHT, xOf, type Scene } from './timeline-scene.ts';
import { plannedStack } from './planned-bands.ts';
import { mixNow, stackGrid, type TimelineLine } from './timeline-groups.ts';
import type { Band, TimelineRow } from './timeline-view.ts';

const BAND_HEIGHT = 16;
const MIN_LETTER_WIDTH = 14;
const PIXELS_PER_BUCKET = 3;
/** Part of a group's row in which an account's letter still fits. */
const MIN_LETTER_PART = 0.7;

interface Place<Kind extends TimelineLine['kind']> {
  line: Extract<TimelineLine, { kind: Kind }>;
  y: number;
  hatch: CanvasPattern | string;
}

/** A miner's row: its name, what it did, and outlined what is foreseen. */
export function drawMiner(
  context: CanvasRenderingContext2D,
  scene: Scene,
  { line: { row, isMember }, y, hatch }: Place<'miner'>,
): void {
  drawLabel(context, scene, { text: row.name, indent: isMember ? 14 : 2, y });
  const bandY = y + (ROW_HEIGHT - BAND_HEIGHT) / 2;
  drawBackground(context, scene, { bandY, hatch });
  drawBands(context, scene, { bands: row.bands, y, bandY });
  drawRejects(context, scene, { minerId: row.minerId, bandY });
  const present = row.bands.at(-1);
  if (present && present.toMs === null && present.accountId !== null)
    drawPlanned(context, scene, { accountId: present.accountId, y, bandY });
}

function drawLabel(
  context: CanvasRenderingContext2D,
  scene: Scene,
  { text, indent, y }: { text: string; indent: number; y: number },
): void {
  context.fillStyle = scene.colours.text;
  context.textAlign = 'left';
  const room = labelWidth(scene.width) - 8 - indent;
  context.fillText(fitText(context, text, room), indent, y + ROW_HEIGHT / 2);
}

function drawBackground(
  context: CanvasRenderingContext2D,
  scene: Scene,
  { bandY, hatch }: { bandY: number; hatch: CanvasPattern | string },
): void {
  const fromX = Math.max(xOf(scene.knownFromMs, scene), labelWidth(scene.width));
  const toX = Math.min(xOf(scene.nowMs, scene), scene.width);
  context.fillStyle = hatch;
  if (toX > fromX) context.fillRect(fromX, bandY, toX - fromX, BAND_HEIGHT);
}

function drawBands(
  context: CanvasRenderingContext2D,
  scene: Scene,
  { bands, y, bandY }: { bands: readonly Band[]; y: number; bandY: number },
): void {
  const left = labelWidth(scene.width);
  const nowX = Math.min(xOf(scene.nowMs, scene), scene.width);
  let drawnToX = left;
  for (let index = firstEndingAfter(bands, scene.startMs); index < bands.length; index++) {
    const band = bands[index];
    if (!band || band.fromMs >= scene.endMs) break;
    if (band.accountId === null) continue;
    const fromX = Math.max(xOf(band.fromMs, scene), left);
    const toX = Math.min(band.toMs === null ? nowX : xOf(band.toMs, scene), scene.width);
    // What is thinner than a hair stands under what is drawn already.
    if (toX - drawnToX < 0.5 && toX - fromX < 0.5) continue;
    const width = Math.max(toX - fromX, 1);
    drawnToX = fromX + width;
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

/** Bands are in order and do not overlap, so the first to be drawn is found by halving. */
function firstEndingAfter(bands: readonly Band[], startMs: number): number {
  let [low, high] = [0, bands.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const toMs = bands[middle]?.toMs;
    if (toMs != null && toMs < startMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function drawRejects(
  context: CanvasRenderingContext2D,
  scene: Scene,
  { minerId, bandY }: { minerId: string; bandY: number },
): void {
  const left = labelWidth(scene.width);
  for (const { fromMs, toMs, rejectedShares } of scene.shares.get(minerId) ?? []) {
    if (rejectedShares === 0 || toMs <= scene.startMs || fromMs >= scene.endMs) continue;
    const fromX = Math.max(xOf(fromMs, scene), left);
    const toX = Math.min(xOf(Math.min(toMs, scene.nowMs), scene), scene.width);
    const width = Math.max(toX - fromX, 2);
    // On a ground of its own, so that it is seen on an account's colour, too.
    context.fillStyle = scene.colours.paper;
    context.fillRect(fromX, bandY + BAND_HEIGHT - 4, width, 4);
    context.fillStyle = scene.colours.rejected;
    context.fillRect(fromX, bandY + BAND_HEIGHT - 3, width, 3);
  }
}

function drawPlanned(
  context: CanvasRenderingContext2D,
  scene: Scene,
  { accountId, y, bandY }: { accountId: string; y: number; bandY: number },
): void {
  const left = labelWidth(scene.width);
  context.lineWidth = 1.5;
  context.textAlign = 'center';
  for (const band of scene.planned.get(accountId) ?? []) {
    const fromX = Math.max(xOf(Math.max(band.fromMs, scene.nowMs), scene), left);
    const toX = Math.min(band.toMs === null ? scene.width : xOf(band.toMs, scene), scene.width);
    if (band.accountId === null || toX - fromX < 3) continue;
    const look = scene.lookOf(band.accountId);
    context.strokeStyle = look.css;
    context.strokeRect(fromX + 1.5, bandY + 1, toX - fromX - 3, BAND_HEIGHT - 2);
    if (toX - fromX < MIN_LETTER_WIDTH + 4) continue;
    context.fillStyle = scene.colours.text;
    context.fillText(look.letter, fromX + Math.min((toX - fromX) / 2, 40), y + ROW_HEIGHT / 2 + 0.5);
  }
}

/** A group's row: how its miners were split over the accounts, as a stack that fills the row. */
export function drawGroup(
  context: CanvasRenderingContext2D,
  scene: Scene,
  { line: { group, isOpen }, y, hatch }: Place<'group'>,
): void {
  const text = `${isOpen ? '▾' : '▸'} ${group.label} (${group.rows.length})`;
  context.save();
  context.font = `600 ${scene.font}`;
  drawLabel(context, scene, { text, indent: 2, y });
  context.restore();
  const bandY = y + (ROW_HEIGHT - BAND_HEIGHT) / 2;
  drawBackground(context, scene, { bandY, hatch });
  const left = labelWidth(scene.width);
  const buckets = Math.max((scene.width - left) / PIXELS_PER_BUCKET, 1);
  const grid = stackGrid(scene.startMs, scene.endMs, buckets);
  const { miners, total } = scene.stacks.stackOf(group, grid, scene.nowMs);
  const nowX = Math.min(xOf(scene.nowMs, scene), scene.width);
  const heights = new Float64Array(grid.count);
  for (const [accountId, sums] of miners) {
    const look = scene.lookOf(accountId);
    for (let index = 0; index < grid.count;) {
      const height = ((sums[index] ?? 0) / total) * BAND_HEIGHT;
      const base = heights[index] ?? 0;
      const first = index;
      // Equal neighbours are one stretch: a group seldom changes.
      while (index < grid.count && isSame(sums[index], sums[first]) && isSame(heights[index], base)) {
        heights[index] = base + height;
        index += 1;
      }
      const fromX = Math.max(xOf(grid.fromMs + first * grid.bucketMs, scene), left);
      const toX = Math.min(xOf(grid.fromMs + index * grid.bucketMs, scene), nowX);
      if (height === 0 || toX <= fromX) continue;
      context.fillStyle = look.css;
      context.fillRect(fromX, bandY + BAND_HEIGHT - base - height, toX - fromX, height);
      if (height < BAND_HEIGHT * MIN_LETTER_PART || toX - fromX < MIN_LETTER_WIDTH) continue;
      context.fillStyle = inkOn(look.css);
      context.textAlign = 'center';
      context.fillText(look.letter, fromX + Math.min((toX - fromX) / 2, 40), y + ROW_HEIGHT / 2 + 0.5);
    }
  }
  drawPlannedStack(context, scene, { rows: group.rows, bandY });
  context.fillStyle = scene.colours.line;
  context.fillRect(0, Math.max(y, AXIS_HEIGHT), scene.width, 0.5);
}

/** What is foreseen for a group, as outlined parts of its row. */
function drawPlannedStack(
  context: CanvasRenderingContext2D,
  scene: Scene,
  { rows, bandY }: { rows: readonly TimelineRow[]; bandY: number },
): void {
  if (scene.endMs <= scene.nowMs || scene.planned.size === 0) return;
  const left = labelWidth(scene.width);
  context.lineWidth = 1;
  for (const { fromMs, toMs, parts } of plannedStack(mixNow(rows), scene.planned, scene)) {
    const fromX = Math.max(xOf(fromMs, scene), left) + 1;
    const toX = Math.min(xOf(toMs, scene), scene.width) - 1;
    let bottom = bandY + BAND_HEIGHT;
    for (const { accountId, miners } of parts) {
      const height = (miners / rows.length) * BAND_HEIGHT;
      bottom -= height;
      if (toX - fromX < 2) continue;
      const look = scene.lookOf(accountId);
      context.strokeStyle = look.css;
      context.strokeRect(fromX + 0.5, bottom + 0.5, toX - fromX - 1, Math.max(height - 1, 0.5));
      if (height < BAND_HEIGHT * MIN_LETTER_PART || toX - fromX < MIN_LETTER_WIDTH + 4) continue;
      context.fillStyle = scene.colours.text;
      context.textAlign = 'center';
      context.fillText(look.letter, fromX + Math.min((toX - fromX) / 2, 40), bandY + BAND_HEIGHT / 2 + 0.5);
    }
  }
}

function isSame(a: number | undefined, b: number | undefined): boolean {
  return Math.abs((a ?? 0) - (b ?? 0)) < 1e-6;
}

function fitText(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let length = text.length;
  while (length > 1 && context.measureText(`${text.slice(0, length)}…`).width > width) length -= 1;
  return `${text.slice(0, length)}…`;
}
