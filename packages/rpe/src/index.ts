/** Light online anomaly detection by robust projection (RPE), for one series or several channels. */

export type { Combination } from './combine.ts';
export type { RpeDiagnostics } from './diagnostics.ts';
export type { MultiRpeOptions, ResolvedMultiOptions } from './multi-rpe.ts';
export { MultiRpe } from './multi-rpe.ts';
export type { Centring, ResolvedOptions, RpeOptions, Scoring } from './options.ts';
export { Rpe } from './rpe.ts';
