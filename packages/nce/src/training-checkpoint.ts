/** A training in the middle, as a snapshot. */
import {
  checkSnapshot,
  type JsonObject,
  type JsonValue,
  nestedTensors,
  nestTensors,
  type Snapshot,
  SnapshotError,
} from '@tsad/core';
import type { ResolvedAutoEncoder } from './auto-encoder-options.ts';
import type { TrainingState } from './train-auto-encoder.ts';
import type { EpochRecord } from './training.ts';

const KIND = 'auto-encoder-training';
const VERSION = 1;

/** The state of a training as data. */
export function packTraining(state: TrainingState, options: Readonly<ResolvedAutoEncoder>): Snapshot {
  const { stage, epoch, history, weights, best = {}, marks, optimiser } = state;
  return {
    kind: KIND,
    version: VERSION,
    meta: {
      options: options as unknown as JsonObject,
      stage,
      epoch,
      history: history as unknown as JsonValue,
      optimiser: { step: optimiser.step, learningRate: optimiser.learningRate },
    },
    tensors: {
      marks: { shape: [marks.length], data: marks },
      ...nestTensors('net/', weights),
      ...nestTensors('best/', best),
      ...nestTensors('optimiser/', optimiser.tensors),
    },
  };
}

/**
 * The state of {@link packTraining}.
 * @throws SnapshotError for one of another kind, of other options or with parts missing.
 */
export function unpackTraining(
  where: string,
  snapshot: Snapshot,
  options: Readonly<ResolvedAutoEncoder>,
): TrainingState {
  checkSnapshot(where, snapshot, KIND, VERSION);
  const { meta, tensors } = snapshot;
  if (JSON.stringify(meta.options) !== JSON.stringify(options)) {
    throw new SnapshotError(`${where}: the checkpoint was made with other options; leave resume out to start anew`);
  }
  const [best, weights] = [nestedTensors('best/', tensors), nestedTensors('net/', tensors)];
  const { stage, epoch, history, optimiser } = meta;
  const places = (stage === 0 || stage === 1) && Number.isInteger(epoch) && Array.isArray(history);
  if (!places || !optimiser || tensors.marks?.data.length !== 3 || Object.keys(weights).length === 0) {
    throw new SnapshotError(`${where}: the checkpoint is damaged, parts are missing; leave resume out to start anew`);
  }
  return {
    stage: stage as 0 | 1,
    epoch: epoch as number,
    history: history as unknown as EpochRecord[],
    weights,
    best: Object.keys(best).length > 0 ? best : undefined,
    marks: Float64Array.from(tensors.marks.data as Float64Array),
    optimiser: {
      ...(optimiser as { step: number; learningRate: number }),
      tensors: nestedTensors('optimiser/', tensors),
    },
  };
}
