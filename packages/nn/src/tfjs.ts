/** The layers of this package in ops of a TensorFlow.js that the caller brings, with the same names and the same numbers. */

export type { TfConvolutionOptions } from './tfjs/convolution.ts';
export { conv2d, convTranspose2d } from './tfjs/convolution.ts';
export type { NormaliseOptions } from './tfjs/dense.ts';
export { linear, normalise } from './tfjs/dense.ts';
export type { Differentiated, NamedArray } from './tfjs/differentiate.ts';
export { differentiate, differentiateParameters } from './tfjs/differentiate.ts';
export type { TfGruOptions } from './tfjs/gru.ts';
export { gru } from './tfjs/gru.ts';
export { crossEntropySum } from './tfjs/loss.ts';
export { readAndDispose, splitFirst, unstackFirst } from './tfjs/ops.ts';
export type { Tfjs, TfjsNamespace, TfTensor, TfWeights } from './tfjs/types.ts';
export { useTfjs } from './tfjs/types.ts';
export { disposeWeights, uploadWeights, weightsUnder } from './tfjs/weights.ts';
