/** The kernels of a cut forest in plain JavaScript, bit for bit: a leaf goes out, a leaf goes in, tree by tree. */
import { type Random, restoreRandom } from '@tsad/core';
import { AXIS, CUT, type CutMemory, LEFT, LOW, MASS, PARENT, RIGHT } from './cut-memory.ts';

/** See `exchange` of the kernels. */
export function exchangePlain(memory: CutMemory, gone: number): { leaf: number; displaced: number } {
  const { trees, point, words, links, values, linkStride, valueStride } = memory;
  if (gone >= 0) remove(memory, gone);
  const twin = findEqual(memory);
  const leaf = twin >= 0 ? twin : takeFree(memory, 0);
  links[leaf * linkStride + MASS]++;
  let displaced = 0;
  if (twin >= 0) {
    for (let tree = 0; tree < trees; tree++) displaced += addTwin(memory, tree, leaf);
    return { leaf, displaced };
  }
  values.set(point, leaf * valueStride + LOW);
  values.set(point, leaf * valueStride + LOW + point.length);
  const [a, b, c, d] = words;
  const random = restoreRandom({ words: [a >>> 0, b >>> 0, c >>> 0, d >>> 0], stream: [0, 0], spare: null });
  for (let tree = 0; tree < trees; tree++) displaced += attach(memory, tree, leaf, random);
  words.set(random.state().words);
  return { leaf, displaced };
}

function remove(memory: CutMemory, leaf: number): void {
  const { trees, size, above, links, linkStride } = memory;
  const last = --links[leaf * linkStride + MASS] === 0;
  for (let tree = 0; tree < trees; tree++) {
    if (last) detach(memory, tree, leaf);
    else lighten(memory, above[tree * size + leaf]);
  }
  if (last) giveFree(memory, 0, leaf);
}

/** The sibling takes the place of the parent; boxes shrink upwards as long as the point held them open. */
function detach(memory: CutMemory, tree: number, leaf: number): void {
  const { size, roots, above, links, linkStride } = memory;
  const gone = above[tree * size + leaf];
  if (gone < 0) {
    roots[tree] = -1;
    return;
  }
  const at = gone * linkStride;
  const sibling = links[at + LEFT] === leaf ? links[at + RIGHT] : links[at + LEFT];
  let node = links[at + PARENT];
  setParent(memory, tree, sibling, node);
  replaceChild(memory, tree, node, gone, sibling);
  giveFree(memory, tree + 1, gone);
  while (node >= 0 && touches(memory, node, leaf)) {
    links[node * linkStride + MASS]--;
    const changed = unite(memory, node);
    node = links[node * linkStride + PARENT];
    if (!changed) break;
  }
  lighten(memory, node);
}

/** Lowers the masses from a node up to the root. */
function lighten({ links, linkStride }: CutMemory, from: number): void {
  for (let node = from; node >= 0; node = links[node * linkStride + PARENT]) links[node * linkStride + MASS]--;
}

/** Whether the point of a leaf lies on the border of the box of a node. */
function touches({ values, valueStride, dimensions }: CutMemory, node: number, leaf: number): boolean {
  const from = leaf * valueStride + LOW;
  const low = node * valueStride + LOW;
  for (let k = 0; k < dimensions; k++) {
    const value = values[from + k];
    if (value === values[low + k] || value === values[low + dimensions + k]) return true;
  }
  return false;
}

/** Makes the box of a node the union of its children's; whether it changed. */
function unite({ links, values, linkStride, valueStride, dimensions }: CutMemory, node: number): boolean {
  const a = links[node * linkStride + LEFT] * valueStride + LOW;
  const b = links[node * linkStride + RIGHT] * valueStride + LOW;
  const own = node * valueStride + LOW;
  let changed = false;
  for (let k = 0; k < 2 * dimensions; k++) {
    const pick = k < dimensions ? Math.min : Math.max;
    const value = pick(values[a + k], values[b + k]);
    if (value !== values[own + k]) changed = true;
    values[own + k] = value;
  }
  return changed;
}

/**
 * Walks down from the root. At every node a cut of the box stretched to the new point is drawn: one that falls between
 * point and box ends the walk there, another leaves the node's own cut as it is. Nothing is drawn inside the box.
 * @returns the displacement of the new leaf, gathered on the way.
 */
