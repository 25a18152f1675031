/** Drawing one curve: a line where there is room, strokes from smallest to largest where several rows share a pixel. */
import { type Box, xOf, yOf } from './geometry.ts';
import type { View } from './view.ts';

/** One value per bucket of rows, or its smallest and largest. */
export interface Curve {
  lows: Float64Array;
  highs: Float64Array;
  /** Rows per bucket. */
  bucket: number;
  colour: string;
  /** Width of the line in pixels. */
  thickness: number;
  /** Only these rows; absent, all that are in view. */
  rows?: View;
}

/** Draws a curve into a box whose bottom is `low` and whose top is `high`. */
export function drawCurve(
  context: CanvasRenderingContext2D,
  box: Box,
  view: View,
  [low, high]: readonly [number, number],
  { lows, highs, bucket, colour, thickness, rows = view }: Curve,
): void {
  const { from, to } = rows;
  const first = Math.max(0, Math.floor(Math.max(from, view.from) / bucket) - 1);
  const last = Math.min(lows.length, Math.ceil(Math.min(to, view.to) / bucket) + 1);
  const shown = (view.to - view.from) / bucket;
  const dense = shown / box.width > 0.75;
  context.save();
  context.beginPath();
  context.rect(box.left, box.top - 1, box.width, box.height + 2);
  context.clip();
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = thickness;
  context.lineJoin = 'round';
  if (!dense && lows !== highs) {
    drawBand(context, box, view, [low, high], lows, highs, bucket, first, last);
    context.restore();
    return;
  }
  context.beginPath();
  let open = false;
  let column = Number.NaN;
  let top = 0;
  let bottom = 0;
  const stroke = (): void => {
    if (Number.isNaN(column)) return;
    if (open) context.lineTo(column, top);
    else context.moveTo(column, top);
    context.lineTo(column, bottom + (bottom - top < 0.5 ? 0.5 : 0));
    open = true;
  };
  for (let i = first; i < last; i++) {
    if (!Number.isFinite(lows[i]) || !Number.isFinite(highs[i])) {
      stroke();
      column = Number.NaN;
      open = false;
      continue;
    }
    const x = xOf(middle(i, bucket), view, box);
    const yHigh = yOf(highs[i], box, low, high);
    const yLow = yOf(lows[i], box, low, high);
    const at = dense ? Math.round(x) : x;
    if (at === column) {
      top = Math.min(top, yHigh);
      bottom = Math.max(bottom, yLow);
      continue;
    }
    stroke();
    [column, top, bottom] = [at, yHigh, yLow];
  }
  stroke();
  context.stroke();
  if (bucket === 1 && shown * 7 < box.width) {
    for (let i = first; i < last; i++) {
      context.beginPath();
      context.arc(xOf(i, view, box), yOf(lows[i], box, low, high), thickness + 0.9, 0, 7);
      context.fill();
    }
  }
  context.restore();
}

/** From smallest to largest, with a line through the middle: single rows of a bucket are not known any more. */
function drawBand(
  context: CanvasRenderingContext2D,
  box: Box,
  view: View,
  [low, high]: readonly [number, number],
  lows: Float64Array,
  highs: Float64Array,
  bucket: number,
  first: number,
  last: number,
): void {
  const line = new Path2D();
  let open = false;
  for (let i = first; i < last; i++) {
    if (!Number.isFinite(lows[i]) || !Number.isFinite(highs[i])) {
      open = false;
      continue;
    }
    const left = xOf(i * bucket - 0.5, view, box);
    const right = xOf((i + 1) * bucket - 0.5, view, box);
    const top = yOf(highs[i], box, low, high);
    const bottom = yOf(lows[i], box, low, high);
    context.globalAlpha = 0.3;
    context.fillRect(left, top - 0.5, right - left, bottom - top + 1);
    context.globalAlpha = 1;
    if (open) line.lineTo((left + right) / 2, (top + bottom) / 2);
    else line.moveTo((left + right) / 2, (top + bottom) / 2);
    open = true;
  }
  context.stroke(line);
}

function middle(i: number, bucket: number): number {
  return i * bucket + (bucket - 1) / 2;
}
