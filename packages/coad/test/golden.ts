/** The layout of the golden training steps. */
import type { Params } from './naive.ts';

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
