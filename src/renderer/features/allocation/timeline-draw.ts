import { drawGroup, drawMiner } from './timeline-rows.ts';
import { AXIS_HEIGHT, labelWidth, ROW_HEIGHT, xOf, type Scene } from './timeline-scene.ts';

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
  const last = Math.min(Math.ceil((scene.scrollTop + scene.height) / ROW_HEIGHT), scene.lines.length);
  context.save();
  context.beginPath();
  context.rect(0, AXIS_HEIGHT, scene.width, scene.height - AXIS_HEIGHT);
  context.clip();
  for (let index = first; index < last; index++) {
    const line = scene.lines[index];
    const place = { y: AXIS_HEIGHT + index * ROW_HEIGHT - scene.scrollTop, hatch };
    if (line?.kind === 'group') drawGroup(context, scene, { ...place, line });
    else if (line) drawMiner(context, scene, { ...place, line });
  }
  drawNow(context, scene);
  drawSelection(context, scene);
  drawCursor(context, scene);
  context.restore();
  drawAxis(context, scene);
}

function drawNow(context: CanvasRenderingContext2D, scene: Scene): void {
  if (scene.nowMs >= scene.endMs || scene.nowMs <= scene.startMs) return;
  context.fillStyle = scene.colours.text;
  context.fillRect(Math.round(xOf(scene.nowMs, scene)) - 1, AXIS_HEIGHT, 1.5, scene.height);
}

function drawSelection(context: CanvasRenderingContext2D, scene: Scene): void {
  if (!scene.selection) return;
  const [from, to] = [xOf(scene.selection.fromMs, scene), xOf(scene.selection.toMs, scene)];
  context.fillStyle = scene.colours.focus;
  context.globalAlpha = 0.25;
  context.fillRect(Math.min(from, to), AXIS_HEIGHT, Math.abs(to - from), scene.height);
  context.globalAlpha = 1;
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
  const now = nowLabelSpan(context, scene);
  context.fillStyle = scene.colours.faint;
  context.textAlign = 'center';
  for (const { atMs, label } of scene.ticks) {
    const x = xOf(atMs, scene);
    const half = context.measureText(label).width / 2;
    if (x - half < left || x + half > scene.width) continue;
    context.fillRect(x, AXIS_HEIGHT - 4, 1, 4);
    if (now && x + half > now.from - 4 && x - half < now.to + 4) continue;
    context.fillText(label, x, AXIS_HEIGHT / 2 - 1);
  }
  if (now) {
    context.fillStyle = scene.colours.text;
    context.textAlign = 'left';
    context.fillText(scene.nowLabel, now.from, AXIS_HEIGHT / 2 - 1);
  }
  context.fillStyle = scene.colours.line;
  context.fillRect(left, AXIS_HEIGHT - 1, scene.width - left, 1);
}

/** Where the word for now stands; null while now is not in the window. */
function nowLabelSpan(context: CanvasRenderingContext2D, scene: Scene): { from: number; to: number } | null {
  const x = xOf(scene.nowMs, scene);
  if (scene.nowMs < scene.startMs || scene.nowMs > scene.endMs) return null;
  const width = context.measureText(scene.nowLabel).width;
  const from = Math.min(x - width / 2, scene.width - width - 1);
  return { from, to: from + width };
}
