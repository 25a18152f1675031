/**
 * A join as data: one memory with both sides in it, and a list of independent strips of diagonals. Any executor may
 * run the strips in any order, on copies of the memory; merging the outputs gives the same bits.
 */
import { Arena, arenaBytes } from './arena.ts';
import type { JoinKernel, Kernels } from './kernels.ts';
import { fillWindows, frameOf, type JoinDistance, place, type WindowTable } from './windows.ts';

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
  distance: JoinDistance;
  softening: number;
  neighbours: number;
  /** Windows i and j with |i - j| <= exclusion are not compared (`self`, `left`). */
  exclusion: number;
}

/** One strip of work: a kernel and its diagonals. */
export interface Strip {
  kernel: 'joinBoth' | 'joinRows' | 'joinColumns';
  rows: number;
  columns: number;
  from: number;
  to: number;
  cells: number;
}

/** A side's windows and the first rows of its blocks. */
interface Windows {
  table: WindowTable;
  blocks: Int32Array;
}

/** Where the lists of one direction lie in the memory. */
export interface Output {
  best: Float64Array;
  index: Int32Array;
}

/** A prepared join. */
export interface JoinPlan {
  spec: JoinSpec;
  arena: Arena;
  /** Windows of the series. */
  count: number;
  /** The windows of the series and of the reference; one object for `self` and `left`. */
  tables: { series: WindowTable; reference: WindowTable };
  /** What a distance in the frame is to be multiplied by. */
  unit: number;
  scratch: number;
  strips: Strip[];
  /** Lists to merge: all of them are lists of the windows of the series. `self`: right neighbours, left neighbours. */
  outputs: Output[];
  /** Cells (pairs of windows) evaluated. */
  cells: number;
}

/** About 10 ms of work. */
const CELLS_PER_STRIP = 1e7;

/** Lays out the memory and cuts the work. */
export function planJoin(spec: JoinSpec): JoinPlan {
  const { shape, series, reference, window, distance, softening, neighbours } = spec;
  const count = series.length - window + 1;
  const other = reference.length - window + 1;
  const directions = shape === 'self' ? 2 : 1;
  const lists = (size: number): number =>
    arenaBytes(size, 1, 0) + arenaBytes(size * neighbours, neighbours > 1 ? 1 : 0, 1);
  const bytes =
    arenaBytes(series.length, 6, 1) +
    (shape === 'ab' ? arenaBytes(reference.length, 6, 1) : 0) +
    directions * lists(count) +
    1024;
  const arena = new Arena(bytes);
  const frame = frameOf(series, reference, distance);
  const prepare = (values: Float64Array, size: number): Windows => {
    const table = windowTable(arena, values.length, size);
    const missing = place(values, frame, table.x);
    const starts = fillWindows(table, missing, window, distance, softening / frame.unit);
    const blocks = arena.int32(size).subarray(0, starts.length);
    blocks.set(starts);
    return { table, blocks };
  };
  const own = prepare(series, count);
  const others = shape === 'ab' ? prepare(reference, other) : own;
  const sides: { address: number; output: Output }[] = [];
  for (let direction = 0; direction < directions; direction++) sides.push(side(arena, own, neighbours));
  const scratch = arena.float64(8).byteOffset;
  const strips: Strip[] = [];
  const first = spec.exclusion + 1;
  if (shape === 'self') cut(strips, 'joinBoth', sides[0].address, sides[1].address, first, count, count);
  else if (shape === 'left') cut(strips, 'joinColumns', sides[0].address, sides[0].address, first, count, count);
  else {
    const passive = record(arena, others, 0, 0, 0);
    cut(strips, 'joinRows', sides[0].address, passive, 0, count, other);
    cut(strips, 'joinColumns', passive, sides[0].address, 1, other, count);
  }
  return {
    spec,
    arena,
    count,
    tables: { series: own.table, reference: others.table },
    unit: distance === 'raw' || distance === 'centred' ? frame.unit : 1,
    scratch,
    strips,
    outputs: sides.map((made) => made.output),
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

function windowTable(arena: Arena, length: number, count: number): WindowTable {
  const array = (): Float64Array => arena.float64(length);
  return { count, x: array(), mean: array(), f: array(), g: array(), a: array(), b: array() };
}

function side(arena: Arena, windows: Windows, neighbours: number): { address: number; output: Output } {
  const { count, a } = windows.table;
  const best = arena.float64(count * neighbours).fill(Number.NEGATIVE_INFINITY);
  const index = arena.int32(count * neighbours).fill(-1);
  const worst = neighbours > 1 ? arena.float64(count).fill(Number.NEGATIVE_INFINITY) : best;
  worst.fill(Number.POSITIVE_INFINITY, count);
  for (let i = 0; i < count; i++) if (a[i] === Number.POSITIVE_INFINITY) worst[i] = a[i];
  const address = record(arena, windows, worst.byteOffset, best.byteOffset, index.byteOffset);
  return { address, output: { best, index } };
}

/** The record that the kernels read; see assembly/join.ts. */
function record(arena: Arena, { table, blocks }: Windows, worst: number, best: number, index: number): number {
  const { x, mean, f, g, a, b, count } = table;
  const arrays = [x, mean, f, g, a, b].map((array) => array.byteOffset);
  const fields = arena.int32(12);
  fields.set([...arrays, worst, best, index, count, blocks.byteOffset, blocks.length]);
  return fields.byteOffset;
}

/** Diagonals first .. columns - 1 in strips of about equal work, each a multiple of eight wide. */
function cut(
  strips: Strip[],
  kernel: Strip['kernel'],
  rows: number,
  columns: number,
  first: number,
  rowCount: number,
  columnCount: number,
): void {
  let from = first;
  let cells = 0;
  for (let d = first; d < columnCount; d += 8) {
    for (let lane = 0; lane < 8; lane++) cells += Math.max(0, Math.min(rowCount, columnCount - d - lane));
    const to = Math.min(d + 8, columnCount);
    if (cells >= CELLS_PER_STRIP || to === columnCount) {
      strips.push({ kernel, rows, columns, from, to, cells });
      from = to;
      cells = 0;
    }
  }
}
