/** Light online anomaly detection by robust projection (RPE), for one series or several channels. */

export type { RpeDiagnostics } from './diagnostics.ts';
export type { Centring, ResolvedOptions, RpeOptions, Scoring } from './options.ts';
export { Rpe } from './rpe.ts';
