/** Values and gradients in one trip to the backend and back: what is differentiated goes there as one vector. */
import type { Parameter } from '../layer.ts';
import { readAndDispose, splitFirst } from './ops.ts';
import type { Tfjs, TfTensor, TfWeights } from './types.ts';

/** An array with a name and a shape. */
export interface NamedArray {
  /** Its name. */
  name: string;
  /** Its shape. */
  shape: readonly number[];
  /** Its values, row-major. */
  data: Float32Array;
}

/** What a function was, and where it rises. */
export interface Differentiated {
  /** The value. */
  value: number;
  /** One gradient an array, in their order, of the same length. */
  gradients: Float32Array[];
  /** What else the function returned, one array a tensor. */
  also: Float32Array[];
}

/** A function of named tensors: a scalar, and tensors that are wanted beside it. */
type Scalar = (tensors: TfWeights) => { loss: TfTensor; also?: TfTensor[] };

/**
 * Value and gradients of a function of named arrays.
 * @param tf the namespace of TensorFlow.js.
 * @param arrays the arguments.
 * @param f built of ops of `tf`; its tensors are freed.
 * @returns the value, one gradient an array, and what else `f` returned.
 */
export async function differentiate(tf: Tfjs, arrays: readonly NamedArray[], f: Scalar): Promise<Differentiated> {
  const sizes = arrays.map(({ data }) => data.length);
  const all = new Float32Array(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  for (const { data } of arrays) {
    all.set(data, at);
    at += data.length;
  }
  let also: TfTensor[] = [];
  const [value, gradient] = tf.tidy(() => {
    const of = tf.valueAndGrad((vector) => {
      const parts = splitFirst(tf, vector, sizes);
      const { loss, also: more = [] } = f(
        Object.fromEntries(arrays.map(({ name, shape }, i) => [name, tf.reshape(parts[i], [...shape])])),
      );
      also = more.map((tensor) => tf.keep(tensor));
      return loss;
    })(tf.tensor(all, [all.length]));
    return [of.value, of.grad];
  });
  const [[number], slopes, ...others] = await readAndDispose([value, gradient, ...also]);
  at = 0;
  return {
    value: number,
    gradients: sizes.map((size) => slopes.subarray(at, (at += size))),
    also: others,
  };
}

/**
 * Value of a loss; the parameters' gradients become its gradients.
 * @param tf the namespace of TensorFlow.js.
 * @param parameters of layers of this package: they keep the weights, TensorFlow.js is lent them.
 * @param loss built of ops of `tf`.
 * @returns the value, and what else the loss returned.
 */
export async function differentiateParameters(
  tf: Tfjs,
  parameters: readonly Parameter[],
  loss: Scalar,
): Promise<Pick<Differentiated, 'value' | 'also'>> {
  const arrays = parameters.map(({ name, value }) => ({ name, shape: value.shape, data: value.toArray() }));
  const { value, gradients, also } = await differentiate(tf, arrays, loss);
  for (const [i, { gradient }] of parameters.entries()) gradient.set(gradients[i]);
  return { value, also };
}
