/**
 * Products of matrices, float32: C = init + A B.
 *
 * A is read by two strides (rows and inner index), so it may lie transposed. B is first packed: the inner index is cut
 * into chunks of CHUNK, each chunk into panels of 12 columns, and a panel lies contiguously, [chunk][12], zero-padded on
 * the right. A tile of 3 rows and 3 vectors then reads six values for nine products, from the first-level cache.
 * Accumulators start from `init` (0: zeros; else row r at init + 4 r initStride: C itself, or one bias row with stride 0).
 * The order of all sums depends on the shapes alone. Addresses are bytes, strides elements.
 */
import { multiplyAdd, splat } from './vector';

const CHUNK: i32 = 256;
const PANEL: i32 = 12;
const ROW_BLOCK: i32 = 192;
/** 3 x 12 floats for columns that do not fill a vector. */
const EDGE: usize = 2048;

/** Floats that B packed takes. */
function packedLength(inner: i32, columns: i32): i32 {
  return inner * ((columns + PANEL - 1) / PANEL) * PANEL;
}

/** Packs B, element (k, n) at source + 4 (k innerStride + n columnStride); one of the strides must be 1. */
export function pack(
  target: usize,
  source: usize,
  inner: i32,
  columns: i32,
  innerStride: i32,
  columnStride: i32,
): void {
  for (let k = 0; k < inner; k += CHUNK) {
    const count = min(CHUNK, inner - k);
    packChunk(target, source + ((<usize>(k * innerStride)) << 2), count, columns, innerStride, columnStride);
    target += (<usize>packedLength(count, columns)) << 2;
  }
}

function packChunk(target: usize, source: usize, inner: i32, columns: i32, innerStride: i32, columnStride: i32): void {
  for (let n = 0; n < columns; n += PANEL) {
    const width = min(PANEL, columns - n);
    const from = source + ((<usize>(n * columnStride)) << 2);
    if (width < PANEL) memory.fill(target, 0, (<usize>(inner * PANEL)) << 2);
    if (columnStride == 1) packRows(target, from, inner, width, (<usize>innerStride) << 2);
    else packColumns(target, from, inner, width, (<usize>columnStride) << 2);
    target += (<usize>(inner * PANEL)) << 2;
  }
}

function packRows(target: usize, source: usize, inner: i32, width: i32, step: usize): void {
  for (let k = 0; k < inner; k++) {
    if (width == PANEL) {
      v128.store(target, v128.load(source));
      v128.store(target, v128.load(source, 16), 16);
      v128.store(target, v128.load(source, 32), 32);
    } else {
      for (let n = 0; n < width; n++) {
        store<f32>(target + ((<usize>n) << 2), load<f32>(source + ((<usize>n) << 2)));
      }
    }
    source += step;
    target += 48;
  }
}

function packColumns(target: usize, source: usize, inner: i32, width: i32, step: usize): void {
  let n = 0;
  for (; n + 4 <= width; n += 4) {
    const from = source + <usize>n * step;
    let to = target + ((<usize>n) << 2);
    let k = 0;
    for (; k + 4 <= inner; k += 4) {
      const at = from + ((<usize>k) << 2);
      const a = v128.load(at);
      const b = v128.load(at + step);
      const c = v128.load(at + 2 * step);
      const d = v128.load(at + 3 * step);
      const ab0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
      const ab1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
      const cd0 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
      const cd1 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<f32>(ab0, cd0, 0, 1, 4, 5));
      v128.store(to, v128.shuffle<f32>(ab0, cd0, 2, 3, 6, 7), 48);
      v128.store(to, v128.shuffle<f32>(ab1, cd1, 0, 1, 4, 5), 96);
      v128.store(to, v128.shuffle<f32>(ab1, cd1, 2, 3, 6, 7), 144);
      to += 192;
    }
    for (; k < inner; k++) {
      for (let lane: usize = 0; lane < 4; lane++) {
        store<f32>(to + (lane << 2), load<f32>(from + lane * step + ((<usize>k) << 2)));
      }
      to += 48;
    }
  }
  for (; n < width; n++) {
    const from = source + <usize>n * step;
    const to = target + ((<usize>n) << 2);
    for (let k = 0; k < inner; k++) store<f32>(to + <usize>(k * 48), load<f32>(from + ((<usize>k) << 2)));
  }
}

/** C = init + A B with B packed as a whole. */
export function gemmPacked(
  a: usize,
  aRow: i32,
  aInner: i32,
  packed: usize,
  c: usize,
  cRow: i32,
  rows: i32,
  columns: i32,
  inner: i32,
  init: usize,
  initStride: i32,
): void {
  for (let k = 0; k < inner; k += CHUNK) {
    const count = min(CHUNK, inner - k);
    chunkProduct(
      a + ((<usize>(k * aInner)) << 2), aRow, aInner, packed, c, cRow, rows, columns, count,
      k ? c : init, k ? cRow : initStride,
    );
    packed += (<usize>packedLength(count, columns)) << 2;
  }
  if (inner == 0) chunkProduct(a, aRow, aInner, packed, c, cRow, rows, columns, 0, init, initStride);
}

