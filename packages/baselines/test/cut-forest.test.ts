import { createRandom, type Random } from '@tsad/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AXIS, type CutForest, FIELDS, LEFT, MASS, PARENT, RIGHT } from '../src/cut-arrays.ts';
import { createForest, exchangePoint, removePoint } from '../src/cut-forest.ts';
import { RandomCutForest } from '../src/index.ts';
import * as naive from './naive.ts';
import { seasonal } from './series.ts';

const insertPoint = (forest: CutForest, point: Float64Array, random: Random): number =>
  exchangePoint(forest, -1, point, random);

/** Axis and cut of the root of every tree. */
function firstCuts(forest: CutForest, dimensions: number): { axis: number; cut: number }[] {
  const size = forest.leafMass.length;
  return Array.from(forest.root, (root, tree) => {
    const at = tree * size + root - size;
    return { axis: forest.inner[at * FIELDS + AXIS], cut: forest.box[(at + 1) * (2 * dimensions + 1) - 1] };
  });
}

/** Throws unless masses, boxes, cuts and links of every tree agree; returns the points per tree. */
function verify(forest: CutForest, dimensions: number): number {
  const size = forest.leafMass.length;
  const walk = (tree: number, node: number, above: number): { mass: number; low: number[]; high: number[] } => {
    if (node < size) {
      expect(forest.leafParent[tree * size + node]).toBe(above);
      const point = Array.from(forest.points.subarray(node * dimensions, (node + 1) * dimensions));
      return { mass: forest.leafMass[node], low: point, high: point };
    }
    const at = tree * size + node - size;
    const fields = forest.inner.subarray(at * FIELDS, (at + 1) * FIELDS);
    const box = Array.from(forest.box.subarray(at * (2 * dimensions + 1), (at + 1) * (2 * dimensions + 1)));
    const cut = box.pop();
    expect(fields[PARENT]).toBe(above);
    const left = walk(tree, fields[LEFT], node);
    const right = walk(tree, fields[RIGHT], node);
    expect(left.high[fields[AXIS]]).toBeLessThanOrEqual(cut!);
    expect(right.low[fields[AXIS]]).toBeGreaterThan(cut!);
    const low = left.low.map((value, k) => Math.min(value, right.low[k]));
    const high = left.high.map((value, k) => Math.max(value, right.high[k]));
    expect(box).toEqual([...low, ...high]);
    expect(fields[MASS]).toBe(left.mass + right.mass);
    return { mass: left.mass + right.mass, low, high };
  };
  const masses = Array.from(forest.root, (root, tree) => (root < 0 ? 0 : walk(tree, root, -1).mass));
  expect(new Set(masses).size).toBe(1);
  return masses[0];
}

describe('a forest of random cuts', () => {
  it('keeps masses, tight boxes, separating cuts and links through any inserts and removals', () => {
    const step = fc.record({ remove: fc.nat(), x: fc.integer({ min: 0, max: 4 }), y: fc.integer({ min: 0, max: 3 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer(), (steps, seed) => {
        const forest = createForest(3, 8, 2);
        const random = createRandom(seed);
        const held: number[] = [];
        for (const { remove, x, y } of steps) {
          const full = held.length === 8;
          const gone = full || (held.length > 0 && remove % 3 > 0) ? held.splice(remove % held.length, 1)[0] : -1;
          if (gone >= 0 && remove % 3 === 1) removePoint(forest, gone, 2);
          else held.push(exchangePoint(forest, gone, Float64Array.of(x, y), random));
          expect(verify(forest, 2)).toBe(held.length);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('draws the first cut of a set in proportion to its gaps, however the set came about', () => {
    // The points 0, 1 and 4: a cut separates 0 with probability 1/4.
    const trees = 8_000;
    const ways: number[][] = [
      [0, 1, 4],
      [4, 1, 0],
      [1, 4, 0],
      [2, 0, 7, 4, -3, 1],
    ];
    for (const [seed, way] of ways.entries()) {
      const forest = createForest(trees, 8, 1);
      const random = createRandom(seed);
      const leaves = new Map(way.map((value) => [value, insertPoint(forest, Float64Array.of(value), random)]));
      for (const [value, leaf] of leaves) if (![0, 1, 4].includes(value)) removePoint(forest, leaf, 1);
      const share = firstCuts(forest, 1).filter(({ cut }) => cut < 1).length / trees;
      expect(Math.abs(share - 1 / 4)).toBeLessThan(4 * Math.sqrt((1 / 4) * (3 / 4) * (1 / trees)));
    }
  });

  it('chooses the side of a plane set in proportion to its length', () => {
    const forest = createForest(8_000, 8, 2);
    const random = createRandom(9);
    for (const [x, y] of [
      [0, 0],
      [3, 0.5],
      [1, 1],
    ]) {
      insertPoint(forest, Float64Array.of(x, y), random);
    }
    const share = firstCuts(forest, 2).filter(({ axis }) => axis === 1).length / 8_000;
    expect(Math.abs(share - 1 / 4)).toBeLessThan(4 * Math.sqrt(3 / 16 / 8_000));
  });

  it('displaces most what stands apart', () => {
    const forest = createForest(50, 64, 1);
    const random = createRandom(1);
    for (let i = 0; i < 40; i++) insertPoint(forest, Float64Array.of(i % 10), random);
    const usual = forest.displaced;
    insertPoint(forest, Float64Array.of(100), random);
    expect(forest.displaced).toBeGreaterThan(3 * usual);
  });
});

describe('RandomCutForest', () => {
  it.each([
    { shingle: 1, round: 100 },
    { shingle: 3, round: 100 },
    { shingle: 2, round: 1 },
  ])('scores as trees of objects with the same draws: %o', ({ shingle, round }) => {
    const [trees, size, seed] = [3, 16, 6];
    const values = seasonal(120, 2).map((value) => Math.round(value * round) / round);
    const random = createRandom(seed);
    const forest: (naive.Tree | undefined)[] = new Array(trees).fill(undefined);
    const expected = Array.from(values, (_, t) => {
      if (t < shingle - 1) return Number.NaN;
      const window = (end: number): number[] => Array.from(values.subarray(end - shingle + 1, end + 1));
      const old = t - size;
      let sum = 0;
      for (let i = 0; i < trees; i++) {
        let tree = forest[i];
        if (tree && old >= shingle - 1) tree = naive.removeFrom(tree, window(old));
        tree = naive.insertInto(tree, window(t), random);
        forest[i] = tree;
        sum += naive.displacement(tree, window(t));
      }
      return t < shingle - 1 + size / 4 ? Number.NaN : sum / trees;
    });
    const scores = new RandomCutForest({ trees, size, shingle, seed }).score(values);
    expect(scores).toBeAllclose(expected);
  });

  it('does not see a scale that is a power of two, nor the past beyond its sample', () => {
    const values = seasonal(400, 3);
    const detector = new RandomCutForest({ size: 32, trees: 5 });
    const scaled = detector.score(values.map((value) => value * 1024));
    expect(Array.from(scaled)).toEqual(Array.from(detector.score(values)));
    expect(Math.max(...detector.score(values).subarray(9))).toBeLessThanOrEqual(31);
  });

  it('has scores of another seed that agree on what is odd', () => {
    const values = seasonal(400, 4);
    values[350] += 30;
    for (const seed of [1, 2, 3]) {
      const scores = new RandomCutForest({ seed, shingle: 1 }).score(values).subarray(100);
      expect(scores.indexOf(Math.max(...scores))).toBe(250);
    }
  });
});
