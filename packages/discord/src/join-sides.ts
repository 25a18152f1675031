/** The two sides of a join in its memory: windows, lists of neighbours, and the records that lead the kernels to them. */
import { type Arena, arenaBytes } from './arena.ts';
import { fillNorms, spanOf } from './bars.ts';
import { type Frame, fillWindows, type Measure, place, type WindowTable } from './windows.ts';

/** A side's windows, one table a measure, the first rows of their blocks, and what the bars of the kernels need. */
export interface SideWindows {
  tables: WindowTable[];
  norms: Float64Array;
  /** One a table. */
  spans: Float64Array[];
  blocks: Int32Array;
}

/** Where the lists of one direction lie in the memory. */
export interface JoinLists {
  best: Float64Array;
  index: Int32Array;
}

/** Room for a side's windows, in bytes; see {@link prepareWindows}. */
export function windowBytes(points: number, measures: number): number {
  return arenaBytes(points, 5 + 2 * measures, 1) + measures * arenaBytes(3, 1, 0);
}

/** Room for a side's lists, records and bars, in bytes; see {@link openSide}. */
export function sideBytes(count: number, measures: number, neighbours: number): number {
  const lists = arenaBytes(count, 1, 0) + arenaBytes(count * neighbours, neighbours > 1 ? 1 : 0, 1);
  return measures * (lists + arenaBytes(17, 0, 1)) + arenaBytes(count, 2, 0);
}

/**
 * The windows of a series under every measure.
 * @param measures softenings in the unit of the frame.
 */
export function prepareWindows(
  arena: Arena,
  series: Float64Array,
  window: number,
  frame: Frame,
  measures: readonly Measure[],
): SideWindows {
  const count = series.length - window + 1;
  const array = (): Float64Array => arena.float64(series.length);
  const common = { count, x: array(), mean: array(), f: array(), g: array() };
  const tables = measures.map((): WindowTable => ({ ...common, a: array(), b: array() }));
  const missing = place(series, frame, common.x);
  const starts = fillWindows(tables[0], missing, window, measures, tables.slice(1));
  const blocks = arena.int32(count).subarray(0, starts.length);
  blocks.set(starts);
  const norms = array();
  const cap = fillNorms(tables[0], count, norms);
  const spans = tables.map((table) => {
    const span = arena.float64(3);
    span.set(spanOf(table, norms, cap, count));
    return span;
  });
  return { tables, norms, spans, blocks };
}

/** Empty lists for the windows of one side, and the records that the kernels read. */
export function openSide(
  arena: Arena,
  windows: SideWindows,
  neighbours: number,
): { address: number; outputs: JoinLists[] } {
  const lists = windows.tables.map(({ count, a }) => {
    const best = arena.float64(count * neighbours).fill(Number.NEGATIVE_INFINITY);
    const index = arena.int32(count * neighbours).fill(-1);
    const worst = neighbours > 1 ? arena.float64(count).fill(Number.NEGATIVE_INFINITY) : best;
    worst.fill(Number.POSITIVE_INFINITY, count);
    for (let i = 0; i < count; i++) if (a[i] === Number.POSITIVE_INFINITY) worst[i] = a[i];
    return { worst, best, index };
  });
  return { address: writeRecords(arena, windows, lists), outputs: lists };
}

/** The chain of records of a side, one a measure; see assembly/side.ts. Without lists for a side that gets none. */
export function writeRecords(
  arena: Arena,
  { tables, norms, spans, blocks }: SideWindows,
  lists: readonly (JoinLists & { worst: Float64Array })[] = [],
): number {
  const { count } = tables[0];
  const bars = lists.length > 0 ? [arena.float64(count), arena.float64(count)] : [undefined, undefined];
  let next = 0;
  for (const [at, { x, mean, f, g, a, b }] of [...tables.entries()].reverse()) {
    const list = lists.at(at);
    const own = [list?.worst, list?.best, list?.index];
    const arrays = [x, mean, f, g, a, b, ...own, blocks, norms, spans[at], ...bars];
    const fields = arena.int32(17);
    fields.set([...arrays.map((array) => array?.byteOffset ?? 0), next, count, blocks.length]);
    next = fields.byteOffset;
  }
  return next;
}