/** C = init + A B, packing one chunk after the other into `scratch` (CHUNK rows of the columns, rounded up to 12). */
export function gemm(
  a: usize,
  aRow: i32,
  aInner: i32,
  b: usize,
  bInner: i32,
  bColumn: i32,
  c: usize,
  cRow: i32,
  rows: i32,
  columns: i32,
  inner: i32,
  init: usize,
  initStride: i32,
  scratch: usize,
): void {
  for (let k = 0; k < inner; k += CHUNK) {
    const count = min(CHUNK, inner - k);
    packChunk(scratch, b + ((<usize>(k * bInner)) << 2), count, columns, bInner, bColumn);
    chunkProduct(
      a + ((<usize>(k * aInner)) << 2), aRow, aInner, scratch, c, cRow, rows, columns, count,
      k ? c : init, k ? cRow : initStride,
    );
  }
  if (inner == 0) chunkProduct(a, aRow, aInner, scratch, c, cRow, rows, columns, 0, init, initStride);
}

function chunkProduct(
  a: usize,
  aRow: i32,
  aInner: i32,
  packed: usize,
  c: usize,
  cRow: i32,
  rows: i32,
  columns: i32,
  inner: i32,
  init: usize,
  initStride: i32,
): void {
  const aStep = (<usize>aRow) << 2;
  const kStep = (<usize>aInner) << 2;
  const cStep = (<usize>cRow) << 2;
  const iStep = (<usize>initStride) << 2;
  for (let block = 0; block < rows; block += ROW_BLOCK) {
    const end = min(rows, block + ROW_BLOCK);
    let panel = packed;
    for (let n = 0; n < columns; n += PANEL) {
      const width = min(PANEL, columns - n);
      const offset = (<usize>n) << 2;
      for (let m = block; m < end; m += 3) {
        const row = <usize>m;
        const from = a + row * aStep;
        const to = c + row * cStep + offset;
        const start = init ? init + row * iStep + offset : 0;
        const height = min(3, end - m);
        if (width & 3) edgeTile(height, width, from, aStep, kStep, panel, to, cStep, start, iStep, inner);
        else wholeTile(height, width, from, aStep, kStep, panel, to, cStep, start, iStep, inner);
      }
      panel += (<usize>(inner * PANEL)) << 2;
    }
  }
}

/** Columns that end inside a vector go by way of a buffer, so that nothing beyond them is written. */
function edgeTile(
  height: i32, width: i32, a: usize, aStep: usize, kStep: usize, panel: usize, c: usize, cStep: usize,
  init: usize, iStep: usize, inner: i32,
): void {
  if (init) {
    for (let m = 0; m < height; m++) {
      for (let n = 0; n < width; n++) {
        const at = (<usize>n) << 2;
        store<f32>(EDGE + <usize>(48 * m) + at, load<f32>(init + <usize>m * iStep + at));
      }
    }
  }
  wholeTile(height, (width + 3) & ~3, a, aStep, kStep, panel, EDGE, 48, init ? EDGE : 0, 48, inner);
  for (let m = 0; m < height; m++) {
    for (let n = 0; n < width; n++) {
      const at = (<usize>n) << 2;
      store<f32>(c + <usize>m * cStep + at, load<f32>(EDGE + <usize>(48 * m) + at));
    }
  }
}

// @ts-ignore: decorator
@inline
function wholeTile(
  height: i32, width: i32, a: usize, aStep: usize, kStep: usize, panel: usize, c: usize, cStep: usize,
  init: usize, iStep: usize, inner: i32,
): void {
  if (width == 12) {
    if (height == 3) tile33(a, aStep, kStep, panel, c, cStep, init, iStep, inner);
    else if (height == 2) tile23(a, aStep, kStep, panel, c, cStep, init, iStep, inner);
    else tile13(a, aStep, kStep, panel, c, cStep, init, iStep, inner);
  } else if (width == 8) {
    if (height == 3) tile32(a, aStep, kStep, panel, c, cStep, init, iStep, inner);
    else if (height == 2) tile22(a, aStep, kStep, panel, c, cStep, init, iStep, inner);
    else tile12(a, aStep, kStep, panel, c, cStep, init, iStep, inner);
  } else {
    if (height == 3) tile31(a, aStep, kStep, panel, c, cStep, init, iStep, inner);
    else if (height == 2) tile21(a, aStep, kStep, panel, c, cStep, init, iStep, inner);
    else tile11(a, aStep, kStep, panel, c, cStep, init, iStep, inner);
  }
}

