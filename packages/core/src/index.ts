/** The ground every @tsad package stands on: contracts, errors, snapshots, random numbers, argument checks. */

export {
  checkBoolean,
  checkChoice,
  checkFitOptions,
  checkInteger,
  checkNumber,
  checkOptionNames,
  checkSnapshot,
  throwIfAborted,
  toFinite64,
  toFloat64,
} from './check.ts';
export type {
  Capabilities,
  Detector,
  FitOptions,
  Progress,
  StreamingDetector,
  Supervision,
} from './detector.ts';
export { isStreaming } from './detector.ts';
export { NotFittedError, SnapshotError, TsadError } from './errors.ts';
export { nestedTensors, nestTensors } from './nested-tensors.ts';
export { portableCos, portableExp, portableLog, portableLog1p, portableSin } from './portable-math.ts';
export { portablePow } from './portable-power.ts';
export type { Random, RandomState, TruncatedNormalOptions } from './random.ts';
export { createRandom, restoreRandom } from './random.ts';
export type { SafetensorsFile, Tensor, TensorData } from './safetensors.ts';
export { decodeSafetensors, encodeSafetensors } from './safetensors.ts';
export type { Series } from './series.ts';
export type { JsonObject, JsonValue, Snapshot } from './snapshot.ts';
export { decodeSnapshot, encodeSnapshot } from './snapshot.ts';
