/** What is needed of TensorFlow.js, as a shape: any of its packages fits, and none is needed to install or to type-check. */

/** A tensor of TensorFlow.js. */
export interface TfTensor {
  /** Its shape: the extent of every axis. */
  readonly shape: readonly number[];
  /** Its values, once the backend has them. */
  data(): Promise<ArrayLike<number>>;
  /** Frees its memory. */
  dispose(): void;
}

/** Tensors by PyTorch's names. */
export type TfWeights = Readonly<Record<string, TfTensor>>;

/** The part of TensorFlow.js that is called; meanings are theirs. {@link useTfjs} makes one of a namespace. */
export interface Tfjs {
  /** A tensor of given values. */
  tensor(values: Float32Array, shape: number[]): TfTensor;
  /** Frees what `work` makes and does not return. */
  tidy<T>(work: () => T): T;
  /** Exempts a tensor from {@link Tfjs.tidy}. */
  keep(x: TfTensor): TfTensor;
  /** A function that gives the value of `f`, a scalar, and its gradient. */
  valueAndGrad(f: (x: TfTensor) => TfTensor): (x: TfTensor) => { value: TfTensor; grad: TfTensor };
  /** a + b, with broadcasting as everywhere here. */
  add(a: TfTensor, b: TfTensor): TfTensor;
  /** a - b. */
  sub(a: TfTensor, b: TfTensor): TfTensor;
  /** a * b, element by element. */
  mul(a: TfTensor, b: TfTensor | number): TfTensor;
  /** a / b. */
  div(a: TfTensor, b: TfTensor): TfTensor;
  /** The larger of both. */
  maximum(a: TfTensor, b: TfTensor): TfTensor;
  /** Whether a > b. */
  greater(a: TfTensor, b: TfTensor): TfTensor;
  /** Another number type. */
  cast(x: TfTensor, type: 'float32'): TfTensor;
  /** Matrix product of the last two axes. */
  matMul(a: TfTensor, b: TfTensor, transposeA?: boolean, transposeB?: boolean): TfTensor;
  /** Zeros before and after, along every axis. */
  pad(x: TfTensor, around: [before: number, after: number][]): TfTensor;
  /** Convolution of [batch, height, width, inputs] by [kernel, kernel, inputs, outputs]. */
  conv2d(x: TfTensor, filter: TfTensor, stride: number, padding: 'valid'): TfTensor;
  /** What {@link Tfjs.conv2d} has for gradient, to `shape`, by [kernel, kernel, outputs, inputs]. */
  conv2dTranspose(x: TfTensor, filter: TfTensor, shape: number[], stride: number, padding: 'valid'): TfTensor;
  /** -x. */
  neg(x: TfTensor): TfTensor;
  /** x * x. */
  square(x: TfTensor): TfTensor;
  /** The square root. */
  sqrt(x: TfTensor): TfTensor;
  /** 1 / (1 + exp(-x)). */
  sigmoid(x: TfTensor): TfTensor;
  /** The hyperbolic tangent. */
  tanh(x: TfTensor): TfTensor;
  /** Scaled exponential linear units. */
  selu(x: TfTensor): TfTensor;
  /** x or, where negative, slope x. */
  leakyRelu(x: TfTensor, slope?: number): TfTensor;
  /** log(1 + exp(x)). */
  softplus(x: TfTensor): TfTensor;
  /** Sum over axes, absent over all. */
  sum(x: TfTensor, axis?: number | number[], keepDims?: boolean): TfTensor;
  /** Mean over axes, absent over all. */
  mean(x: TfTensor, axis?: number | number[], keepDims?: boolean): TfTensor;
  /** The same values in another shape. */
  reshape(x: TfTensor, shape: number[]): TfTensor;
  /** Axes in another order. */
  transpose(x: TfTensor, order?: number[]): TfTensor;
  /** Repetitions along every axis. */
  tile(x: TfTensor, times: number[]): TfTensor;
  /** One axis backwards. */
  reverse(x: TfTensor, axis: number): TfTensor;
  /** A block. */
  slice(x: TfTensor, begin: number[], size: number[]): TfTensor;
  /** Parts along an axis. */
  split(x: TfTensor, parts: number | number[], axis?: number): TfTensor[];
  /** Tensors one behind the other along an axis. */
  concat(parts: TfTensor[], axis?: number): TfTensor;
  /** Tensors along a new axis. */
  stack(parts: TfTensor[], axis?: number): TfTensor;
  /** The entries along an axis. */
  unstack(x: TfTensor, axis?: number): TfTensor[];
}

/** The namespace of TensorFlow.js as its packages export it; which overloads its functions have does not matter. */
export type TfjsNamespace = { readonly [Op in keyof Tfjs]: (...args: never[]) => unknown };

const OPS: Readonly<Record<keyof Tfjs, true>> = {
  tensor: true,
  tidy: true,
  keep: true,
  valueAndGrad: true,
  add: true,
  sub: true,
  mul: true,
  div: true,
  maximum: true,
  greater: true,
  cast: true,
  matMul: true,
  pad: true,
  conv2d: true,
  conv2dTranspose: true,
  neg: true,
  square: true,
  sqrt: true,
  sigmoid: true,
  tanh: true,
  selu: true,
  leakyRelu: true,
  softplus: true,
  sum: true,
  mean: true,
  reshape: true,
  transpose: true,
  tile: true,
  reverse: true,
  slice: true,
  split: true,
  concat: true,
  stack: true,
  unstack: true,
};

/**
 * Checks that a namespace has what is called.
 * @param where begins the message of the error.
 * @param namespace `@tensorflow/tfjs`, `tfjs-node`, `tfjs-node-gpu`, or `tfjs-core` with a backend and its gradients registered.
 * @throws TypeError naming the op that is missing.
 */
export function useTfjs(where: string, namespace: TfjsNamespace): Tfjs {
  const given = namespace as Readonly<Record<string, unknown>> | null | undefined;
  for (const op of Object.keys(OPS)) {
    if (typeof given?.[op] !== 'function') {
      throw new TypeError(
        `${where}: tf must have the function ${op}, got ${typeof given?.[op]}; pass the namespace of @tensorflow/tfjs or of one of its backends' packages`,
      );
    }
  }
  return namespace as unknown as Tfjs;
}
