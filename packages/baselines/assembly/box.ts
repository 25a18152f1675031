/**
 * Boxes, two values at a time, of points of `w` bytes. A record is a box; that of a leaf has its point for both corners.
 * The second value is missing at the end of an odd number, where its lane is 0.
 */
import { LEFT, LOW, PLANE, POINT, recordOf, RIGHT, SIDES } from './layout';

/** Two values, or one and 0. */
// @ts-ignore: decorator
@inline
function pair(address: usize, whole: bool): v128 {
  return whole ? v128.load(address, LOW) : v128.load64_zero(address, LOW);
}

// @ts-ignore: decorator
@inline
function setPair(address: usize, value: v128, whole: bool): void {
  if (whole) v128.store(address, value, LOW);
  else v128.store64_lane(address, value, 0, LOW);
}

/** Whether the new point lies outside. */
// @ts-ignore: decorator
@inline
export function excludes(record: usize, w: usize): bool {
  if (w == PLANE) return v128.any_true(beyond(record, 0, w, true));
  let at: usize = 0;
  for (; at + 16 <= w; at += 16) if (v128.any_true(beyond(record, at, w, true))) return true;
  return at < w && v128.any_true(beyond(record, at, w, false));
}

// @ts-ignore: decorator
@inline
function beyond(record: usize, at: usize, w: usize, whole: bool): v128 {
  const p = pair(POINT - LOW + at, whole);
  return v128.or(f64x2.lt(p, pair(record + at, whole)), f64x2.gt(p, pair(record + w + at, whole)));
}

/** Whether the point of a record lies on the border, by any of its values. */
// @ts-ignore: decorator
@inline
export function touches(record: usize, other: usize, w: usize): bool {
  if (w == PLANE) return v128.any_true(meets(record, other, 0, w, true));
  let at: usize = 0;
  for (; at + 16 <= w; at += 16) if (v128.any_true(meets(record, other, at, w, true))) return true;
  return at < w && i64x2.extract_lane(meets(record, other, at, w, false), 0) != 0;
}

// @ts-ignore: decorator
@inline
function meets(record: usize, other: usize, at: usize, w: usize, whole: bool): v128 {
  const p = pair(other + at, whole);
  return v128.or(f64x2.eq(p, pair(record + at, whole)), f64x2.eq(p, pair(record + w + at, whole)));
}

/** Makes a box the union of its children's; whether it changed. */
// @ts-ignore: decorator
@inline
export function unite(record: usize, w: usize): bool {
  const a = recordOf(load<i32>(record, LEFT), w);
  const b = recordOf(load<i32>(record, RIGHT), w);
  if (w == PLANE) return v128.any_true(join(record, a, b, 0, w, true));
  let changed = i32x4.splat(0);
  let at: usize = 0;
  for (; at + 16 <= w; at += 16) changed = v128.or(changed, join(record, a, b, at, w, true));
  if (at < w) changed = v128.or(changed, join(record, a, b, at, w, false));
  return v128.any_true(changed);
}

// @ts-ignore: decorator
@inline
function join(record: usize, a: usize, b: usize, at: usize, w: usize, whole: bool): v128 {
  const low = f64x2.pmin(pair(a + at, whole), pair(b + at, whole));
  const high = f64x2.pmax(pair(a + w + at, whole), pair(b + w + at, whole));
  const lower = f64x2.ne(low, pair(record + at, whole));
  const higher = f64x2.ne(high, pair(record + w + at, whole));
  setPair(record + at, low, whole);
  setPair(record + w + at, high, whole);
  return v128.or(lower, higher);
}

/** Writes a box stretched to the new point into `to`, which may be the box itself. */
// @ts-ignore: decorator
@inline
export function stretch(record: usize, to: usize, w: usize): void {
  if (w == PLANE) {
    reach(record, to, 0, w, true);
    return;
  }
  let at: usize = 0;
  for (; at + 16 <= w; at += 16) reach(record, to, at, w, true);
  if (at < w) reach(record, to, at, w, false);
}

// @ts-ignore: decorator
@inline
function reach(record: usize, to: usize, at: usize, w: usize, whole: bool): void {
  const p = pair(POINT - LOW + at, whole);
  setPair(to + at, f64x2.pmin(pair(record + at, whole), p), whole);
  setPair(to + w + at, f64x2.pmax(pair(record + w + at, whole), p), whole);
}

/** The sides of a box stretched to the new point go to SIDES; their sum, added up as side plus stretch. */
// @ts-ignore: decorator
@inline
export function stretchedSides(record: usize, w: usize): f64 {
  if (w == PLANE) {
    const sides = sidesAt(record, 0, w, true);
    return f64x2.extract_lane(sides, 0) + f64x2.extract_lane(sides, 1);
  }
  let sum: f64 = 0;
  let at: usize = 0;
  for (; at + 16 <= w; at += 16) {
    const sides = sidesAt(record, at, w, true);
    sum += f64x2.extract_lane(sides, 0);
    sum += f64x2.extract_lane(sides, 1);
  }
  return at < w ? sum + f64x2.extract_lane(sidesAt(record, at, w, false), 0) : sum;
}

// @ts-ignore: decorator
@inline
function sidesAt(record: usize, at: usize, w: usize, whole: bool): v128 {
  const p = pair(POINT - LOW + at, whole);
  const low = pair(record + at, whole);
  const high = pair(record + w + at, whole);
  setPair(SIDES - LOW + at, f64x2.sub(f64x2.pmax(high, p), f64x2.pmin(low, p)), whole);
  const beyond = f64x2.pmax(f64x2.splat(0), f64x2.pmax(f64x2.sub(low, p), f64x2.sub(p, high)));
  return f64x2.add(f64x2.sub(high, low), beyond);
}
