/** Nearest-neighbour detectors: exact joins of windows, the matrix profile, and DAMP. */

export type { CausalSoftDiscordOptions } from './causal-soft-discord.ts';
export { CausalSoftDiscord } from './causal-soft-discord.ts';
export type { DampOptions, DampProfile, Discord } from './damp.ts';
export { Damp } from './damp.ts';
export type { JoinResult, SelfJoinResult } from './join.ts';
export { abJoin, leftJoin, selfJoin } from './join.ts';
export type { JoinMeasure, JoinOptions } from './join-options.ts';
export type { MatrixProfileJoin, MatrixProfileOptions, ScoreOptions } from './matrix-profile.ts';
export { MatrixProfile } from './matrix-profile.ts';
export type { Neighbours } from './neighbours.ts';
export type { PointRule } from './point-score.ts';
export type { JoinPool, JoinRun } from './pool.ts';
export type { SoftDiscordAnalysis, SoftDiscordContribution, SoftDiscordExplanation } from './soft/analysis.ts';
export type { ChannelKind } from './soft/channels.ts';
export type { SoftDiscordOptions } from './soft/options.ts';
export type { ShapeScaling } from './soft/shapes.ts';
export { SoftDiscord } from './soft-discord.ts';
export type { WebJoinPoolOptions } from './web-pool.ts';
export { createWebJoinPool } from './web-pool.ts';
export type { JoinDistance } from './windows.ts';
