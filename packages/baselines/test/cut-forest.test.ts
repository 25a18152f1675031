import { createRandom } from '@tsad/core';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CutForest } from '../src/cut-forest.ts';
import { createCutKernels, plainKernels } from '../src/cut-kernels.ts';
import { AXIS, CUT, LEFT, LOW, MASS, PARENT, RIGHT } from '../src/cut-memory.ts';
import { RandomCutForest } from '../src/index.ts';
import * as naive from './naive.ts';
import { seasonal } from './series.ts';

/** A forest in WebAssembly, or in plain JavaScript. */
function plant(trees: number, size: number, dimensions: number, seed: number, plain = false): CutForest {
  const shape = { trees, size, dimensions };
  return new CutForest(shape, createRandom(seed), plain ? plainKernels : createCutKernels);
}

function exchange(forest: CutForest, gone: number, ...point: number[]): number {
  forest.point.set(point);
  return forest.exchange(gone);
}

/** Axis and cut of the root of every tree. */
function firstCuts({ kernels }: CutForest): { axis: number; cut: number }[] {
  const { roots, links, values, linkStride, valueStride } = kernels.memory;
  return Array.from(roots, (root) => ({
    axis: links[root * linkStride + AXIS],
    cut: values[root * valueStride + CUT],
  }));
}

/** Throws unless masses, boxes, cuts and links of every tree agree; returns the points per tree. */
function verify({ kernels }: CutForest): number {
  const { size, dimensions, links, values, linkStride, valueStride, roots, above } = kernels.memory;
  const walk = (tree: number, node: number, parent: number): { mass: number; low: number[]; high: number[] } => {
    const fields = links.subarray(node * linkStride, (node + 1) * linkStride);
    const box = Array.from(values.subarray(node * valueStride + LOW, (node + 1) * valueStride));
    const low = box.slice(0, dimensions);
    const high = box.slice(dimensions);
    if (node < size) {
      expect(above[tree * size + node]).toBe(parent);
      expect(low).toEqual(high);
      return { mass: fields[MASS], low, high };
    }
    expect(Math.floor(node / size)).toBe(tree + 1);
    const cut = values[node * valueStride + CUT];
    expect(fields[PARENT]).toBe(parent);
    const left = walk(tree, fields[LEFT], node);
    const right = walk(tree, fields[RIGHT], node);
    expect(left.high[fields[AXIS]]).toBeLessThanOrEqual(cut);
    expect(right.low[fields[AXIS]]).toBeGreaterThan(cut);
    expect(low).toEqual(left.low.map((value, k) => Math.min(value, right.low[k])));
    expect(high).toEqual(left.high.map((value, k) => Math.max(value, right.high[k])));
    expect(fields[MASS]).toBe(left.mass + right.mass);
    return { mass: fields[MASS], low, high };
  };
  const masses = Array.from(roots, (root, tree) => (root < 0 ? 0 : walk(tree, root, -1).mass));
  expect(new Set(masses).size).toBe(1);
  return masses[0];
}

describe('a forest of random cuts', () => {
  it('runs in WebAssembly here', () => {
    const { words } = plant(1, 8, 1, 0).kernels.memory;
    expect(words.buffer.byteLength % 65_536).toBe(0);
  });

  it.each([1, 2, 3])('keeps masses, tight boxes, separating cuts and links, in both ways alike: %i values', (d) => {
    const step = fc.record({ which: fc.nat(), drop: fc.boolean(), x: fc.nat({ max: 4 }), y: fc.nat({ max: 3 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer(), (steps, seed) => {
        const forest = plant(3, 8, d, seed);
        const plain = plant(3, 8, d, seed, true);
        const held: number[] = [];
        for (const { which, drop, x, y } of steps) {
          const full = held.length === 8;
          const gone = full || (drop && held.length > 0) ? held.splice(which % held.length, 1)[0] : -1;
          const point = [x, y, x - y].slice(0, d);
          held.push(exchange(forest, gone, ...point));
          expect(exchange(plain, gone, ...point)).toBe(held.at(-1));
          expect(plain.displaced).toBe(forest.displaced);
          expect(verify(forest)).toBe(held.length);
        }
        expect(plain.image).toEqual(forest.image);
      }),
      { numRuns: 60 },
    );
  });

  it('draws the first cut of a set in proportion to its gaps, however the set came about', () => {
    // The points 0, 1 and 4: a cut separates 0 with probability 1/4. Others come and go in between.
    const trees = 8_000;
    const ways: [number, number?][][] = [
      [[0], [1], [4]],
      [[4], [1], [0]],
      [[1], [4], [0]],
      [[2], [0], [7], [4, 2], [-3, 7], [1, -3]],
    ];
    for (const [seed, way] of ways.entries()) {
      const forest = plant(trees, 8, 1, seed);
      const leaves = new Map<number, number>();
      for (const [value, gone] of way) leaves.set(value, exchange(forest, leaves.get(gone ?? Number.NaN) ?? -1, value));
      const share = firstCuts(forest).filter(({ cut }) => cut < 1).length / trees;
      expect(Math.abs(share - 1 / 4)).toBeLessThan(4 * Math.sqrt((1 / 4) * (3 / 4) * (1 / trees)));
    }
  });

  it('chooses the side of a plane set in proportion to its length', () => {
    const forest = plant(8_000, 8, 2, 9);
    exchange(forest, -1, 0, 0);
    exchange(forest, -1, 3, 0.5);
    exchange(forest, -1, 1, 1);
    const share = firstCuts(forest).filter(({ axis }) => axis === 1).length / 8_000;
    expect(Math.abs(share - 1 / 4)).toBeLessThan(4 * Math.sqrt(3 / 16 / 8_000));
  });

  it('displaces most what stands apart', () => {
    const forest = plant(50, 64, 1, 1);
    for (let i = 0; i < 40; i++) exchange(forest, -1, i % 10);
    const usual = forest.displaced;
    exchange(forest, -1, 100);
    expect(forest.displaced).toBeGreaterThan(3 * usual);
  });
});

describe('RandomCutForest', () => {
  afterEach(() => vi.unstubAllGlobals());

  it.each([
    { shingle: 1, round: 100 },
    { shingle: 3, round: 100 },
    { shingle: 2, round: 1 },
    { shingle: 2, round: 100 },
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

  it.each([1, 2, 5])('gives the same bits where WebAssembly is forbidden: shingle %i', (shingle) => {
    const values = seasonal(700, 5);
    const scores = new RandomCutForest({ shingle, size: 64 }).score(values);
    const snapshot = new RandomCutForest({ shingle, size: 64 }).snapshot();
    vi.stubGlobal('WebAssembly', undefined);
    expect(new RandomCutForest({ shingle, size: 64 }).score(values)).toEqual(scores);
    expect(RandomCutForest.restore(snapshot).score(values)).toEqual(scores);
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
