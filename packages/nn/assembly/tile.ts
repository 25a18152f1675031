/**
 * The innermost loops of a product: tiles of 3 rows and 3 vectors, held in locals; see gemm.ts. V8 hands out 15 vector registers,
 * which 9 sums, 5 factors and a product fill. Four steps a turn and one call a panel keep the rest of the work small.
 */
import { edgeTile, partTile } from './part-tile';
import { multiplyAdd } from './vector';

/** All tiles of one panel, one below the other; its columns from `width` on are padding. */
export function strip(
  a: usize, aStep: usize, kStep: usize, panel: usize, c: usize, cStep: usize,
  init: usize, iStep: usize, rows: i32, width: i32, inner: i32,
): void {
  let row = 0;
  if (kStep == 4 && width == 12) {
    const count = rows / 3;
    wholeTiles(count, a, aStep, panel, c, cStep, init, iStep, inner);
    row = 3 * count;
  }
  for (; row < rows; row += 3) {
    const height = min(3, rows - row);
    const from = a + <usize>row * aStep;
    const to = c + <usize>row * cStep;
    const start = init ? init + <usize>row * iStep : 0;
    if (width & 3) edgeTile(height, width, from, aStep, kStep, panel, to, cStep, start, iStep, inner);
    else partTile(height, width, from, aStep, kStep, panel, to, cStep, start, iStep, inner);
  }
}

