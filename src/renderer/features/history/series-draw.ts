import { inkOn } from '../../ui/account-looks.ts';
import { knownRuns, middleOf, type ChartData, type ChartMode, type DrawnLine } from './series-view.ts';

export const MARGIN = { left: 76, right: 18, top: 8, bottom: 24 } as const;
/** An area this thick has room for its letter. */
const LETTER_HEIGHT = 16;
const DASHES: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [10, 3, 2, 3], [4, 2]];

/** A value to be held beside the chart, such as a quota. */
export interface Target {
  id: string;
  value: number;
  css: string;
  letter: string;
}

export interface ChartScene {
  width: number;
  height: number;
  /** What is shown of time. */
  fromMs: number;
  toMs: number;
  data: ChartData;
  mode: ChartMode;
  drawn: readonly DrawnLine[];
  /** The top of the value axis. */
  top: number;
  yTicks: readonly { value: number; label: string }[];
  xTicks: readonly { atMs: number; label: string }[];
  targets: readonly Target[];
  cursorMs: number | null;
  selection: { fromMs: number; toMs: number } | null;
  colours: { text: string; faint: string; line: string; paper: string; focus: string };
  font: string;
}

type Frame = Pick<ChartScene, 'width' | 'fromMs' | 'toMs'>;

/** Where a moment stands. */
export function chartX(atMs: number, { width, fromMs, toMs }: Frame): number {
  return MARGIN.left + ((atMs - fromMs) / (toMs - fromMs)) * (width - MARGIN.left - MARGIN.right);
}

/** The moment at an x, inside what is shown. */
export function chartTime(x: number, { width, fromMs, toMs }: Frame): number {
  const part = (x - MARGIN.left) / (width - MARGIN.left - MARGIN.right);
  return fromMs + Math.min(Math.max(part, 0), 1) * (toMs - fromMs);
}

function chartY(value: number, { height, top }: Pick<ChartScene, 'height' | 'top'>): number {
  return height - MARGIN.bottom - (value / top) * (height - MARGIN.top - MARGIN.bottom);
}

/** Draws axes, lines or areas, targets, and the cursor. */
export function drawChart(context: CanvasRenderingContext2D, scene: ChartScene): void {
  context.clearRect(0, 0, scene.width, scene.height);
  context.font = scene.font;
  context.textBaseline = 'middle';
  drawAxes(context, scene);
  context.save();
  context.beginPath();
  context.rect(MARGIN.left, 0, scene.width - MARGIN.left - MARGIN.right, scene.height - MARGIN.bottom + 1);
  context.clip();
  for (const [index, one] of scene.drawn.entries()) {
    if (scene.mode === 'lines') drawLine(context, scene, one, index);
    else drawArea(context, scene, one);
  }
  drawTargets(context, scene);
  drawSelection(context, scene);
  context.restore();
  if (scene.mode === 'lines' && scene.drawn.length > 1) drawEndLetters(context, scene);
}

function drawAxes(context: CanvasRenderingContext2D, scene: ChartScene): void {
  const right = scene.width - MARGIN.right;
  context.textAlign = 'right';
  for (const { value, label } of scene.yTicks) {
    const y = chartY(value, scene);
    context.fillStyle = scene.colours.line;
    context.fillRect(MARGIN.left, Math.round(y), right - MARGIN.left, 1);
    context.fillStyle = scene.colours.faint;
    context.fillText(label, MARGIN.left - 6, y);
  }
  context.textAlign = 'center';
  for (const { atMs, label } of scene.xTicks) {
    const x = chartX(atMs, scene);
    context.fillStyle = scene.colours.faint;
    context.fillRect(x, scene.height - MARGIN.bottom, 1, 4);
    const half = context.measureText(label).width / 2;
    if (x + half > scene.width) continue;
    context.fillText(label, x, scene.height - MARGIN.bottom / 2 + 3);
  }
}

function drawLine(
  context: CanvasRenderingContext2D,
  scene: ChartScene,
  { line }: DrawnLine,
  index: number,
): void {
  if (line.min && line.max) {
    context.fillStyle = line.css;
    context.globalAlpha = 0.18;
    for (const run of knownRuns(line.min))
      fillBetween(context, scene, { low: line.min, high: line.max, run });
    context.globalAlpha = 1;
  }
  context.strokeStyle = line.css;
  context.lineWidth = 2;
  context.lineJoin = 'round';
  context.setLineDash([...(DASHES[index % DASHES.length] ?? [])]);
  for (const [first, last] of knownRuns(line.values)) {
    context.beginPath();
    if (first === last) context.arc(xAt(scene, first), yAt(scene, line.values, first), 1.5, 0, 2 * Math.PI);
    for (let at = first; at <= last; at++) context.lineTo(xAt(scene, at), yAt(scene, line.values, at));
    context.stroke();
  }
  context.setLineDash([]);
}

function drawArea(
  context: CanvasRenderingContext2D,
  scene: ChartScene,
  { line, low, high }: DrawnLine,
): void {
  context.fillStyle = line.css;
  for (const run of knownRuns(high)) {
    fillBetween(context, scene, { low, high, run });
    strokeTop(context, scene, { high, run });
    drawAreaLetter(context, scene, { line, low, high, run });
  }
}

interface Area {
  low: readonly (number | null)[];
  high: readonly (number | null)[];
  run: [number, number];
}

