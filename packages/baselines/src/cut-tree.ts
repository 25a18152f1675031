/** One tree of a random cut forest: a leaf goes in, a leaf goes out, masses and boxes above it follow. */
import type { Random } from '@tsad/core';
import { AXIS, type CutForest, FIELDS, LEFT, MASS, PARENT, RIGHT } from './cut-arrays.ts';

/**
 * Walks down from the root. At every node a cut of the box stretched to the new point is drawn: one that falls between
 * point and box ends the walk there, another leaves the node's own cut as it is. Nothing is drawn inside the box.
 * @returns the displacement of the new leaf, gathered on the way.
 */
export function attach(forest: CutForest, tree: number, leaf: number, dimensions: number, random: Random): number {
  const { points, leafMass, root, leafParent, inner, box } = forest;
  const size = leafMass.length;
  const base = (tree - 1) * size;
  const stride = 2 * dimensions + 1;
  const from = leaf * dimensions;
  let largest = 0;
  let above = -1;
  let massAbove = 0;
  let node = root[tree];
  if (node < 0) {
    root[tree] = leaf;
    leafParent[tree * size + leaf] = -1;
    return 0;
  }
  for (;;) {
    const isLeaf = node < size;
    const at = (base + node) * FIELDS;
    const source = isLeaf ? points : box;
    const low = isLeaf ? node * dimensions : (base + node) * stride;
    const high = isLeaf ? low : low + dimensions;
    const mass = (isLeaf ? leafMass[node] : inner[at + MASS]) + 1;
    if (massAbove > (largest + 1) * mass) largest = (massAbove - mass) / mass;
    let outside = 0;
    let span = 0;
    for (let k = 0; k < dimensions; k++) {
      const value = points[from + k];
      const least = source[low + k];
      const greatest = source[high + k];
      const beyond = value < least ? least - value : value > greatest ? value - greatest : 0;
      outside += beyond;
      span += greatest - least + beyond;
    }
    if (outside > 0) {
      let rest = random.uniform() * span;
      let axis = 0;
      for (let k = 0; k < dimensions; k++) {
        const value = points[from + k];
        const least = source[low + k];
        const greatest = source[high + k];
        const width = Math.max(value, greatest) - Math.min(value, least);
        if (width === 0) continue;
        axis = k;
        if (rest < width) break;
        rest -= width;
      }
      const value = points[from + axis];
      const least = Math.min(source[low + axis], value);
      let cut = least + rest;
      if (!(cut < Math.max(source[high + axis], value))) cut = least;
      const before = value < source[low + axis] && cut < source[low + axis];
      if (before || (value > source[high + axis] && cut >= source[high + axis])) {
        const fresh = forest.freeInner[tree * size + --forest.freeInnerCount[tree]] + size;
        const to = (base + fresh) * stride;
        for (let k = 0; k < dimensions; k++) {
          box[to + k] = Math.min(source[low + k], points[from + k]);
          box[to + dimensions + k] = Math.max(source[high + k], points[from + k]);
        }
        box[to + stride - 1] = cut;
        const into = (base + fresh) * FIELDS;
        inner[into + PARENT] = above;
        inner[into + LEFT] = before ? leaf : node;
        inner[into + RIGHT] = before ? node : leaf;
        inner[into + AXIS] = axis;
        inner[into + MASS] = mass;
        leafParent[tree * size + leaf] = fresh;
        if (isLeaf) leafParent[tree * size + node] = fresh;
        else inner[at + PARENT] = fresh;
        replaceChild(forest, tree, above, node, fresh);
        return Math.max(largest, mass - 1);
      }
      for (let k = 0; k < dimensions; k++) {
        const other = points[from + k];
        if (other < box[low + k]) box[low + k] = other;
        if (other > box[high + k]) box[high + k] = other;
      }
    }
    inner[at + MASS] = mass;
    above = node;
    massAbove = mass;
    node = inner[at + (points[from + inner[at + AXIS]] <= box[low + stride - 1] ? LEFT : RIGHT)];
  }
}

