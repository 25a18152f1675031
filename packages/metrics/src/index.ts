/** Every score of an anomaly score: threshold-free, at the best threshold, at a given prediction, and over many series. */

export type { AucPrOptions, CurveRule } from './auc-pr.ts';
export { aucPr } from './auc-pr.ts';
export { aucRoc } from './auc-roc.ts';
export type { BestF1Options, OperatingPoint, Protocol } from './best-f1.ts';
export { bestF1, bestThreshold } from './best-f1.ts';
export type { EventRange, Labels, Mode, Scores } from './input.ts';
export type { RangeAuc, RangeAucOptions, VusOptions } from './vus.ts';
export { rangeAuc, vus } from './vus.ts';
export type { VusKind } from './vus-kernel.ts';
