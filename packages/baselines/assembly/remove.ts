/** A point leaves all trees, which are walked side by side, a node each in turn: no walk waits for memory. */
import { touches, unite } from './box';
import {
  above,
  entry,
  entryOf,
  giveFree,
  lanes,
  LEFT,
  MASS,
  PARENT,
  parentOf,
  recordOf,
  replaceChild,
  resting,
  RIGHT,
  roots,
  trees,
  walking,
} from './layout';

/** Takes one of the points at a leaf out of every tree; `w` bytes make a point. */
// @ts-ignore: decorator
@inline
export function remove(leaf: i32, w: usize): void {
  const own = recordOf(leaf, w);
  const mass = load<i32>(own, MASS) - 1;
  store<i32>(own, mass, MASS);
  if (mass > 0) {
    lighten(startAbove(leaf), w);
  } else {
    lighten(shrink(detach(leaf, w), own, w), w);
    giveFree(0, leaf);
  }
}

/** The trees whose leaf has a node above, which is to be made lighter. */
function startAbove(leaf: i32): i32 {
  let count = 0;
  for (let tree = 0; tree < trees; tree++) {
    const node = load<i32>(entryOf(above, tree, leaf));
    store<i32>(entry(lanes, tree), node);
    store<i32>(entry(resting, count), tree);
    count += i32(node >= 0);
  }
  return count;
}

/** The sibling takes the place of the parent; the number of trees that have a node above. */
// @ts-ignore: decorator
@inline
function detach(leaf: i32, w: usize): i32 {
  let count = 0;
  for (let tree = 0; tree < trees; tree++) {
    const gone = load<i32>(entryOf(above, tree, leaf));
    if (gone < 0) {
      store<i32>(entry(roots, tree), -1);
      continue;
    }
    const record = recordOf(gone, w);
    const sibling = load<i32>(record, LEFT) ^ load<i32>(record, RIGHT) ^ leaf;
    const node = load<i32>(record, PARENT);
    store<i32>(parentOf(tree, sibling, w), node);
    replaceChild(tree, node, gone, sibling, w);
    giveFree(tree + 1, gone);
    store<i32>(entry(lanes, tree), node);
    store<i32>(entry(walking, count), tree);
    count += i32(node >= 0);
  }
  return count;
}

/** Boxes shrink upwards as long as the point held them open; the number of trees left to {@link lighten}. */
// @ts-ignore: decorator
@inline
function shrink(count: i32, leaf: usize, w: usize): i32 {
  let light = 0;
  while (count > 0) {
    let next = 0;
    for (let j = 0; j < count; j++) {
      const tree = load<i32>(entry(walking, j));
      const record = recordOf(load<i32>(entry(lanes, tree)), w);
      store<i32>(record, load<i32>(record, MASS) - 1, MASS);
      const shrunk = i32(touches(record, leaf, w) ? unite(record, w) : false);
      const node = load<i32>(record, PARENT);
      const on = i32(node >= 0);
      store<i32>(entry(lanes, tree), node);
      store<i32>(entry(walking, next), tree);
      store<i32>(entry(resting, light), tree);
      next += on & shrunk;
      light += on & (shrunk ^ 1);
    }
    count = next;
  }
  return light;
}

/** Lowers the masses from the nodes of `count` trees up to their roots. */
// @ts-ignore: decorator
@inline
function lighten(count: i32, w: usize): void {
  while (count > 0) {
    let next = 0;
    for (let j = 0; j < count; j++) {
      const tree = load<i32>(entry(resting, j));
      const record = recordOf(load<i32>(entry(lanes, tree)), w);
      store<i32>(record, load<i32>(record, MASS) - 1, MASS);
      const node = load<i32>(record, PARENT);
      store<i32>(entry(lanes, tree), node);
      store<i32>(entry(resting, next), tree);
      next += i32(node >= 0);
    }
    count = next;
  }
}
