/**
 * Products of matrices, float32: C = init + A B.
 *
 * One of the strides of A is 1: its rows are contiguous, or it lies transposed. B is first packed: the inner index is cut
 * into chunks of CHUNK, each chunk into panels of 12 columns, and a panel lies contiguously, [chunk][12], zero-padded on
 * the right. A tile of 3 rows and 3 vectors then reads six values for nine products, from the first-level cache.
 * Accumulators start from `init` (0: zeros; else row r at init + 4 r initStride: C itself, or one bias row with stride 0).
 * The order of all sums depends on the shapes alone. Addresses are bytes, strides elements.
 */
import { CHUNK, PANEL, packChunk, packedLength } from './pack';
import { strip } from './tile';

const ROW_BLOCK: i32 = 192;
/** Columns from which turning A pays. */
const TURN_FROM: i32 = 16;

/** C = init + A B with B packed as a whole and the inner index of A contiguous. */
export function gemmPacked(
  a: usize, aRow: i32, packed: usize, c: usize, cRow: i32, rows: i32, columns: i32, inner: i32, init: usize, initStride: i32,
): void {
  let k = 0;
  do {
    const count = min(CHUNK, inner - k);
    const from = a + ((<usize>k) << 2);
    blocks(from, aRow, 1, packed, c, cRow, rows, columns, count, k ? c : init, k ? cRow : initStride, 0);
    packed += (<usize>packedLength(count, columns)) << 2;
    k += CHUNK;
  } while (k < inner);
}

/**
 * C = init + A B. `scratch` takes one chunk of B packed, and then, where A lies transposed, one block of A: ROW_BLOCK
 * rows, or all where there are fewer, of a chunk.
 */
export function gemm(
  a: usize, aRow: i32, aInner: i32, b: usize, bInner: i32, bColumn: i32, c: usize, cRow: i32,
  rows: i32, columns: i32, inner: i32, init: usize, initStride: i32, scratch: usize,
): void {
  const turned = aInner != 1 && columns >= TURN_FROM;
  let k = 0;
  do {
    const count = min(CHUNK, inner - k);
    packChunk(scratch, b + ((<usize>(k * bInner)) << 2), count, columns, bInner, bColumn);
    const room = turned ? scratch + ((<usize>packedLength(count, columns)) << 2) : 0;
    const from = a + ((<usize>(k * aInner)) << 2);
    blocks(from, aRow, aInner, scratch, c, cRow, rows, columns, count, k ? c : init, k ? cRow : initStride, room);
    k += CHUNK;
  } while (k < inner);
}

/** One chunk's share of the product, block after block of rows; `room`, if any, takes a block of A turned into rows. */
export function blocks(
  a: usize, aRow: i32, aInner: i32, packed: usize, c: usize, cRow: i32,
  rows: i32, columns: i32, inner: i32, init: usize, initStride: i32, room: usize,
): void {
  for (let row = 0; row < rows; row += ROW_BLOCK) {
    const count = min(ROW_BLOCK, rows - row);
    const from = a + ((<usize>(row * aRow)) << 2);
    const to = c + ((<usize>(row * cRow)) << 2);
    const start = init ? init + ((<usize>(row * initStride)) << 2) : 0;
    if (room) {
      turn(room, from, inner, count, (<usize>aInner) << 2);
      panels(room, inner, 1, packed, to, cRow, count, columns, inner, start, initStride);
    } else {
      panels(from, aRow, aInner, packed, to, cRow, count, columns, inner, start, initStride);
    }
  }
}

/** Turns [inner][rows] with `step` bytes from one inner index to the next into [rows][inner]. */
export function turn(target: usize, source: usize, inner: i32, rows: i32, step: usize): void {
  const stride = (<usize>inner) << 2;
  let m = 0;
  for (; m + 4 <= rows; m += 4) {
    let from = source + ((<usize>m) << 2);
    let to = target + <usize>m * stride;
    let k = 0;
    for (; k + 4 <= inner; k += 4) {
      const a = v128.load(from);
      const b = v128.load(from + step);
      const c = v128.load(from + 2 * step);
      const d = v128.load(from + 3 * step);
      const ab0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
      const ab1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
      const cd0 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
      const cd1 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<f32>(ab0, cd0, 0, 1, 4, 5));
      v128.store(to + stride, v128.shuffle<f32>(ab0, cd0, 2, 3, 6, 7));
      v128.store(to + 2 * stride, v128.shuffle<f32>(ab1, cd1, 0, 1, 4, 5));
      v128.store(to + 3 * stride, v128.shuffle<f32>(ab1, cd1, 2, 3, 6, 7));
      from += 4 * step;
      to += 16;
    }
    for (; k < inner; k++) {
      for (let i: usize = 0; i < 4; i++) store<f32>(to + i * stride, load<f32>(from + (i << 2)));
      from += step;
      to += 4;
    }
  }
  for (; m < rows; m++) {
    for (let k = 0; k < inner; k++) {
      const value = load<f32>(source + ((<usize>m) << 2) + <usize>k * step);
      store<f32>(target + <usize>m * stride + ((<usize>k) << 2), value);
    }
  }
}

/** All panels of one block. */
function panels(
  a: usize, aRow: i32, aInner: i32, panel: usize, c: usize, cRow: i32,
  rows: i32, columns: i32, inner: i32, init: usize, initStride: i32,
): void {
  const aStep = (<usize>aRow) << 2;
  const kStep = (<usize>aInner) << 2;
  const cStep = (<usize>cRow) << 2;
  const iStep = (<usize>initStride) << 2;
  for (let n = 0; n < columns; n += PANEL) {
    const offset = (<usize>n) << 2;
    const start = init ? init + offset : 0;
    strip(a, aStep, kStep, panel, c + offset, cStep, start, iStep, rows, min(PANEL, columns - n), inner);
    panel += (<usize>(inner * PANEL)) << 2;
  }
}