function attach(memory: CutMemory, tree: number, leaf: number, random: Random): number {
  const { size, point, dimensions, roots, above, links, values, linkStride, valueStride } = memory;
  let largest = 0;
  let massAbove = 0;
  let node = roots[tree];
  if (node < 0) {
    roots[tree] = leaf;
    above[tree * size + leaf] = -1;
    return 0;
  }
  for (;;) {
    const at = node * linkStride;
    const low = node * valueStride + LOW;
    const high = low + dimensions;
    const mass = links[at + MASS] + 1;
    largest = Math.max(largest, (massAbove - mass) / mass);
    let outside = false;
    let span = 0;
    for (let k = 0; k < dimensions; k++) {
      const beyond = Math.max(0, values[low + k] - point[k], point[k] - values[high + k]);
      if (beyond > 0) outside = true;
      span += values[high + k] - values[low + k] + beyond;
    }
    if (outside) {
      let rest = random.uniform() * span;
      let axis = 0;
      for (let k = 0; k < dimensions; k++) {
        const side = Math.max(point[k], values[high + k]) - Math.min(point[k], values[low + k]);
        if (side === 0) continue;
        axis = k;
        if (rest < side) break;
        rest -= side;
      }
      const value = point[axis];
      const least = Math.min(values[low + axis], value);
      let cut = least + rest;
      if (!(cut < Math.max(values[high + axis], value))) cut = least;
      const before = value < values[low + axis] && cut < values[low + axis];
      const fresh = before || (value > values[high + axis] && cut >= values[high + axis]);
      const to = fresh ? takeFree(memory, tree + 1) : node;
      for (let k = 0; k < dimensions; k++) {
        values[to * valueStride + LOW + k] = Math.min(values[low + k], point[k]);
        values[to * valueStride + LOW + dimensions + k] = Math.max(values[high + k], point[k]);
      }
      if (fresh) {
        const parent = node < size ? above[tree * size + node] : links[at + PARENT];
        links.set([parent, before ? leaf : node, before ? node : leaf, axis, mass], to * linkStride);
        values[to * valueStride + CUT] = cut;
        setParent(memory, tree, leaf, to);
        setParent(memory, tree, node, to);
        replaceChild(memory, tree, parent, node, to);
        return Math.max(largest, mass - 1);
      }
    }
    links[at + MASS] = mass;
    massAbove = mass;
    node = childOf(memory, node);
  }
}

/** Raises the masses above a leaf whose own has risen; its displacement. */
function addTwin({ size, above, links, linkStride }: CutMemory, tree: number, leaf: number): number {
  let largest = 0;
  let inside = links[leaf * linkStride + MASS];
  for (let node = above[tree * size + leaf]; node >= 0; node = links[node * linkStride + PARENT]) {
    const mass = ++links[node * linkStride + MASS];
    largest = Math.max(largest, (mass - inside) / inside);
    inside = mass;
  }
  return largest;
}

/** The leaf of a point equal to the new one, by the cuts of the first tree; -1 if there is none. */
function findEqual(memory: CutMemory): number {
  const { size, roots, point, values, valueStride } = memory;
  let node = roots[0];
  while (node >= size) node = childOf(memory, node);
  return node >= 0 && point.every((value, k) => value === values[node * valueStride + LOW + k]) ? node : -1;
}

/** The child on the new point's side of the cut. */
function childOf({ point, links, values, linkStride, valueStride }: CutMemory, node: number): number {
  const at = node * linkStride;
  return links[at + (point[links[at + AXIS]] <= values[node * valueStride + CUT] ? LEFT : RIGHT)];
}

function setParent({ size, above, links, linkStride }: CutMemory, tree: number, node: number, parent: number): void {
  if (node < size) above[tree * size + node] = parent;
  else links[node * linkStride + PARENT] = parent;
}

function replaceChild(memory: CutMemory, tree: number, parent: number, node: number, by: number): void {
  const { roots, links, linkStride } = memory;
  const at = parent * linkStride;
  if (parent < 0) roots[tree] = by;
  else links[at + (links[at + LEFT] === node ? LEFT : RIGHT)] = by;
}

/** Takes a free node from a stack: 0 is that of the leaves, others belong to the trees. */
function takeFree({ size, free, freeCount }: CutMemory, stack: number): number {
  return free[stack * size + --freeCount[stack]];
}

function giveFree({ size, free, freeCount }: CutMemory, stack: number, node: number): void {
  free[stack * size + freeCount[stack]++] = node;
}
