/** A float32 training engine on WebAssembly SIMD: layers with explicit forward and backward passes, losses, optimisers. */

export type { LeakyReluOptions } from './activation.ts';
export { LeakyRelu, Relu, Selu, Sigmoid, Tanh } from './activation.ts';
export type { PairPass } from './arithmetic.ts';
export { add, addInto, maximum, multiply, scale, sigmoid, subtract } from './arithmetic.ts';
export { concatenate, split, swapAxes } from './arrange.ts';
export type { BatchNormOptions } from './batch-norm.ts';
export { BatchNorm } from './batch-norm.ts';
export type { DropoutOptions } from './dropout.ts';
export { Dropout } from './dropout.ts';
export type { Engine, EngineOptions } from './engine.ts';
export { createEngine } from './engine.ts';
export type { Init } from './init.ts';
export type { Buffer, ForwardOptions, Layer, Parameter, Wanted } from './layer.ts';
export { Pass } from './layer.ts';
export type { LinearOptions } from './linear.ts';
export { Linear } from './linear.ts';
export type { CrossEntropyOptions, Loss, LossOptions, SquaredErrorOptions } from './loss.ts';
export { binaryCrossEntropy, meanSquaredError } from './loss.ts';
export type { AdamOptions, OptimiserSnapshot } from './optimiser.ts';
export { Adam, AdamW } from './optimiser.ts';
export type { CosineOptions, OneCycleOptions, Schedule, StepDecayOptions } from './schedule.ts';
export { cosine, oneCycle, stepDecay } from './schedule.ts';
export type { Weighted } from './sequential.ts';
export { collect, Sequential } from './sequential.ts';
export type { Tensor } from './tensor.ts';
export { decodeWeights, encodeWeights, loadWeights, weightsOf } from './weights.ts';
