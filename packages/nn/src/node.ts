/** Training on worker threads, for Node. */

export type { NodeReplicaPoolOptions } from './node/replica-pool.ts';
export { createReplicaPool } from './node/replica-pool.ts';
export type { ReplicaPool } from './parallel/pool.ts';
