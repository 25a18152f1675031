/** Classical anomaly detectors for time series: strong, simple rivals, and the first thing to try. */

export type { AutoRegressionOptions } from './auto-regression.ts';
export { AutoRegression } from './auto-regression.ts';
export type { IidOptions } from './iid.ts';
export { Iid } from './iid.ts';
export type { IsolationForestOptions } from './isolation-forest.ts';
export { IsolationForest } from './isolation-forest.ts';
export type { KMeansADOptions } from './k-means-ad.ts';
export { KMeansAD } from './k-means-ad.ts';
export type { KShapeADOptions } from './k-shape-ad.ts';
export { KShapeAD } from './k-shape-ad.ts';
export type { KernelDensityOptions } from './kernel-density.ts';
export { KernelDensity } from './kernel-density.ts';
export type { LocalLevelOptions } from './local-level.ts';
export { LocalLevel } from './local-level.ts';
export type { NearestNeighbourOptions } from './nearest-neighbour.ts';
export { NearestNeighbour } from './nearest-neighbour.ts';
export type { NeighbourRule } from './neighbour-model.ts';
export type { RandomCutForestOptions } from './random-cut-forest.ts';
export { RandomCutForest } from './random-cut-forest.ts';
export type { SpectralResidualDetectorOptions } from './spectral-residual.ts';
export { SpectralResidual } from './spectral-residual.ts';
export type { SubKnnOptions } from './sub-knn.ts';
export { SubKnn } from './sub-knn.ts';
export type { SubLofOptions } from './sub-lof.ts';
export { SubLof } from './sub-lof.ts';
export type { SubPcaOptions } from './sub-pca.ts';
export { SubPca } from './sub-pca.ts';
