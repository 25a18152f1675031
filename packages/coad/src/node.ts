/** Training on worker threads, for Node. */

export type { ThreadOptions } from './node/threads.ts';
export { threads } from './node/threads.ts';
