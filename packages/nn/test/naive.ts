/** Slow, obvious twins of the kernels, in double precision, written from the definitions. */

/** C = A B for row-major A [rows][inner] and B [inner][columns]. */
export function product(a: ArrayLike<number>, b: ArrayLike<number>, rows: number, columns: number): number[] {
  const inner = a.length / rows;
  return Array.from({ length: rows * columns }, (_, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns];
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += a[i * inner + k] * b[k * columns + j];
    return sum;
  });
}

/** The transpose of a row-major [rows][columns]. */
export function transpose(a: ArrayLike<number>, rows: number): number[] {
  const columns = a.length / rows;
  return Array.from({ length: a.length }, (_, at) => a[(at % rows) * columns + Math.floor(at / rows)]);
}

/** Activations and their derivatives at x. */
export const activations: Record<string, { value(x: number): number; slope(x: number): number }> = {
  relu: { value: (x) => Math.max(0, x), slope: (x) => (x > 0 ? 1 : 0) },
  leaky: { value: (x) => (x > 0 ? x : 0.1 * x), slope: (x) => (x > 0 ? 1 : 0.1) },
  selu: {
    value: (x) => (x > 0 ? 1.0507009873554805 * x : 1.7580993408473766 * (Math.exp(x) - 1)),
    slope: (x) => (x > 0 ? 1.0507009873554805 : 1.7580993408473766 * Math.exp(x)),
  },
  sigmoid: { value: logistic, slope: (x) => logistic(x) * (1 - logistic(x)) },
  tanh: { value: Math.tanh, slope: (x) => 1 - Math.tanh(x) ** 2 },
};

/** 1 / (1 + e^-x). */
export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** Mean and biased variance of the columns of [rows][columns]. */
export function moments(x: ArrayLike<number>, rows: number): { mean: number[]; variance: number[] } {
  const columns = x.length / rows;
  const mean = Array.from({ length: columns }, (_, j) => {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += x[i * columns + j];
    return sum / rows;
  });
  const variance = mean.map((centre, j) => {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += (x[i * columns + j] - centre) ** 2;
    return sum / rows;
  });
  return { mean, variance };
}

/** MurmurHash3's finaliser, for dropout's masks. */
export function finalise(word: number): number {
  let h = word >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Which elements dropout keeps. */
export function keeps(index: number, rate: number, keys: readonly [number, number]): boolean {
  return finalise(finalise(index ^ keys[0]) + keys[1]) <= Math.floor((1 - rate) * 4294967295);
}

/** One step of Adam or AdamW on one number. */
export function adamStep(
  state: { weight: number; first: number; second: number },
  gradient: number,
  step: number,
  options: { rate: number; decay: number; decoupled: boolean },
): { weight: number; first: number; second: number } {
  const { rate, decay, decoupled } = options;
  const g = decoupled ? gradient : gradient + decay * state.weight;
  const first = 0.9 * state.first + 0.1 * g;
  const second = 0.999 * state.second + 0.001 * g * g;
  const weight = decoupled ? state.weight * (1 - rate * decay) : state.weight;
  const bar = Math.sqrt(second / (1 - 0.999 ** step)) + 1e-8;
  return { weight: weight - (rate * first) / (1 - 0.9 ** step) / bar, first, second };
}

/** PyTorch's GRU, one layer and direction, on one sequence x [time][inputs]; weights in the order r, z, n. */
export function gru(
  x: readonly ArrayLike<number>[],
  weights: { ih: ArrayLike<number>; hh: ArrayLike<number>; bih: ArrayLike<number>; bhh: ArrayLike<number> },
  reverse: boolean,
): number[][] {
  const hidden = weights.bih.length / 3;
  let h: number[] = new Array(hidden).fill(0);
  const states = (reverse ? [...x].reverse() : x).map((input) => {
    const fromInput = product(weights.ih, input, 3 * hidden, 1).map((sum, at) => sum + weights.bih[at]);
    const fromState = product(weights.hh, h, 3 * hidden, 1).map((sum, at) => sum + weights.bhh[at]);
    h = h.map((old, j) => {
      const r = logistic(fromInput[j] + fromState[j]);
      const z = logistic(fromInput[hidden + j] + fromState[hidden + j]);
      const n = Math.tanh(fromInput[2 * hidden + j] + r * fromState[2 * hidden + j]);
      return (1 - z) * n + z * old;
    });
    return h;
  });
  return reverse ? states.reverse() : states;
}

/** Convolution of one channels-last image [height][width][inputs] with weight [outputs][inputs][kernel][kernel]. */
export function convolution(
  image: ArrayLike<number>,
  [height, width, inputs]: readonly [number, number, number],
  weight: ArrayLike<number>,
  bias: ArrayLike<number>,
  { kernel, stride, padding }: { kernel: number; stride: number; padding: number },
): number[] {
  const out: number[] = [];
  const fits = (start: number, extent: number): boolean => start + kernel <= extent + padding;
  for (let y = -padding; fits(y, height); y += stride) {
    for (let x = -padding; fits(x, width); x += stride) {
      for (let o = 0; o < bias.length; o++) {
        let sum = bias[o];
        for (let c = 0; c < inputs; c++) {
          for (let i = 0; i < kernel; i++) {
            for (let j = 0; j < kernel; j++) {
              if (y + i < 0 || y + i >= height || x + j < 0 || x + j >= width) continue;
              sum +=
                image[((y + i) * width + x + j) * inputs + c] * weight[((o * inputs + c) * kernel + i) * kernel + j];
            }
          }
        }
        out.push(sum);
      }
    }
  }
  return out;
}
