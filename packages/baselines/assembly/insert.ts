/** A point enters all trees: side by side as long as it lies inside, then tree by tree, as the cuts are drawn in turn. */
import { excludes, stretch, stretchedSides } from './box';
import { uniform } from './draw';
import {
  above,
  AXIS,
  choose,
  CUT,
  entry,
  entryOf,
  lanes,
  LEFT,
  LOW,
  MASS,
  PARENT,
  parentOf,
  PLANE,
  POINT,
  recordOf,
  replaceChild,
  RIGHT,
  roots,
  SIDES,
  size,
  takeFree,
  trees,
  walking,
} from './layout';

/** Of a tree's 32 bytes in `lanes`: the mass above, the largest displacement so far, the node. */
const LARGEST: usize = 8;
const NODE: usize = 16;

/** Puts a new leaf, whose record is written, into every tree; the sum of its displacements. */
// @ts-ignore: decorator
@inline
export function insert(leaf: i32, w: usize): f64 {
  if (load<i32>(roots) < 0) {
    for (let tree = 0; tree < trees; tree++) {
      store<i32>(entry(roots, tree), leaf);
      store<i32>(entryOf(above, tree, leaf), -1);
    }
    return 0;
  }
  descend(w);
  let sum: f64 = 0;
  for (let tree = 0; tree < trees; tree++) sum += attach(tree, leaf, w);
  return sum;
}

/** Walks down from the roots while the point lies inside, raising the masses and gathering the displacements. */
// @ts-ignore: decorator
@inline
function descend(w: usize): void {
  let count = trees;
  for (let tree = 0; tree < count; tree++) {
    const lane = laneOf(tree);
    v128.store(lane, i32x4.splat(0));
    store<i32>(lane, load<i32>(entry(roots, tree)), NODE);
    store<i32>(entry(walking, tree), tree);
  }
  while (count > 0) {
    let next = 0;
    for (let j = 0; j < count; j++) {
      const tree = load<i32>(entry(walking, j));
      const lane = laneOf(tree);
      const record = recordOf(load<i32>(lane, NODE), w);
      if (excludes(record, w)) continue;
      const mass = load<i32>(record, MASS) + 1;
      store<i32>(record, mass, MASS);
      widen(lane, <f64>mass);
      store<i32>(lane, childOf(record), NODE);
      store<i32>(entry(walking, next), tree);
      next++;
    }
    count = next;
  }
}

/** Takes in the mass of one more node on the way. */
// @ts-ignore: decorator
@inline
function widen(lane: usize, mass: f64): void {
  const ratio = (load<f64>(lane) - mass) / mass;
  const largest = f64x2.pmax(v128.load64_zero(lane, LARGEST), f64x2.splat(ratio));
  v128.store64_lane(lane, largest, 0, LARGEST);
  store<f64>(lane, mass);
}

// @ts-ignore: decorator
@inline
function laneOf(tree: i32): usize {
  return lanes + (<usize>tree << 5);
}

/** The child on the new point's side of the cut. */
// @ts-ignore: decorator
@inline
function childOf(record: usize): i32 {
  const value = load<f64>((<usize>load<i32>(record, AXIS) << 3), POINT);
  return load<i32>(record + (<usize>(value > load<f64>(record, CUT)) << 2), LEFT);
}

/**
 * Walks on below the node where the point came to lie outside: of every box stretched to the point a cut is drawn; one
 * that falls between point and box ends the walk there, another leaves the node's own cut as it is.
 */
// @ts-ignore: decorator
@inline
function attach(tree: i32, leaf: i32, w: usize): f64 {
  const lane = laneOf(tree);
  let node = load<i32>(lane, NODE);
  while (true) {
    const record = recordOf(node, w);
    const mass = load<i32>(record, MASS) + 1;
    widen(lane, <f64>mass);
    let rest = stretchedSides(record, w) * uniform();
    let axis: usize = 0;
    if (w == PLANE) {
      const first = load<f64>(SIDES);
      const second = load<f64>(SIDES, 8);
      const past = rest >= first;
      rest -= first * <f64>i32(past);
      axis = <usize>(i32(past) & i32(second > 0)) << 3;
      if (axis > 0 && rest >= second) rest -= second;
    } else {
      for (let at: usize = 0; at < w; at += 8) {
        const side = load<f64>(at, SIDES);
        if (side == 0) continue;
        axis = at;
        if (rest < side) break;
        rest -= side;
      }
    }
    const value = load<f64>(axis, POINT);
    const low = load<f64>(record + axis, LOW);
    const high = load<f64>(record + w + axis, LOW);
    const least = f64x2.extract_lane(f64x2.pmin(f64x2.splat(low), f64x2.splat(value)), 0);
    let cut = least + rest;
    if (i32(cut >= value) & i32(cut >= high)) cut = least;
    const before = i32(value < low) & i32(cut < low);
    if (before | (i32(value > high) & i32(cut >= high))) {
      const fresh = takeFree(tree + 1);
      const to = recordOf(fresh, w);
      const place = parentOf(tree, node, w);
      const parent = load<i32>(place);
      const left = choose(<bool>before, leaf, node);
      store<i32>(to, parent, PARENT);
      store<i32>(to, left, LEFT);
      store<i32>(to, left ^ leaf ^ node, RIGHT);
      store<i32>(to, <i32>(axis >> 3), AXIS);
      store<i32>(to, mass, MASS);
      store<f64>(to, cut, CUT);
      stretch(record, to, w);
      store<i32>(entryOf(above, tree, leaf), fresh);
      store<i32>(place, fresh);
      replaceChild(tree, parent, node, fresh, w);
      const beside = <f64>(mass - 1);
      return f64x2.extract_lane(f64x2.pmax(v128.load64_zero(lane, LARGEST), f64x2.splat(beside)), 0);
    }
    stretch(record, record, w);
    store<i32>(record, mass, MASS);
    node = childOf(record);
  }
}

/** Raises the masses above a leaf whose own has risen; the sum of its displacements. */
export function addTwin(leaf: i32, w: usize): f64 {
  let sum: f64 = 0;
  for (let tree = 0; tree < trees; tree++) {
    let largest: f64 = 0;
    let inside = <f64>load<i32>(recordOf(leaf, w), MASS);
    let node = load<i32>(entryOf(above, tree, leaf));
    while (node >= 0) {
      const record = recordOf(node, w);
      const mass = load<i32>(record, MASS) + 1;
      store<i32>(record, mass, MASS);
      largest = max(largest, (<f64>mass - inside) / inside);
      inside = <f64>mass;
      node = load<i32>(record, PARENT);
    }
    sum += largest;
  }
  return sum;
}

/** The leaf of a point equal to the new one, by the cuts of the first tree; -1 if there is none. */
export function findEqual(w: usize): i32 {
  let node = load<i32>(roots);
  while (node >= size) node = childOf(recordOf(node, w));
  if (node < 0) return -1;
  const record = recordOf(node, w);
  for (let at: usize = 0; at < w; at += 8) {
    if (load<f64>(record + at, LOW) != load<f64>(at, POINT)) return -1;
  }
  return node;
}
