/** Drawing on canvas: one pane for the series, one for the scores, one small for the whole. */
import { formatCount } from '../../table.ts';
import { drawCurve } from './curve.ts';
import type { Scoring, Series } from './decode.ts';
import { type Box, xOf, yOf } from './geometry.ts';
import { formatTime, formatValue, ticks, timeTicks } from './scale.ts';
import type { View } from './view.ts';

/** Colours, read from the style sheet so that both themes work. */
export type Palette = Record<
  'ink' | 'muted' | 'grid' | 'series' | 'expected' | 'score' | 'alarm' | 'label' | 'train' | 'panel',
  string
>;

/** Everything a picture depends on. */
export interface Scene {
  series: Series;
  scoring?: Scoring;
  view: View;
  threshold: number;
  events: readonly { start: number; end: number }[];
  palette: Palette;
}

/** The two panes of the main canvas for its size. */
export function layout(width: number, height: number): { values: Box; scores: Box } {
  const left = 68;
  const inner = Math.max(40, width - left - 14);
  const upper = Math.round((height - 62) * 0.68);
  return {
    values: { left, top: 12, width: inner, height: upper },
    scores: { left, top: upper + 34, width: inner, height: height - upper - 62 },
  };
}

/** The largest number on the score axis. */
export function scoreCeiling({ scoring, series, view, threshold }: Scene): number {
  if (!scoring) return 1;
  const [, high] = range(scoring.score, scoring.score, series.bucket, view);
  return Math.max(high, threshold) * 1.06 || 1;
}

/** Draws the series pane, the score pane and their common axis. */
export function drawMain(context: CanvasRenderingContext2D, width: number, height: number, scene: Scene): void {
  const { series, scoring, view, palette, threshold } = scene;
  const { values, scores } = layout(width, height);
  context.clearRect(0, 0, width, height);
  context.font = '12px system-ui, sans-serif';
  const bounds = padded(range(series.low, series.high, series.bucket, view));
  const draw = (
    box: Box,
    within: [number, number],
    lows: Float64Array,
    highs: Float64Array,
    colour: string,
    thickness: number,
  ): void => drawCurve(context, box, view, within, { lows, highs, bucket: series.bucket, colour, thickness });
  drawGround(context, values, scene);
  drawRowAxis(context, values, scores, scene);
  drawValueAxis(context, values, ...bounds, palette);
  if (scoring?.expected) {
    draw(values, bounds, scoring.expected, scoring.expected, palette.expected, 2);
  }
  draw(values, bounds, series.low, series.high, palette.series, 1.25);
  drawAlarms(context, values, scene, bounds);
  drawTitle(context, values, 'value', palette);
  if (!scoring) return;
  drawGround(context, scores, scene);
  const ceiling = scoreCeiling(scene);
  drawValueAxis(context, scores, 0, ceiling, palette, 3);
  draw(scores, [0, ceiling], scoring.score, scoring.score, palette.score, 1.25);
  drawThreshold(context, scores, threshold / ceiling, palette);
  drawTitle(context, scores, 'score', palette);
}

/** Draws the whole series small, with the visible stretch framed. */
export function drawOverview(context: CanvasRenderingContext2D, width: number, height: number, scene: Scene): void {
  const { series, view, palette, events } = scene;
  const box = overviewBox(width, height);
  const all: Scene = { ...scene, view: { from: 0, to: series.length } };
  context.clearRect(0, 0, width, height);
  const bounds = padded(range(series.low, series.high, series.bucket, all.view));
  context.globalAlpha = 0.75;
  drawCurve(context, box, all.view, bounds, {
    lows: series.low,
    highs: series.high,
    bucket: series.bucket,
    colour: palette.series,
    thickness: 1,
  });
  context.globalAlpha = 1;
  context.fillStyle = palette.alarm;
  for (const { start, end } of events) {
    const x = xOf(start, all.view, box);
    context.fillRect(x - 1, height - 5, Math.max(2, xOf(end, all.view, box) - x), 5);
  }
  const left = xOf(view.from, all.view, box);
  const right = Math.max(left + 3, xOf(view.to, all.view, box));
  context.fillStyle = palette.panel;
  context.globalAlpha = 0.62;
  context.fillRect(box.left, 0, left - box.left, height);
  context.fillRect(right, 0, box.left + box.width - right, height);
  context.globalAlpha = 1;
  context.strokeStyle = palette.muted;
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, 0.5, right - left - 1, height - 1);
}

/** The area of the overview that stands for rows. */
export function overviewBox(width: number, height: number): Box {
  const { values } = layout(width, 400);
  return { left: values.left, top: 3, width: values.width, height: height - 10 };
}

function drawGround(context: CanvasRenderingContext2D, box: Box, { series, view, palette }: Scene): void {
  const strip = (start: number, end: number, colour: string, top: number, height: number, least = 0): void => {
    const left = Math.max(box.left, xOf(start, view, box));
    const right = Math.min(box.left + box.width, Math.max(xOf(end, view, box), xOf(start, view, box) + least));
    if (right <= left) return;
    context.fillStyle = colour;
    context.fillRect(left, top, right - left, height);
  };
  strip(0, series.trainEnd, palette.train, box.top, box.height);
  for (const [start, end] of series.labels) {
    context.globalAlpha = 0.08;
    strip(start, end, palette.label, box.top, box.height, 2);
    context.globalAlpha = 1;
    strip(start, end, palette.label, box.top - 5, 4, 3);
  }
}

