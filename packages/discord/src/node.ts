/** Joins on worker threads, for Node. */

export type { JoinPoolOptions } from './node/join-pool.ts';
export { createJoinPool } from './node/join-pool.ts';
export type { JoinPool, JoinRun } from './pool.ts';