/** `count` tiles of 3 rows and 12 columns; the inner index of A is contiguous. */
function wholeTiles(
  count: i32, a: usize, aStep: usize, firstPanel: usize, c: usize, cStep: usize, init: usize, iStep: usize, inner: i32,
): void {
  const fours = firstPanel + <usize>((inner & ~3) * 48);
  const end = firstPanel + <usize>(inner * 48);
  for (; count > 0; count--) {
    let c00 = f32x4.splat(0), c01 = c00, c02 = c00;
    let c10 = c00, c11 = c00, c12 = c00;
    let c20 = c00, c21 = c00, c22 = c00;
    if (init) {
      c00 = v128.load(init);
      c01 = v128.load(init, 16);
      c02 = v128.load(init, 32);
      c10 = v128.load(init + iStep);
      c11 = v128.load(init + iStep, 16);
      c12 = v128.load(init + iStep, 32);
      c20 = v128.load(init + 2 * iStep);
      c21 = v128.load(init + 2 * iStep, 16);
      c22 = v128.load(init + 2 * iStep, 32);
      init += 3 * iStep;
    }
    let panel = firstPanel;
    let a0 = a;
    let a1 = a0 + aStep;
    let a2 = a1 + aStep;
    while (panel < fours) {
      let b0 = v128.load(panel);
      let b1 = v128.load(panel, 16);
      let b2 = v128.load(panel, 32);
      let x = v128.load32_splat(a0);
      c00 = multiplyAdd(x, b0, c00);
      c01 = multiplyAdd(x, b1, c01);
      c02 = multiplyAdd(x, b2, c02);
      x = v128.load32_splat(a1);
      c10 = multiplyAdd(x, b0, c10);
      c11 = multiplyAdd(x, b1, c11);
      c12 = multiplyAdd(x, b2, c12);
      fence(panel == 1, c, c00, c01, c02, c10, c11, c12, c20, c21, c22);
      x = v128.load32_splat(a2);
      c20 = multiplyAdd(x, b0, c20);
      c21 = multiplyAdd(x, b1, c21);
      c22 = multiplyAdd(x, b2, c22);
      fence(panel == 2, c, c00, c01, c02, c10, c11, c12, c20, c21, c22);
      b0 = v128.load(panel, 48);
      b1 = v128.load(panel, 64);
      b2 = v128.load(panel, 80);
      x = v128.load32_splat(a0, 4);
      c00 = multiplyAdd(x, b0, c00);
      c01 = multiplyAdd(x, b1, c01);
      c02 = multiplyAdd(x, b2, c02);
      x = v128.load32_splat(a1, 4);
      c10 = multiplyAdd(x, b0, c10);
      c11 = multiplyAdd(x, b1, c11);
      c12 = multiplyAdd(x, b2, c12);
      fence(panel == 3, c, c00, c01, c02, c10, c11, c12, c20, c21, c22);
      x = v128.load32_splat(a2, 4);
      c20 = multiplyAdd(x, b0, c20);
      c21 = multiplyAdd(x, b1, c21);
      c22 = multiplyAdd(x, b2, c22);
      fence(panel == 4, c, c00, c01, c02, c10, c11, c12, c20, c21, c22);
      b0 = v128.load(panel, 96);
      b1 = v128.load(panel, 112);
      b2 = v128.load(panel, 128);
      x = v128.load32_splat(a0, 8);
      c00 = multiplyAdd(x, b0, c00);
      c01 = multiplyAdd(x, b1, c01);
      c02 = multiplyAdd(x, b2, c02);
      x = v128.load32_splat(a1, 8);
      c10 = multiplyAdd(x, b0, c10);
      c11 = multiplyAdd(x, b1, c11);
      c12 = multiplyAdd(x, b2, c12);
      fence(panel == 5, c, c00, c01, c02, c10, c11, c12, c20, c21, c22);
      x = v128.load32_splat(a2, 8);
      c20 = multiplyAdd(x, b0, c20);
      c21 = multiplyAdd(x, b1, c21);
      c22 = multiplyAdd(x, b2, c22);
      fence(panel == 6, c, c00, c01, c02, c10, c11, c12, c20, c21, c22);
      b0 = v128.load(panel, 144);
      b1 = v128.load(panel, 160);
      b2 = v128.load(panel, 176);
      x = v128.load32_splat(a0, 12);
      c00 = multiplyAdd(x, b0, c00);
      c01 = multiplyAdd(x, b1, c01);
      c02 = multiplyAdd(x, b2, c02);
      x = v128.load32_splat(a1, 12);
      c10 = multiplyAdd(x, b0, c10);
      c11 = multiplyAdd(x, b1, c11);
      c12 = multiplyAdd(x, b2, c12);
      fence(panel == 7, c, c00, c01, c02, c10, c11, c12, c20, c21, c22);
      x = v128.load32_splat(a2, 12);
      c20 = multiplyAdd(x, b0, c20);
      c21 = multiplyAdd(x, b1, c21);
      c22 = multiplyAdd(x, b2, c22);
      a0 += 16;
      a1 += 16;
      a2 += 16;
      panel += 192;
    }
    while (panel < end) {
      const b0 = v128.load(panel);
      const b1 = v128.load(panel, 16);
      const b2 = v128.load(panel, 32);
      let x = v128.load32_splat(a0);
      c00 = multiplyAdd(x, b0, c00);
      c01 = multiplyAdd(x, b1, c01);
      c02 = multiplyAdd(x, b2, c02);
      x = v128.load32_splat(a1);
      c10 = multiplyAdd(x, b0, c10);
      c11 = multiplyAdd(x, b1, c11);
      c12 = multiplyAdd(x, b2, c12);
      x = v128.load32_splat(a2);
      c20 = multiplyAdd(x, b0, c20);
      c21 = multiplyAdd(x, b1, c21);
      c22 = multiplyAdd(x, b2, c22);
      a0 += 4;
      a1 += 4;
      a2 += 4;
      panel += 48;
    }
    v128.store(c, c00);
    v128.store(c, c01, 16);
    v128.store(c, c02, 32);
    v128.store(c + cStep, c10);
    v128.store(c + cStep, c11, 16);
    v128.store(c + cStep, c12, 32);
    v128.store(c + 2 * cStep, c20);
    v128.store(c + 2 * cStep, c21, 16);
    v128.store(c + 2 * cStep, c22, 32);
    a += 3 * aStep;
    c += 3 * cStep;
  }
}

/**
 * A branch that is never taken and reads all sums. Up to Node 20 V8 would move the loads of all four steps to their beginning and
 * spill most of what they load; but what a branch reads is computed before it. Equal conditions would be merged, so each
 * fence has its own: no panel lies at the first addresses.
 */
// @ts-ignore: decorator
@inline
function fence(
  never: bool, at: usize,
  c00: v128, c01: v128, c02: v128, c10: v128, c11: v128, c12: v128, c20: v128, c21: v128, c22: v128,
): void {
  if (never) {
    v128.store(at, c00);
    v128.store(at, c01, 16);
    v128.store(at, c02, 32);
    v128.store(at, c10, 48);
    v128.store(at, c11, 64);
    v128.store(at, c12, 80);
    v128.store(at, c20, 96);
    v128.store(at, c21, 112);
    v128.store(at, c22, 128);
    unreachable();
  }
}