function tile33(a: usize, aStep: usize, kStep: usize, panel: usize, c: usize, cStep: usize, init: usize, iStep: usize, inner: i32): void {
  tile(3, 3, a, aStep, kStep, panel, c, cStep, init, iStep, inner);
}
function tile23(a: usize, aStep: usize, kStep: usize, panel: usize, c: usize, cStep: usize, init: usize, iStep: usize, inner: i32): void {
  tile(2, 3, a, aStep, kStep, panel, c, cStep, init, iStep, inner);
}
function tile13(a: usize, aStep: usize, kStep: usize, panel: usize, c: usize, cStep: usize, init: usize, iStep: usize, inner: i32): void {
  tile(1, 3, a, aStep, kStep, panel, c, cStep, init, iStep, inner);
}
function tile32(a: usize, aStep: usize, kStep: usize, panel: usize, c: usize, cStep: usize, init: usize, iStep: usize, inner: i32): void {
  tile(3, 2, a, aStep, kStep, panel, c, cStep, init, iStep, inner);
}
function tile22(a: usize, aStep: usize, kStep: usize, panel: usize, c: usize, cStep: usize, init: usize, iStep: usize, inner: i32): void {
  tile(2, 2, a, aStep, kStep, panel, c, cStep, init, iStep, inner);
}
function tile12(a: usize, aStep: usize, kStep: usize, panel: usize, c: usize, cStep: usize, init: usize, iStep: usize, inner: i32): void {
  tile(1, 2, a, aStep, kStep, panel, c, cStep, init, iStep, inner);
}
function tile31(a: usize, aStep: usize, kStep: usize, panel: usize, c: usize, cStep: usize, init: usize, iStep: usize, inner: i32): void {
  tile(3, 1, a, aStep, kStep, panel, c, cStep, init, iStep, inner);
}
function tile21(a: usize, aStep: usize, kStep: usize, panel: usize, c: usize, cStep: usize, init: usize, iStep: usize, inner: i32): void {
  tile(2, 1, a, aStep, kStep, panel, c, cStep, init, iStep, inner);
}
function tile11(a: usize, aStep: usize, kStep: usize, panel: usize, c: usize, cStep: usize, init: usize, iStep: usize, inner: i32): void {
  tile(1, 1, a, aStep, kStep, panel, c, cStep, init, iStep, inner);
}

/** One tile, written once; the compiler drops what constant ROWS and VECTORS do not need. */
// @ts-ignore: decorator
@inline
function tile(
  ROWS: i32, VECTORS: i32, a: usize, aStep: usize, kStep: usize, panel: usize, c: usize, cStep: usize,
  init: usize, iStep: usize, inner: i32,
): void {
  let c00 = f32x4.splat(0), c01 = c00, c02 = c00;
  let c10 = c00, c11 = c00, c12 = c00;
  let c20 = c00, c21 = c00, c22 = c00;
  if (init) {
    c00 = v128.load(init);
    if (VECTORS > 1) c01 = v128.load(init, 16);
    if (VECTORS > 2) c02 = v128.load(init, 32);
    if (ROWS > 1) {
      c10 = v128.load(init + iStep);
      if (VECTORS > 1) c11 = v128.load(init + iStep, 16);
      if (VECTORS > 2) c12 = v128.load(init + iStep, 32);
    }
    if (ROWS > 2) {
      c20 = v128.load(init + 2 * iStep);
      if (VECTORS > 1) c21 = v128.load(init + 2 * iStep, 16);
      if (VECTORS > 2) c22 = v128.load(init + 2 * iStep, 32);
    }
  }
  let a1 = a + aStep;
  let a2 = a1 + aStep;
  const end = panel + <usize>(inner * 48);
  while (panel < end) {
    const b0 = v128.load(panel);
    const b1 = VECTORS > 1 ? v128.load(panel, 16) : b0;
    const b2 = VECTORS > 2 ? v128.load(panel, 32) : b0;
    let x = splat(a);
    c00 = multiplyAdd(x, b0, c00);
    if (VECTORS > 1) c01 = multiplyAdd(x, b1, c01);
    if (VECTORS > 2) c02 = multiplyAdd(x, b2, c02);
    if (ROWS > 1) {
      x = splat(a1);
      c10 = multiplyAdd(x, b0, c10);
      if (VECTORS > 1) c11 = multiplyAdd(x, b1, c11);
      if (VECTORS > 2) c12 = multiplyAdd(x, b2, c12);
    }
    if (ROWS > 2) {
      x = splat(a2);
      c20 = multiplyAdd(x, b0, c20);
      if (VECTORS > 1) c21 = multiplyAdd(x, b1, c21);
      if (VECTORS > 2) c22 = multiplyAdd(x, b2, c22);
    }
    a += kStep;
    a1 += kStep;
    a2 += kStep;
    panel += 48;
  }
  v128.store(c, c00);
  if (VECTORS > 1) v128.store(c, c01, 16);
  if (VECTORS > 2) v128.store(c, c02, 32);
  if (ROWS > 1) {
    v128.store(c + cStep, c10);
    if (VECTORS > 1) v128.store(c + cStep, c11, 16);
    if (VECTORS > 2) v128.store(c + cStep, c12, 32);
  }
  if (ROWS > 2) {
    v128.store(c + 2 * cStep, c20);
    if (VECTORS > 1) v128.store(c + 2 * cStep, c21, 16);
    if (VECTORS > 2) v128.store(c + 2 * cStep, c22, 32);
  }
}
