/**
 * A join as data: one memory with both sides in it, and a list of independent strips of diagonals. Any executor may
 * run the strips in any order, on copies of the memory; merging the outputs gives the same bits.
 */
import { Arena, arenaBytes } from './arena.ts';
import { type JoinLists, openSide, prepareWindows, sideBytes, windowBytes, writeRecords } from './join-sides.ts';
import type { JoinKernel, JoinKernelName, Kernels } from './kernels.ts';
import { frameOf, type Measure, type WindowTable } from './windows.ts';

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

/** One measure of a join. */
export interface JoinView {
  /** The windows of the series and of the reference; one object for `self` and `left`. */
  series: WindowTable;
  reference: WindowTable;
  /** What a distance in the frame is to be multiplied by. */
  unit: number;
  /** Lists to merge, all of windows of the series. `self` with sides: right neighbours, left neighbours. */
  outputs: JoinLists[];
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
  outputs: JoinLists[];
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
  const arena = new Arena(
    windowBytes(series.length, measures.length) +
      (shape === 'ab' ? windowBytes(reference.length, measures.length) + sideBytes(0, measures.length, 1) : 0) +
      directions * sideBytes(count, measures.length, neighbours) +
      arenaBytes(16, 1, 0),
  );
  const frame = frameOf(series, reference, measures[0].distance);
  const framed = measures.map(({ distance, softening }) => ({ distance, softening: softening / frame.unit }));
  const own = prepareWindows(arena, series, window, frame, framed);
  const others = shape === 'ab' ? prepareWindows(arena, reference, window, frame, framed) : own;
  const sides = Array.from({ length: directions }, () => openSide(arena, own, neighbours));
  const scratch = arena.float64(16).byteOffset;
  const strips: Strip[] = [];
  const first = spec.exclusion + 1;
  const last = first + 8 * Math.ceil(Math.max(0, spec.reach - spec.exclusion) / 8);
  const [one, two = one] = sides.map(({ address }) => address);
  if (shape === 'self') cut(strips, 'joinBoth', one, two, first, last, count, count);
  else if (shape === 'left') cut(strips, 'joinColumns', one, one, first, last, count, count);
  else {
    const passive = writeRecords(arena, others);
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
