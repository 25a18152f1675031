/** Tiles of any height and width, for the borders of a product and for transposed factors; see tile.ts. */
import { multiplyAdd } from './vector';

/** 3 x 12 floats for columns that do not fill a vector. */
const EDGE: usize = 2048;

/** Columns that end inside a vector go by way of a buffer, so that nothing beyond them is written. */
export function edgeTile(
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
  partTile(height, (width + 3) & ~3, a, aStep, kStep, panel, EDGE, 48, init ? EDGE : 0, 48, inner);
  for (let m = 0; m < height; m++) {
    for (let n = 0; n < width; n++) {
      const at = (<usize>n) << 2;
      store<f32>(c + <usize>m * cStep + at, load<f32>(EDGE + <usize>(48 * m) + at));
    }
  }
}

// @ts-ignore: decorator
@inline
export function partTile(
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

function tile33(
  a: usize, aStep: usize, kStep: usize, panel: usize, c: usize, cStep: usize, init: usize, iStep: usize, inner: i32,
): void {
  tile(3, 3, a, aStep, kStep, panel, c, cStep, init, iStep, inner);
}
function tile23(
  a: usize, aStep: usize, kStep: usize, panel: usize, c: usize, cStep: usize, init: usize, iStep: usize, inner: i32,
): void {
  tile(2, 3, a, aStep, kStep, panel, c, cStep, init, iStep, inner);
}
function tile13(
  a: usize, aStep: usize, kStep: usize, panel: usize, c: usize, cStep: usize, init: usize, iStep: usize, inner: i32,
): void {
  tile(1, 3, a, aStep, kStep, panel, c, cStep, init, iStep, inner);
}
function tile32(
  a: usize, aStep: usize, kStep: usize, panel: usize, c: usize, cStep: usize, init: usize, iStep: usize, inner: i32,
): void {
  tile(3, 2, a, aStep, kStep, panel, c, cStep, init, iStep, inner);
}
function tile22(
  a: usize, aStep: usize, kStep: usize, panel: usize, c: usize, cStep: usize, init: usize, iStep: usize, inner: i32,
): void {
  tile(2, 2, a, aStep, kStep, panel, c, cStep, init, iStep, inner);
}
function tile12(
  a: usize, aStep: usize, kStep: usize, panel: usize, c: usize, cStep: usize, init: usize, iStep: usize, inner: i32,
): void {
  tile(1, 2, a, aStep, kStep, panel, c, cStep, init, iStep, inner);
}
function tile31(
  a: usize, aStep: usize, kStep: usize, panel: usize, c: usize, cStep: usize, init: usize, iStep: usize, inner: i32,
): void {
  tile(3, 1, a, aStep, kStep, panel, c, cStep, init, iStep, inner);
}
function tile21(
  a: usize, aStep: usize, kStep: usize, panel: usize, c: usize, cStep: usize, init: usize, iStep: usize, inner: i32,
): void {
  tile(2, 1, a, aStep, kStep, panel, c, cStep, init, iStep, inner);
}
function tile11(
  a: usize, aStep: usize, kStep: usize, panel: usize, c: usize, cStep: usize, init: usize, iStep: usize, inner: i32,
): void {
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
    let x = v128.load32_splat(a);
    c00 = multiplyAdd(x, b0, c00);
    if (VECTORS > 1) c01 = multiplyAdd(x, b1, c01);
    if (VECTORS > 2) c02 = multiplyAdd(x, b2, c02);
    if (ROWS > 1) {
      x = v128.load32_splat(a1);
      c10 = multiplyAdd(x, b0, c10);
      if (VECTORS > 1) c11 = multiplyAdd(x, b1, c11);
      if (VECTORS > 2) c12 = multiplyAdd(x, b2, c12);
    }
    if (ROWS > 2) {
      x = v128.load32_splat(a2);
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
