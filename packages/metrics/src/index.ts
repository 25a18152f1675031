/** Every score of an anomaly score: threshold-free, at the best threshold, at a given prediction, and over many series. */

export type { AucPrOptions, CurveRule } from './auc-pr.ts';
export { aucPr } from './auc-pr.ts';
export { aucRoc } from './auc-roc.ts';
export type { BestF1Options, OperatingPoint, Protocol } from './best-f1.ts';
export { bestF1, bestThreshold } from './best-f1.ts';
export type { EventRange, Labels, Mode, Scores } from './input.ts';
export type { BootstrapMethod, BootstrapOptions, BootstrapResult } from './statistics/bootstrap.ts';
export { bootstrapInterval } from './statistics/bootstrap.ts';
export type { PairedEffectSizes } from './statistics/effect-size.ts';
export { pairedEffectSizes } from './statistics/effect-size.ts';
export type { FriedmanResult, TableOptions } from './statistics/friedman.ts';
export { friedman } from './statistics/friedman.ts';
export { holm } from './statistics/holm.ts';
export type { ScoreTable } from './statistics/input.ts';
export type { Interval } from './statistics/interval.ts';
export type { NemenyiOptions, NemenyiResult } from './statistics/nemenyi.ts';
export { criticalDifference, nemenyi } from './statistics/nemenyi.ts';
export type { RankGroupsOptions, RankGroupsResult } from './statistics/rank-groups.ts';
export { rankGroups } from './statistics/rank-groups.ts';
export type { ZeroRule } from './statistics/signed-ranks.ts';
export type { Alternative, WilcoxonOptions, WilcoxonResult } from './statistics/wilcoxon.ts';
export { wilcoxonSignedRank } from './statistics/wilcoxon.ts';
export { wilsonInterval } from './statistics/wilson.ts';
export type { RangeAuc, RangeAucOptions, VusOptions } from './vus.ts';
export { rangeAuc, vus } from './vus.ts';
export type { VusKind } from './vus-kernel.ts';