function fillBetween(context: CanvasRenderingContext2D, scene: ChartScene, { low, high, run }: Area): void {
  context.beginPath();
  for (const [x, y] of edgeOf(scene, high, run)) context.lineTo(x, y);
  for (const [x, y] of edgeOf(scene, low, run).toReversed()) context.lineTo(x, y);
  context.closePath();
  context.fill();
}

/** A thin line of the ground keeps neighbouring areas apart. */
function strokeTop(
  context: CanvasRenderingContext2D,
  scene: ChartScene,
  { high, run }: Pick<Area, 'high' | 'run'>,
): void {
  context.strokeStyle = scene.colours.paper;
  context.lineWidth = 1;
  context.beginPath();
  for (const [x, y] of edgeOf(scene, high, run)) context.lineTo(x, y);
  context.stroke();
}

/** The points of a run, from the beginning of its first bucket to the end of its last, so that one alone is seen too. */
function edgeOf(
  scene: ChartScene,
  values: readonly (number | null)[],
  [first, last]: [number, number],
): [number, number][] {
  const { fromMs, bucketMs } = scene.data;
  const points: [number, number][] = [[chartX(fromMs + first * bucketMs, scene), yAt(scene, values, first)]];
  for (let at = first; at <= last; at++) points.push([xAt(scene, at), yAt(scene, values, at)]);
  points.push([chartX(fromMs + (last + 1) * bucketMs, scene), yAt(scene, values, last)]);
  return points;
}

/** The account's letter where its area is thickest, if it has room there. */
function drawAreaLetter(
  context: CanvasRenderingContext2D,
  scene: ChartScene,
  { line, low, high, run: [first, last] }: Area & Pick<DrawnLine, 'line'>,
): void {
  let [best, thickest] = [first, 0];
  for (let at = first; at <= last; at++) {
    const thickness = yAt(scene, low, at) - yAt(scene, high, at);
    if (thickness > thickest + 0.5) [best, thickest] = [at, thickness];
  }
  const fill = context.fillStyle;
  const middle = Math.round((best + firstThinnerAfter()) / 2);
  const x = xAt(scene, middle);
  if (thickest >= LETTER_HEIGHT && x > MARGIN.left + 8 && x < scene.width - MARGIN.right - 8) {
    context.fillStyle = inkOn(line.css);
    context.textAlign = 'center';
    context.fillText(line.letter, x, (yAt(scene, low, middle) + yAt(scene, high, middle)) / 2);
    context.fillStyle = fill;
  }

  function firstThinnerAfter(): number {
    let at = best;
    while (at < last && yAt(scene, low, at + 1) - yAt(scene, high, at + 1) > thickest * 0.7) at += 1;
    return at;
  }
}

function drawEndLetters(context: CanvasRenderingContext2D, scene: ChartScene): void {
  context.textAlign = 'left';
  const ends = scene.drawn.flatMap(({ line }) => {
    const last = knownRuns(line.values).at(-1)?.[1];
    return last === undefined ? [] : [{ line, last, y: yAt(scene, line.values, last) }];
  });
  let lowest = Number.NEGATIVE_INFINITY;
  for (const { line, last, y } of ends.toSorted((a, b) => a.y - b.y)) {
    // One below the other where lines end close together.
    const free = Math.max(y, lowest + LETTER_HEIGHT - 4);
    lowest = free;
    context.fillStyle = line.css;
    context.fillText(line.letter, Math.min(xAt(scene, last), scene.width - MARGIN.right) + 4, free);
  }
}

function drawTargets(context: CanvasRenderingContext2D, scene: ChartScene): void {
  context.lineWidth = 1.5;
  for (const { value, letter } of scene.targets) {
    const y = chartY(value, scene);
    context.setLineDash([]);
    context.strokeStyle = scene.colours.paper;
    context.lineWidth = 3.5;
    strokeAcross(context, scene, y);
    context.strokeStyle = scene.colours.text;
    context.lineWidth = 1.5;
    context.setLineDash([7, 5]);
    strokeAcross(context, scene, y);
    context.setLineDash([]);
    context.fillStyle = scene.colours.paper;
    context.fillRect(MARGIN.left + 2, y - 8, 16, 16);
    context.fillStyle = scene.colours.text;
    context.textAlign = 'center';
    context.fillText(letter, MARGIN.left + 10, y);
  }
}

function strokeAcross(context: CanvasRenderingContext2D, scene: ChartScene, y: number): void {
  context.beginPath();
  context.moveTo(MARGIN.left, y);
  context.lineTo(scene.width - MARGIN.right, y);
  context.stroke();
}

function drawSelection(context: CanvasRenderingContext2D, scene: ChartScene): void {
  const bottom = scene.height - MARGIN.bottom;
  context.fillStyle = scene.colours.focus;
  if (scene.selection) {
    const [from, to] = [chartX(scene.selection.fromMs, scene), chartX(scene.selection.toMs, scene)];
    context.globalAlpha = 0.25;
    context.fillRect(Math.min(from, to), 0, Math.abs(to - from), bottom);
    context.globalAlpha = 1;
  }
  if (scene.cursorMs !== null) context.fillRect(chartX(scene.cursorMs, scene) - 1, 0, 2, bottom);
}

function xAt(scene: ChartScene, bucket: number): number {
  return chartX(middleOf(scene.data, bucket), scene);
}

function yAt(scene: ChartScene, values: readonly (number | null)[], bucket: number): number {
  return chartY(values[bucket] ?? 0, scene);
}
