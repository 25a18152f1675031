/** Flat, row-major Float64Array linear algebra for time series. */

export { cholesky, factorCholesky, solveCholesky, substituteCholesky } from './cholesky.ts';
export { accumulateHankelGram, hankelGram, updateGram } from './hankel-gram.ts';
export type { RobustProjection, RobustProjectionOptions } from './robust-projection.ts';
export { excludedRows, robustProjection } from './robust-projection.ts';
export { fittedValue, keptLeverage } from './robust-projection-factor.ts';
export { residualsInto, robustProjectionInto } from './robust-projection-kernel.ts';
export type { RobustWorkspace } from './robust-workspace.ts';
export { createRobustWorkspace, setBasis } from './robust-workspace.ts';
export type { RankRule, Subspace, SubspaceMethod, SubspaceOptions } from './subspace.ts';
export { coherence, estimateSubspace, leadingSubspace } from './subspace.ts';
export type { Svd } from './svd.ts';
export { svd } from './svd.ts';
export type { SymmetricEigen } from './symmetric-eigen.ts';
export { symmetricEigen } from './symmetric-eigen.ts';
