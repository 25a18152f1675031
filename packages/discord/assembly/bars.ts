/**
 * Bars: what lets a walk pass over eight cells with one test for all distances, as few cells enter a list.
 *
 * The norm n of a window is the inverse of its length, capped for flat ones, whatever the distance; under a distance its
 * length is B = b / n. A cell enters the list of i where r B_i B_j - a_j >= worst_i, with the correlation r = c n_i n_j. For
 * all but flat windows a_j = B_j^2 / 2, so that r is at least the least value of (B / 2 + worst_i / B) / B_i over the lengths
 * B of the other side: the bar of i, the lowest one of all distances. Bars are lowered by more than the rounding, and they
 * may be stale, since the worst h only rise: both make for a closer look in vain, never for a cell missed.
 */
import { B, BAR, LOWEST, NEXT, NORM, SPAN, splat, WORST } from './side';

/** 2 ** -48: the rounding of a few operations, many times over. */
const HAIR: f64 = 3.552713678800501e-15;

/** Brings the bars of the windows [from, to) up to date. `others` is the side that they are compared with. */
export function raiseBars(side: usize, others: usize, from: i32, to: i32): void {
  const first = <usize>from << 3;
  const end = <usize>to << 3;
  const norm = load<usize>(side, NORM);
  const bar = load<usize>(side, BAR);
  const never = f64x2.splat(Infinity);
  const lowered = f64x2.splat(0.5 - HAIR);
  const hair = f64x2.splat(HAIR);
  for (let at = first; at < end; at += 16) v128.store(bar + at, never);
  for (; side != 0; side = load<usize>(side, NEXT), others = load<usize>(others, NEXT)) {
    const worst = load<usize>(side, WORST);
    const b = load<usize>(side, B);
    const span = load<usize>(others, SPAN);
    const least = splat(span);
    const most = splat(span + 8);
    const flat = load<f64>(span, 16);
    const flats = f64x2.splat(flat);
    for (let at = first; at < end; at += 16) {
      const w = v128.load(worst + at);
      const n = v128.load(norm + at);
      const own = v128.load(b + at);
      const twice = f64x2.pmax(f64x2.add(w, w), f64x2.splat(0));
      const other = f64x2.pmin(f64x2.pmax(f64x2.sqrt(twice), least), most);
      const below = f64x2.sub(w, f64x2.mul(f64x2.abs(w), hair));
      const sum = f64x2.add(f64x2.mul(f64x2.mul(other, other), lowered), below);
      let value = f64x2.div(f64x2.mul(sum, n), f64x2.mul(other, own));
      if (flat >= 0) {
        const ratio = f64x2.div(f64x2.mul(below, n), f64x2.mul(flats, own));
        const positive = f64x2.gt(w, f64x2.splat(0));
        value = f64x2.pmin(value, v128.bitselect(ratio, f64x2.splat(-Infinity), positive));
      }
      value = v128.bitselect(never, value, f64x2.eq(w, never));
      v128.store(bar + at, f64x2.pmin(v128.load(bar + at), value));
    }
  }
}

/** Brings the lowest of eight bars, from each of the windows [from, to) on, up to date. */
export function raiseLowest(side: usize, others: usize, from: i32, to: i32): void {
  raiseBars(side, others, from, to + 8);
  const lowest = load<usize>(side, LOWEST) + (<usize>from << 3);
  const end = lowest + (<usize>(to - from) << 3);
  lower(load<usize>(side, BAR) + (<usize>from << 3), lowest, end + 48, 8);
  lower(lowest, lowest, end + 32, 16);
  lower(lowest, lowest, end, 32);
}

/** The smaller one of each number and that `apart` bytes behind it. */
// @ts-ignore: decorator
@inline
function lower(source: usize, target: usize, end: usize, apart: usize): void {
  for (; target < end; source += 16, target += 16) {
    v128.store(target, f64x2.pmin(v128.load(source), v128.load(source + apart)));
  }
}
