/**
 * A join as data: one memory with both sides in it, and a list of independent strips of diagonals. Any executor may
 * run the strips in any order, on copies of the memory; merging the outputs gives the same bits.
 */
import { Arena, arenaBytes } from './arena.ts';
import { fillNorms, spanOf } from './bars.ts';
import type { JoinKernel, JoinKernelName, Kernels } from './kernels.ts';
import { fillWindows, frameOf, type Measure, place, type WindowTable } from './windows.ts';

/** Which pairs of windows a join compares. */
export type JoinShape = 'self' | 'left' | 'ab';

/** Everything that fixes the result. */
export interface JoinSpec {
  shape: JoinShape;
  /** The series whose windows look for neighbours. */
  series: Float64Array;
  /** Where they look; the series itself for `self` and `left`. */
  reference: Float64Array;
  window: number;
  /** One to three; raw distances do not mix with others. */
  measures: readonly Measure[];
  neighbours: number;
  /** Whether neighbours before and after a window get lists of their own (`self`). */
  sides: boolean;
  /** Windows i and j with |i - j| <= exclusion are not compared (`self`, `left`). */
  exclusion: number;
  /** Nor those further apart than this, rounded up to a whole strip (`self`, `left`). Infinite: no limit. */
  reach: number;
}

/** One strip of work: a kernel and its diagonals. */
export interface Strip {
  kernel: JoinKernelName;
  rows: number;
  columns: number;
  from: number;
  to: number;
  cells: number;
}

/** A side's windows, one table a measure, the first rows of their blocks, and what the bars of the kernels need. */
interface Windows {
  tables: WindowTable[];
  norms: Float64Array;
  /** One a table. */
  spans: Float64Array[];
  blocks: Int32Array;
}

/** Where the lists of one direction lie in the memory. */
export interface Output {
  best: Float64Array;
  index: Int32Array;
}

/** One measure of a join. */
export interface JoinView {
  /** The windows of the series and of the reference; one object for `self` and `left`. */
  series: WindowTable;
  reference: WindowTable;
  /** What a distance in the frame is to be multiplied by. */
  unit: number;
  /** Lists to merge, all of windows of the series. `self` with sides: right neighbours, left neighbours. */
  outputs: Output[];
}

/** A prepared join. */
export interface JoinPlan {
  spec: JoinSpec;
  arena: Arena;
  /** Windows of the series. */
  count: number;
  /** One a measure. */
  views: JoinView[];
  scratch: number;
  strips: Strip[];
  /** Those of all views. */
  outputs: Output[];
  /** Cells (pairs of windows) evaluated. */
  cells: number;
}

/** About 10 ms of work. */
const CELLS_PER_STRIP = 1e7;

/** Lays out the memory and cuts the work. */
export function planJoin(spec: JoinSpec): JoinPlan {
  const { shape, series, reference, window, measures, neighbours } = spec;
  const count = series.length - window + 1;
  const other = reference.length - window + 1;
  const directions = shape === 'self' && spec.sides ? 2 : 1;
  const lists = (size: number): number =>
    arenaBytes(size, 1, 0) + arenaBytes(size * neighbours, neighbours > 1 ? 1 : 0, 1);
  const bytes =
    arenaBytes(series.length, 5 + 2 * measures.length, 1) +
    (shape === 'ab' ? arenaBytes(reference.length, 5 + 2 * measures.length, 1) : 0) +
    directions * (measures.length * lists(count) + arenaBytes(count, 2, 0)) +
    8192;
  const arena = new Arena(bytes);
  const frame = frameOf(series, reference, measures[0].distance);
  const framed = measures.map(({ distance, softening }) => ({ distance, softening: softening / frame.unit }));
  const prepare = (values: Float64Array, size: number): Windows => {
    const array = (): Float64Array => arena.float64(values.length);
    const common = { count: size, x: array(), mean: array(), f: array(), g: array() };
    const tables = measures.map((): WindowTable => ({ ...common, a: array(), b: array() }));
    const missing = place(values, frame, common.x);
    const starts = fillWindows(tables[0], missing, window, framed, tables.slice(1));
    const blocks = arena.int32(size).subarray(0, starts.length);
    blocks.set(starts);
    const norms = array();
    const cap = fillNorms(tables[0], size, norms);
    const spans = tables.map((table) => {
      const span = arena.float64(3);
      span.set(spanOf(table, norms, cap, size));
      return span;
    });
    return { tables, norms, spans, blocks };
  };
  const own = prepare(series, count);
  const others = shape === 'ab' ? prepare(reference, other) : own;
  const sides: { address: number; outputs: Output[] }[] = [];
  for (let direction = 0; direction < directions; direction++) sides.push(side(arena, own, neighbours));
  const scratch = arena.float64(16).byteOffset;
  const strips: Strip[] = [];
  const first = spec.exclusion + 1;
  const last = first + 8 * Math.ceil(Math.max(0, spec.reach - spec.exclusion) / 8);
  const [one, two = one] = sides.map(({ address }) => address);
  if (shape === 'self') cut(strips, 'joinBoth', one, two, first, last, count, count);
  else if (shape === 'left') cut(strips, 'joinColumns', one, one, first, last, count, count);
  else {
    const passive = records(arena, others);
    cut(strips, 'joinRows', one, passive, 0, other, count, other);
    cut(strips, 'joinColumns', passive, one, 1, count, other, count);
  }
  const views = measures.map(({ distance }, at) => ({
    series: own.tables[at],
    reference: others.tables[at],
    unit: distance === 'raw' || distance === 'centred' ? frame.unit : 1,
    outputs: sides.map(({ outputs }) => outputs[at]),
  }));
  return {
    spec,
    arena,
    count,
    views,
    scratch,
    strips,
    outputs: views.flatMap(({ outputs }) => outputs),
    cells: strips.reduce((sum, strip) => sum + strip.cells, 0),
  };
}

