/**
 * A side of a join in memory: a record of seventeen 4-byte fields.
 * Pointers to x, mean, f, g, a, b, to the worst kept h per window, to the k best h per window (largest first) and to their
 * indices, to the first rows of the blocks, to the norms, to the span of the lengths (the least and the largest of windows
 * that are not flat, and the largest of flat ones, -1 without any), to room for the bars, to room for the lowest of eight
 * bars each, and to the record of the same windows under the next distance, 0 behind the last; then the number of windows
 * and that of blocks. What the letters mean stands in `join.ts`; norms, lengths and bars in `bars.ts`.
 *
 * The norms and the bars belong to all distances together. With k = 1 the worst kept and the best are the same array.
 * Arrays have 16 readable elements behind their end, where a and the worst kept h are infinity, b and the norm 0.
 */

export const X: usize = 0;
export const MEAN: usize = 4;
export const F: usize = 8;
export const G: usize = 12;
export const A: usize = 16;
export const B: usize = 20;
export const WORST: usize = 24;
export const BEST: usize = 28;
export const INDEX: usize = 32;
export const STARTS: usize = 36;
export const NORM: usize = 40;
export const SPAN: usize = 44;
export const BAR: usize = 48;
export const LOWEST: usize = 52;
export const NEXT: usize = 56;
export const COUNT: usize = 60;
export const BLOCKS: usize = 64;

// @ts-ignore: decorator
@inline
export function splat(address: usize): v128 {
  return v128.load64_splat(address);
}

// @ts-ignore: decorator
@inline
export function largest(h0: v128, h1: v128, h2: v128, h3: v128): v128 {
  return f64x2.pmax(f64x2.pmax(h0, h1), f64x2.pmax(h2, h3));
}
