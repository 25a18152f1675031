/** CoAD: a classifier and a masked reconstruction that guide each other, trained without a native install. */

export type { CoADAnalysis } from './analysis.ts';
export type { CausalCoADOptions } from './causal-coad.ts';
export { CausalCoAD } from './causal-coad.ts';
export type { CoADFitOptions, CoADScoreOptions } from './coad.ts';
export { CoAD } from './coad.ts';
export type { DistortionKind } from './distort.ts';
export type { FusionKind } from './fusion.ts';
export type { MaskMode } from './masked.ts';
export type { CoADOptions, NetworkOptions, Preset, ResolvedCoAD } from './options.ts';
export type { ScoreParts, Scoring } from './point-score.ts';
export type { PoolFactory } from './pool.ts';
export { serveCoAD, webWorkers } from './pool.ts';
export type { Predictor, PredictorFactory, WindowAnswers } from './predictor.ts';
export type { CoADProgress, EpochLosses, Losses } from './train.ts';
