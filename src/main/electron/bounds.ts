import { z } from 'zod';

/** A rectangle on the desktop, in device-independent pixels. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

const rectangle = z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() });

export const DEFAULT_SIZE = { width: 1280, height: 860 };
export const LEAST_SIZE = { width: 720, height: 520 };

/** How much of a window must lie on a screen for a person to catch it with the mouse. */
const LEAST_VISIBLE_PX = 64;

/** Reads bounds saved earlier; null for anything that is not a rectangle. */
export function parseBounds(text: string): Rectangle | null {
  try {
    return rectangle.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function overlap(startA: number, lengthA: number, startB: number, lengthB: number): number {
  return Math.min(startA + lengthA, startB + lengthB) - Math.max(startA, startB);
}

/**
 * Bounds for the window: the saved ones where their title bar can still be reached on one of `workAreas`,
 * cut to that screen's size; else the default size with no place, which the system centres.
 */
export function fitBounds(
  saved: Rectangle | null,
  workAreas: readonly Rectangle[],
): Partial<Rectangle> & { width: number; height: number } {
  if (saved === null) return { ...DEFAULT_SIZE };
  const area = workAreas.find(
    (screen) =>
      overlap(saved.x, saved.width, screen.x, screen.width) >= LEAST_VISIBLE_PX &&
      saved.y >= screen.y &&
      saved.y <= screen.y + screen.height - LEAST_VISIBLE_PX,
  );
  if (area === undefined) return { ...DEFAULT_SIZE };
  return {
    x: saved.x,
    y: saved.y,
    width: Math.max(LEAST_SIZE.width, Math.min(saved.width, area.width)),
    height: Math.max(LEAST_SIZE.height, Math.min(saved.height, area.height)),
  };
}
