/** CoAD's networks in ops of a TensorFlow.js that the caller brings: to train and score on its backends, and as a check of ours. */

export type { TfjsNamespace } from '@tsad/nn/tfjs';
export type { TfjsBackend } from './tfjs/backend.ts';
export { tfjsBackend } from './tfjs/backend.ts';
