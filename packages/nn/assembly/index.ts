export { blendRows, blendRowsBack } from './blend';
export { columnMoments, columnSums, normalise, normaliseBack, normaliseSums } from './columns';
export {
  add,
  addScaled,
  dropout,
  leaky,
  leakyBack,
  maximum,
  maximumBack,
  multiply,
  scale,
  selu,
  seluBack,
  sigmoidBack,
  subtract,
  tanhBack,
} from './elementwise';
export { sigmoids, tanhs } from './exponential';
export { gemm, gemmPacked } from './gemm';
export { gruBackward, gruForward } from './gru';
export { gruWeights } from './gru-weights';
export { pack } from './pack';
export { copyRuns, gatherPatches, scatterPatches } from './rearrange';
export { adam, crossEntropyBack, squaredError } from './training';
