/** CANCE's networks in ops of a TensorFlow.js that the caller brings: to train on its backends, and as a check of ours. */

export type { TfjsNamespace } from '@tsad/nn/tfjs';
export type { Learner } from './learner.ts';
export { tfjsLearner } from './tfjs/learner.ts';