/** The sibling takes the place of the parent; boxes shrink upwards as long as the point held them open. */
export function detach(forest: CutForest, tree: number, leaf: number, point: Float64Array): void {
  const { leafMass, root, leafParent, inner } = forest;
  const size = leafMass.length;
  const base = (tree - 1) * size;
  const gone = leafParent[tree * size + leaf];
  if (gone < 0) {
    root[tree] = -1;
    return;
  }
  const at = (base + gone) * FIELDS;
  const sibling = inner[at + LEFT] === leaf ? inner[at + RIGHT] : inner[at + LEFT];
  let node = inner[at + PARENT];
  if (sibling < size) leafParent[tree * size + sibling] = node;
  else inner[(base + sibling) * FIELDS + PARENT] = node;
  replaceChild(forest, tree, node, gone, sibling);
  forest.freeInner[tree * size + forest.freeInnerCount[tree]++] = gone - size;
  let shrinking = true;
  while (node >= 0) {
    const here = (base + node) * FIELDS;
    inner[here + MASS]--;
    if (shrinking) shrinking = holdsOpen(forest, base + node, point) && fitBox(forest, base, node, point.length);
    node = inner[here + PARENT];
  }
}

/** Whether a point lies on the border of the box of a node, by its number among those of all trees. */
function holdsOpen({ box }: CutForest, node: number, point: Float64Array): boolean {
  const own = node * (2 * point.length + 1);
  for (let k = 0; k < point.length; k++) {
    if (point[k] === box[own + k] || point[k] === box[own + point.length + k]) return true;
  }
  return false;
}

function replaceChild({ leafMass, root, inner }: CutForest, tree: number, node: number, old: number, to: number): void {
  const at = ((tree - 1) * leafMass.length + node) * FIELDS;
  if (node < 0) root[tree] = to;
  else inner[at + (inner[at + LEFT] === old ? LEFT : RIGHT)] = to;
}

/** Makes the box of a node the union of its children's; whether it changed. */
function fitBox({ points, leafMass, inner, box }: CutForest, base: number, node: number, dimensions: number): boolean {
  const size = leafMass.length;
  const stride = 2 * dimensions + 1;
  const own = (base + node) * stride;
  const a = inner[(base + node) * FIELDS + LEFT];
  const b = inner[(base + node) * FIELDS + RIGHT];
  const first = a < size ? points : box;
  const second = b < size ? points : box;
  const lowA = a < size ? a * dimensions : (base + a) * stride;
  const lowB = b < size ? b * dimensions : (base + b) * stride;
  const highA = a < size ? lowA : lowA + dimensions;
  const highB = b < size ? lowB : lowB + dimensions;
  let changed = false;
  for (let k = 0; k < dimensions; k++) {
    const least = Math.min(first[lowA + k], second[lowB + k]);
    const greatest = Math.max(first[highA + k], second[highB + k]);
    if (least !== box[own + k] || greatest !== box[own + dimensions + k]) changed = true;
    box[own + k] = least;
    box[own + dimensions + k] = greatest;
  }
  return changed;
}

/** Raises the masses above a leaf whose own has risen; its displacement. */
export function addTwin({ leafMass, leafParent, inner }: CutForest, tree: number, leaf: number): number {
  const size = leafMass.length;
  const base = (tree - 1) * size;
  let largest = 0;
  let inside = leafMass[leaf];
  let node = leafParent[tree * size + leaf];
  while (node >= 0) {
    const at = (base + node) * FIELDS;
    const mass = ++inner[at + MASS];
    largest = Math.max(largest, (mass - inside) / inside);
    inside = mass;
    node = inner[at + PARENT];
  }
  return largest;
}

/** Changes the masses above a leaf. */
export function addMass({ leafMass, leafParent, inner }: CutForest, tree: number, leaf: number, change: number): void {
  const size = leafMass.length;
  let node = leafParent[tree * size + leaf];
  while (node >= 0) {
    const at = ((tree - 1) * size + node) * FIELDS;
    inner[at + MASS] += change;
    node = inner[at + PARENT];
  }
}
