/** Checkpoints: a training that was interrupted, as data. */
import { checkSnapshot, type JsonObject, nestedTensors, nestTensors, type Snapshot, SnapshotError } from '@tsad/core';
import { type Adam, loadWeights, type Parameter, weightsOf } from '@tsad/nn';
import type { ResolvedCoAD } from './options.ts';
import type { EpochLosses, TrainingState } from './train.ts';

const KIND = 'coad-checkpoint';
const VERSION = 1;

/** What a checkpoint belongs to: it continues only with the same options and the same train part. */
export interface Belonging {
  options: ResolvedCoAD;
  /** Digest of the scaled train part. */
  digest: string;
}

/** Writes the state of a training; O(weights). */
export function writeCheckpoint(
  { options, digest }: Belonging,
  state: TrainingState,
  parameters: readonly Parameter[],
  optimiser: Adam,
): Snapshot {
  const { step, learningRate, tensors: moments } = optimiser.snapshot();
  const weights = weightsOf({ parameters, buffers: [] });
  const tensors = { ...nestTensors('weights.', weights), ...nestTensors('adam.', moments) };
  const meta = {
    options: options as unknown as JsonObject,
    digest,
    state: { step: state.step, sums: [...state.sums], history: state.history as unknown as JsonObject[] },
    adam: { step, learningRate },
  };
  return { kind: KIND, version: VERSION, meta, tensors };
}

/**
 * Continues where a checkpoint was taken: fills the parameters and the optimiser.
 * @returns the state of the training.
 * @throws SnapshotError for another kind, other options, another train part, or missing parts.
 */
export function readCheckpoint(
  where: string,
  checkpoint: Snapshot,
  { options, digest }: Belonging,
  parameters: readonly Parameter[],
  optimiser: Adam,
): TrainingState {
  checkSnapshot(where, checkpoint, KIND, VERSION);
  const { meta, tensors } = checkpoint;
  if (JSON.stringify(meta.options) !== JSON.stringify(options)) {
    throw new SnapshotError(`${where}: the checkpoint was made with other options; resume with the same`);
  }
  if (meta.digest !== digest) {
    throw new SnapshotError(`${where}: the checkpoint was made on another train part; resume with the same`);
  }
  const { step, sums, history } = (meta.state ?? {}) as unknown as TrainingState;
  const adam = (meta.adam ?? {}) as { step: number; learningRate: number };
  if (!Number.isSafeInteger(step) || !Array.isArray(sums) || !Array.isArray(history)) {
    throw new SnapshotError(`${where}: the checkpoint is damaged, its state is missing`);
  }
  loadWeights({ parameters, buffers: [] }, nestedTensors('weights.', tensors));
  optimiser.restore({ step: adam.step, learningRate: adam.learningRate, tensors: nestedTensors('adam.', tensors) });
  return { step, sums: [...sums], history: history.map((epoch: EpochLosses) => ({ ...epoch })) };
}

/** A digest of a series: FNV-1a over its bytes, with its length. O(n). */
export function digestOf(values: Float64Array): string {
  let hash = 0x811c9dc5;
  for (const byte of new Uint8Array(values.buffer, values.byteOffset, values.byteLength)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return `${values.length}-${(hash >>> 0).toString(16)}`;
}
