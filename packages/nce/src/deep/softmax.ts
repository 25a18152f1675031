/** Outputs of a net as probabilities. */
import { portableExp } from '@tsad/core';

/** Probabilities of groups of `count` outputs. */
export function softmax(outputs: Float32Array, count: number): Float64Array {
  const out = new Float64Array(outputs.length);
  for (let i = 0; i < outputs.length; i += count) {
    const largest = Math.max(...outputs.subarray(i, i + count));
    let sum = 0;
    for (let k = i; k < i + count; k++) sum += out[k] = portableExp(outputs[k] - largest);
    for (let k = i; k < i + count; k++) out[k] /= sum;
  }
  return out;
}

/** The slope by the outputs, from the probabilities and the slope by them. */
export function softmaxSlope(values: Float64Array, slope: Float64Array, count: number, out: Float32Array): void {
  for (let i = 0; i < values.length; i += count) {
    let mean = 0;
    for (let k = i; k < i + count; k++) mean += values[k] * slope[k];
    for (let k = i; k < i + count; k++) out[k] = values[k] * (slope[k] - mean);
  }
}
