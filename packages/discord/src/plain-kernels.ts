/**
 * The kernels in plain JavaScript, for machines without WebAssembly SIMD: the operations of assembly/join.ts and
 * assembly/stream.ts in the same order per cell, hence the same bits as the plain SIMD build, several times slower.
 */
import type { JoinKernel, Kernels } from './kernels.ts';

const FIELDS = {
  x: 0,
  mean: 1,
  f: 2,
  g: 3,
  a: 4,
  b: 5,
  worst: 6,
  best: 7,
  index: 8,
  starts: 9,
  next: 14,
  count: 15,
  blocks: 16,
} as const;

interface Side {
  x: Float64Array;
  mean: Float64Array;
  f: Float64Array;
  g: Float64Array;
  a: Float64Array;
  b: Float64Array;
  worst: Float64Array;
  best: Float64Array;
  index: Int32Array;
  count: number;
  starts: Int32Array;
  /** The same windows under the next distance. */
  next: Side | undefined;
}

/** The kernels over the given memory. */
export function plainKernels(memory: WebAssembly.Memory): Kernels {
  const numbers = (address: number): Float64Array => new Float64Array(memory.buffer, address);
  const sideAt = (address: number): Side => {
    const fields = new Int32Array(memory.buffer, address, 17);
    const at = (name: keyof typeof FIELDS): Float64Array => numbers(fields[FIELDS[name]]);
    return {
      x: at('x'),
      mean: at('mean'),
      f: at('f'),
      g: at('g'),
      a: at('a'),
      b: at('b'),
      worst: at('worst'),
      best: at('best'),
      index: new Int32Array(memory.buffer, fields[FIELDS.index]),
      count: fields[FIELDS.count],
      starts: new Int32Array(memory.buffer, fields[FIELDS.starts], fields[FIELDS.blocks]),
      next: fields[FIELDS.next] > 0 ? sideAt(fields[FIELDS.next]) : undefined,
    };
  };
  const join =
    (asRow: boolean, asColumn: boolean): JoinKernel =>
    (rows, columns, window, k, from, to) =>
      walk(sideAt(rows), sideAt(columns), asRow, asColumn, window, k, from, to);
  return {
    joinBoth: join(true, true),
    joinRows: join(true, false),
    joinColumns: join(false, true),
    streamAdvance(c, f, g, count, fNew, gNew) {
      const [cs, fs, gs] = [numbers(c), numbers(f), numbers(g)];
      for (let i = 0; i < count; i++) cs[i] = cs[i] + fNew * gs[i] + gNew * fs[i];
    },
    streamProduct: (x, y, meanX, meanY, window) => product(numbers(x), numbers(y), 0, 0, meanX, meanY, window),
    streamProducts(c, x, mean, count, y, meanY, window) {
      const [cs, xs, means, ys] = [numbers(c), numbers(x), numbers(mean), numbers(y)];
      for (let i = 0; i < count; i++) cs[i] = product(xs, ys, i, 0, means[i], meanY, window);
    },
    streamNearest(c, a, b, count, bNew, side, k, first) {
      const [cs, as, bs] = [numbers(c), numbers(a), numbers(b)];
      const list = sideAt(side);
      for (let i = 0; i < count; i++) offer(list, k, 0, cs[i] * (bNew * bs[i]) - as[i], first + i);
    },
  };
}

function walk(
  rows: Side,
  columns: Side,
  asRow: boolean,
  asColumn: boolean,
  window: number,
  k: number,
  from: number,
  to: number,
): void {
  const limit = from + 8 * Math.ceil((to - from) / 8);
  const pairs = pairsOf(rows, columns);
  for (const [block, start] of rows.starts.entries()) {
    const blockEnd = block + 1 < rows.starts.length ? rows.starts[block + 1] : rows.count;
    for (let d = from; d < limit; d++) {
      const end = Math.min(blockEnd, columns.count - d);
      if (start >= end) break;
      let c = product(rows.x, columns.x, start, start + d, rows.mean[start], columns.mean[start + d], window);
      for (let i = start; i < end; i++) {
        const j = i + d;
        for (const [row, column] of pairs) {
          const product = c * (row.b[i] * column.b[j]);
          if (asRow && product - column.a[j] >= row.worst[i]) offer(row, k, i, product - column.a[j], j);
          if (asColumn && product - row.a[i] >= column.worst[j]) offer(column, k, j, product - row.a[i], i);
        }
        c = rows.g[i] * columns.f[j] + (rows.f[i] * columns.g[j] + c);
      }
    }
  }
}

/** Both sides under every distance. */
function pairsOf(rows: Side, columns: Side): [Side, Side][] {
  const rest = rows.next && columns.next ? pairsOf(rows.next, columns.next) : [];
  return [[rows, columns], ...rest];
}

function product(
  x: Float64Array,
  y: Float64Array,
  i: number,
  j: number,
  meanX: number,
  meanY: number,
  window: number,
): number {
  let sum = 0;
  for (let t = 0; t < window; t++) sum += (x[i + t] - meanX) * (y[j + t] - meanY);
  return sum;
}

function offer(side: Side, k: number, window: number, h: number, from: number): void {
  const { best, index } = side;
  const first = window * k;
  let slot = first + k;
  while (slot > first && (best[slot - 1] < h || (best[slot - 1] === h && index[slot - 1] > from))) slot--;
  if (slot === first + k) return;
  for (let at = first + k - 1; at > slot; at--) {
    best[at] = best[at - 1];
    index[at] = index[at - 1];
  }
  best[slot] = h;
  index[slot] = from;
  side.worst[window] = best[first + k - 1];
}
