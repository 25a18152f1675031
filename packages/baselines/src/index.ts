/** Classical anomaly detectors for time series: strong, simple rivals, and the first thing to try. */

export type { AutoRegressionOptions } from './auto-regression.ts';
export { AutoRegression } from './auto-regression.ts';
export type { IidOptions } from './iid.ts';
export { Iid } from './iid.ts';
export type { KMeansADOptions } from './k-means-ad.ts';
export { KMeansAD } from './k-means-ad.ts';
export type { LocalLevelOptions } from './local-level.ts';
export { LocalLevel } from './local-level.ts';
export type { RandomCutForestOptions } from './random-cut-forest.ts';
export { RandomCutForest } from './random-cut-forest.ts';
export type { SpectralResidualDetectorOptions } from './spectral-residual.ts';
export { SpectralResidual } from './spectral-residual.ts';
export type { SubPcaOptions } from './sub-pca.ts';
export { SubPca } from './sub-pca.ts';