/** What the kernel of a strip is called with. */
export function stripArguments(plan: JoinPlan, { rows, columns, from, to }: Strip): Parameters<JoinKernel> {
  return [rows, columns, plan.spec.window, plan.spec.neighbours, from, to, plan.scratch];
}

/** Runs one strip. */
export function runStrip(kernels: Kernels, plan: JoinPlan, strip: Strip): void {
  kernels[strip.kernel](...stripArguments(plan, strip));
}

/** Empty lists for the windows of one side, and the records that the kernels read. */
function side(arena: Arena, windows: Windows, neighbours: number): { address: number; outputs: Output[] } {
  const lists = windows.tables.map(({ count, a }) => {
    const best = arena.float64(count * neighbours).fill(Number.NEGATIVE_INFINITY);
    const index = arena.int32(count * neighbours).fill(-1);
    const worst = neighbours > 1 ? arena.float64(count).fill(Number.NEGATIVE_INFINITY) : best;
    worst.fill(Number.POSITIVE_INFINITY, count);
    for (let i = 0; i < count; i++) if (a[i] === Number.POSITIVE_INFINITY) worst[i] = a[i];
    return { worst, best, index };
  });
  return { address: records(arena, windows, lists), outputs: lists };
}

/** The chain of records of a side, one a measure; see assembly/join.ts. Without lists for a side that gets none. */
function records(
  arena: Arena,
  { tables, norms, spans, blocks }: Windows,
  lists: readonly (Output & { worst: Float64Array })[] = [],
): number {
  const bars = lists.slice(0, 1).flatMap(() => [tables[0].count, tables[0].count].map((size) => arena.float64(size)));
  let next = 0;
  for (const [at, { x, mean, f, g, a, b, count }] of [...tables.entries()].reverse()) {
    const list = lists.at(at);
    const fields = arena.int32(17);
    const addresses = [
      x,
      mean,
      f,
      g,
      a,
      b,
      list?.worst,
      list?.best,
      list?.index,
      blocks,
      norms,
      spans[at],
      ...bars,
    ].map((array) => array?.byteOffset ?? 0);
    fields.set([...addresses.slice(0, 9), count, addresses[9], blocks.length, next, ...addresses.slice(10)]);
    next = fields.byteOffset;
  }
  return next;
}

/** Diagonals first .. last - 1, as far as there are any, in strips of about equal work, each a multiple of eight wide. */
function cut(
  strips: Strip[],
  kernel: Strip['kernel'],
  rows: number,
  columns: number,
  first: number,
  last: number,
  rowCount: number,
  columnCount: number,
): void {
  let from = first;
  let cells = 0;
  const end = Math.min(last, columnCount);
  for (let d = first; d < end; d += 8) {
    for (let lane = 0; lane < 8; lane++) cells += Math.max(0, Math.min(rowCount, columnCount - d - lane));
    const to = Math.min(d + 8, end);
    if (cells >= CELLS_PER_STRIP || to === end) {
      strips.push({ kernel, rows, columns, from, to, cells });
      from = to;
      cells = 0;
    }
  }
}
