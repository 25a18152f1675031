/** A small picture of a series for the terminal: braille dots, with the events marked beneath. */
import { formatNumber } from './table.ts';

/** Rows `[start, end)` to mark. */
export interface Span {
  start: number;
  end: number;
}

/** Size and marks of a {@link plotSeries}. */
export interface PlotOptions {
  /** Characters per line, axis labels included. */
  width: number;
  /** Lines of the picture. */
  height?: number;
  /** Spans marked under the picture. */
  events?: readonly Span[];
  /** Styles a column that holds an event. */
  highlight?: (text: string) => string;
}

const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

/**
 * Draws values from left to right; each column of dots spans the smallest to the largest value of its bucket.
 * @returns lines, each ended by a newline; empty when no value is finite.
 */
export function plotSeries(
  values: Float64Array,
  { width, height = 8, events = [], highlight = same }: PlotOptions,
): string {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return '';
  const labels = [formatNumber(high), formatNumber(low)];
  const margin = Math.max(...labels.map((label) => label.length)) + 2;
  const cells = Math.max(10, Math.min(width - margin - 1, 120));
  const grid = draw(values, low, high, cells, height);
  const marked = markedCells(events, values.length, cells);
  const lines: string[] = [];
  for (let row = 0; row < height; row++) {
    const label = row === 0 ? labels[0] : row === height - 1 ? labels[1] : '';
    let line = '';
    for (let cell = 0; cell < cells; cell++) {
      const character = String.fromCharCode(0x2800 + grid[row * cells + cell]);
      line += marked[cell] ? highlight(character) : character;
    }
    lines.push(`${label.padStart(margin - 2)} ┤${line}`);
  }
  if (events.length > 0) {
    let line = '';
    for (let cell = 0; cell < cells; cell++) line += marked[cell] ? highlight('▲') : ' ';
    lines.push(`${' '.repeat(margin)}${line.trimEnd()}`);
  }
  return `${lines.join('\n')}\n`;
}

function draw(values: Float64Array, low: number, high: number, cells: number, height: number): Uint8Array {
  const grid = new Uint8Array(cells * height);
  const columns = cells * 2;
  const levels = height * 4 - 1;
  const level = (value: number): number =>
    high === low ? levels >> 1 : Math.round(((high - value) / (high - low)) * levels);
  let previous = Number.NaN;
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column * values.length) / columns);
    const to = Math.max(from + 1, Math.floor(((column + 1) * values.length) / columns));
    let top = Infinity;
    let bottom = -Infinity;
    for (let i = from; i < to && i < values.length; i++) {
      if (!Number.isFinite(values[i])) continue;
      top = Math.min(top, level(values[i]));
      bottom = Math.max(bottom, level(values[i]));
    }
    if (top > bottom) {
      previous = Number.NaN;
      continue;
    }
    // Reach towards the column on the left, so that steep lines stay connected.
    const first = previous < top ? previous + 1 : top;
    const last = previous > bottom ? previous - 1 : bottom;
    previous = values.length >= columns ? bottom : top;
    for (let dot = first; dot <= last; dot++) grid[(dot >> 2) * cells + (column >> 1)] |= DOTS[dot & 3][column & 1];
  }
  return grid;
}

function markedCells(events: readonly Span[], length: number, cells: number): Uint8Array {
  const marked = new Uint8Array(cells);
  for (const { start, end } of events) {
    const from = Math.floor((start * cells) / length);
    const to = Math.floor(((end - 1) * cells) / length);
    marked.fill(1, from, Math.max(from, to) + 1);
  }
  return marked;
}

function same(text: string): string {
  return text;
}
