import { createRandom } from '@tsad/core';
import { createEngine } from '@tsad/nn';
import { describe, expect, it } from 'vitest';
import { Batches } from '../src/batches.ts';
import { CoadNetwork } from '../src/network.ts';
import { type CoADOptions, resolveCoAD } from '../src/options.ts';
import { gradients, loss, type NaiveOptions, type Params, type Tensor } from './naive.ts';

const PATCH = 4;
const BASE: CoADOptions = {
  preset: 'official',
  patch: PATCH,
  hidden: 2,
  layers: 1,
  reconstructionHidden: 2,
  reconstructionLayers: 1,
  dropout: 0,
  batch: 2,
};

const nested = (shape: readonly number[], data: ArrayLike<number>, at = 0): Tensor => {
  const [count, ...rest] = shape;
  const size = rest.reduce((product, extent) => product * extent, 1);
  return Array.from({ length: count }, (_, i) =>
    rest.length === 0 ? data[at + i] : nested(rest, data, at + i * size),
  );
};
const flat = (tensor: Tensor): number[] => (typeof tensor === 'number' ? [tensor] : tensor.flatMap(flat));
const rowsOf = (values: Float32Array, rows: number): number[][] =>
  Array.from({ length: rows }, (_, i) =>
    Array.from(values.subarray((i * values.length) / rows, ((i + 1) * values.length) / rows)),
  );

/** Loss and gradients of the network and of the naive twin on one batch. */
async function compare(options: CoADOptions, points: number): Promise<void> {
  const resolved = resolveCoAD('test', { ...BASE, ...options });
  const train = Float64Array.from({ length: 60 }, (_, t) => 0.5 + 0.4 * Math.sin(t / 2) + 0.1 * Math.sin(t * t));
  const geometry = { period: 8, factor: 1, window: points, stride: 8, trainWindow: points };
  const { rows, arrays, values } = new Batches(train, geometry, resolved, createRandom(3)).at(0);
  // The twin needs the labels of points; batches of steps hold them.
  const steps = resolveCoAD('test', { ...BASE, ...options, granularity: 'step', residual: false });
  const marks = new Batches(train, geometry, steps, createRandom(3)).at(0).arrays.labels;
  const engine = await createEngine();
  const net = new CoadNetwork(engine, resolved);
  const [total, classification, reconstruction] = net.step({
    index: 0,
    rows,
    totalRows: rows,
    seed: 1,
    arrays,
    values,
  });
  const params: Params = Object.fromEntries(
    net.parameters.map(({ name, value }) => [name, nested(value.shape, value.toArray())]),
  );
  const naive = resolved as unknown as NaiveOptions;
  const twin = { ...naive, separate: resolved.encoders === 'separate' };
  const totalOf = (p: Params): number =>
    loss(p, rowsOf(arrays.x, rows), rowsOf(arrays.clean, rows), rowsOf(marks, rows), twin).total;
  const wanted = loss(params, rowsOf(arrays.x, rows), rowsOf(arrays.clean, rows), rowsOf(marks, rows), twin);
  expect(classification).toBeCloseTo(wanted.classify, 5);
  expect(reconstruction).toBeCloseTo(wanted.reconstruction, 5);
  expect(total).toBeCloseTo(wanted.total, 4);
  const slopes = gradients(params, totalOf, 3);
  for (const { name, gradient } of net.parameters) {
    const varied = flat(slopes[name])
      .map((slope, i) => ({ slope, i }))
      .filter(({ slope }) => !Number.isNaN(slope));
    const got = gradient.toArray();
    expect(
      varied.map(({ i }) => got[i]),
      name,
    ).toBeAllclose(
      varied.map(({ slope }) => slope),
      { rtol: 2e-4, atol: 2e-5 },
    );
  }
  engine.dispose();
}

describe('loss and gradients of every variant equal the naive twin', () => {
  it.each<[string, CoADOptions]>([
    ['as released', {}],
    ['features shared', { sharedPass: true }],
    ['separate encoders', { encoders: 'separate' }],
    ['time alone', { domains: 'time' }],
    ['frequency alone', { domains: 'frequency' }],
    ['no residual', { residual: false }],
    ['mean of decisions', { fusion: 'mean' }],
    ['features added', { fusion: 'add' }],
    ['features gated', { fusion: 'gate' }],
    ['steps', { granularity: 'step' }],
    ['windows', { granularity: 'window' }],
    ['classifier alone', { networks: 'detection' }],
    ['classifier alone, time', { networks: 'detection', domains: 'time' }],
    ['grating masks', { mask: 'grating' }],
    ['masked autoencoder, grating', { networks: 'reconstruction', mask: 'grating' }],
  ])('%s', async (_title, options) => compare(options, 16));

  // Of two patches one is hidden and then the other: the draw makes no difference.
  it.each<[string, CoADOptions]>([
    ['hard masks', { mask: 'hard' }],
    ['masked autoencoder, random', { networks: 'reconstruction', mask: 'random' }],
  ])('%s', async (_title, options) => compare(options, 8));
});
