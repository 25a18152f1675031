/** From anomaly scores to decisions: thresholds at a false-alarm rate, p-values, events, silences. */

export { conformalPValues, quantileThreshold } from './conformal.ts';
export type { DspotOptions } from './dspot.ts';
export { Dspot } from './dspot.ts';
export type { EventOptions, ScoreEvent } from './events.ts';
export { toEvents } from './events.ts';
export type { GeneralizedPareto, GeneralizedParetoOptions } from './generalized-pareto.ts';
export { fitGeneralizedPareto } from './generalized-pareto.ts';
export type { Silence, SilenceOptions } from './silences.ts';
export { findSilences } from './silences.ts';
export type { Decision, SpotOptions } from './spot.ts';
export { Spot } from './spot.ts';