function drawAlarms(context: CanvasRenderingContext2D, box: Box, scene: Scene, bounds: [number, number]): void {
  const { series, view, palette, events } = scene;
  const { low: lows, high: highs, bucket } = series;
  for (const { start, end } of events) {
    if (end <= view.from || start >= view.to) continue;
    const left = Math.max(box.left, xOf(start - 0.5, view, box));
    const right = Math.min(box.left + box.width, Math.max(xOf(end - 0.5, view, box), left + 2));
    context.fillStyle = palette.alarm;
    context.globalAlpha = 0.14;
    context.fillRect(left, box.top, right - left, box.height);
    context.globalAlpha = 1;
    context.fillRect(left, box.top + box.height - 3, right - left, 3);
    context.save();
    context.beginPath();
    context.rect(left, box.top, right - left, box.height);
    context.clip();
    drawCurve(context, box, view, bounds, {
      lows,
      highs,
      bucket,
      colour: palette.alarm,
      thickness: 2,
      rows: { from: start, to: end },
    });
    context.restore();
  }
}

function drawRowAxis(
  context: CanvasRenderingContext2D,
  upper: Box,
  lower: Box,
  { series, view, palette }: Scene,
): void {
  const count = Math.max(2, upper.width / 110);
  const labelTop = lower.top + lower.height + 8;
  const mark = (row: number, text: string): void => {
    const x = xOf(row, view, upper);
    if (x < upper.left || x > upper.left + upper.width) return;
    context.fillStyle = palette.grid;
    context.fillRect(Math.round(x), upper.top, 1, upper.height);
    context.fillRect(Math.round(x), lower.top, 1, lower.height);
    context.fillStyle = palette.muted;
    context.textAlign = 'center';
    context.textBaseline = 'top';
    const half = context.measureText(text).width / 2;
    context.fillText(text, Math.min(Math.max(x, upper.left + half), upper.left + upper.width - half), labelTop);
  };
  const { timeOf } = series;
  const timed = timeOf !== undefined && timeOf(view.to) > timeOf(view.from);
  if (timed) {
    const { at, step } = timeTicks(timeOf(view.from), timeOf(view.to), count);
    for (const time of at) mark(rowOfTime(time, timeOf, view), formatTime(time, step));
  } else {
    for (const row of ticks(view.from, view.to, count)) if (Number.isInteger(row)) mark(row, formatCount(row));
  }
  context.textAlign = 'right';
  context.fillStyle = palette.muted;
  context.fillText(timed ? 'UTC' : 'row', upper.left - 8, labelTop);
}

/** Inverts a non-decreasing time axis by bisection. */
function rowOfTime(time: number, timeOf: (row: number) => number, { from, to }: View): number {
  let low = from;
  let high = to;
  for (let i = 0; i < 60 && high - low > 1e-3; i++) {
    const middle = (low + high) / 2;
    if (timeOf(middle) < time) low = middle;
    else high = middle;
  }
  return high;
}

function drawValueAxis(
  context: CanvasRenderingContext2D,
  box: Box,
  low: number,
  high: number,
  palette: Palette,
  count = 5,
): void {
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const value of ticks(low, high, count)) {
    const y = Math.round(yOf(value, box, low, high));
    context.fillStyle = palette.grid;
    context.fillRect(box.left, y, box.width, 1);
    context.fillStyle = palette.muted;
    context.fillText(formatValue(value, (high - low) / count), box.left - 8, y);
  }
}

function drawTitle(context: CanvasRenderingContext2D, box: Box, title: string, palette: Palette): void {
  context.save();
  context.translate(14, box.top + box.height / 2);
  context.rotate(-Math.PI / 2);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = palette.muted;
  context.fillText(title, 0, 0);
  context.restore();
}

function drawThreshold(context: CanvasRenderingContext2D, box: Box, share: number, palette: Palette): void {
  const y = Math.round(box.top + box.height * (1 - Math.min(1, Math.max(0, share)))) + 0.5;
  context.strokeStyle = palette.alarm;
  context.lineWidth = 1.5;
  context.setLineDash([6, 4]);
  context.beginPath();
  context.moveTo(box.left, y);
  context.lineTo(box.left + box.width, y);
  context.stroke();
  context.setLineDash([]);
}

function range(lows: Float64Array, highs: Float64Array, bucket: number, { from, to }: View): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = Math.max(0, Math.floor(from / bucket)); i < Math.min(lows.length, Math.ceil(to / bucket)); i++) {
    if (lows[i] < low && lows[i] > -Infinity) low = lows[i];
    if (highs[i] > high && highs[i] < Infinity) high = highs[i];
  }
  return low > high ? [0, 1] : [low, high];
}

function padded([low, high]: [number, number]): [number, number] {
  const margin = 0.06 * (high - low) || Math.abs(high) * 0.1 || 1;
  return [low - margin, high + margin];
}
