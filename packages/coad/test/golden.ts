/** The layout of the golden training steps. */
import type { Tensor as CoreTensor, JsonObject } from '@tsad/core';
import type { Block } from '@tsad/nn';
import { type CoADOptions, type ResolvedCoAD, resolveCoAD } from '../src/options.ts';
import type { Params, Tensor } from './naive.ts';

export interface ForwardGolden {
  H: number;
  layers: number;
  T: number;
  P: number;
  N: number;
  params: Params;
  grads: Params;
  x: number[][];
  x_distorted: number[][];
  label_points: number[][];
  batch4: number[][];
  patch_labels: number[][];
  A: number[][];
  X_r: number[][];
  A_c: number[][];
  loss: Record<'bce_ensemble' | 'bce_residual' | 'classify' | 'recon_balanced' | 'total', number>;
  predict_on_x_distorted: { A_c_points: number[][]; X_r_second_pass: number[][] };
  adam: { lr: number; steps: number; losses_before_each_step: number[][]; params_after: Params };
}

/** The numbers of nested arrays. */
export const flat = (tensor: Tensor): number[] => (typeof tensor === 'number' ? [tensor] : tensor.flatMap(flat));
const shapeOf = (tensor: Tensor): number[] =>
  typeof tensor === 'number' ? [] : [tensor.length, ...shapeOf(tensor[0])];
/** Golden parameters as tensors. */
export const coreTensors = (params: Params): Record<string, CoreTensor> =>
  Object.fromEntries(
    Object.entries(params).map(([name, t]) => [name, { shape: shapeOf(t), data: Float32Array.from(flat(t)) }]),
  );

/** The golden batch as a block. */
export function blockOf(g: ForwardGolden): Block {
  const labels = Float32Array.from(g.patch_labels.flat());
  const labelled = labels.reduce((sum, label) => sum + label, 0) * g.P;
  return {
    index: 0,
    rows: 4,
    totalRows: 4,
    seed: 1,
    arrays: {
      x: Float32Array.from(g.batch4.flat()),
      clean: Float32Array.from([...g.x, ...g.x].flat()),
      labels,
      marks: labels,
    },
    values: { labelled, unlabelled: 4 * g.T - labelled },
  };
}

/** The options of the golden network. */
export const optionsOf = (g: ForwardGolden, more: CoADOptions = {}): ResolvedCoAD =>
  resolveCoAD('test', {
    preset: 'official',
    hidden: g.H,
    layers: g.layers,
    reconstructionHidden: g.H,
    reconstructionLayers: g.layers,
    dropout: 0,
    ...more,
  });

/** Options as a pool takes them. */
export const configOf = (options: ResolvedCoAD): JsonObject => options as unknown as JsonObject;
