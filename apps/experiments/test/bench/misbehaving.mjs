/** Detectors that do what detectors should not, for the tests of the runner. */
const capabilities = {
  causal: false,
  streaming: false,
  multivariate: false,
  missingValues: false,
  supervision: 'unsupervised',
  deterministic: true,
};

/** A detector that scores by `score` and learns by `fit`. */
function detector(score, options = {}) {
  return { capabilities, options, channels: 1, warmup: 0, fit: async () => undefined, score };
}

const distance = (series) => Float64Array.from(series, (value) => Math.abs(value));

export default {
  good: { summary: 'works', create: () => detector(distance) },
  seeded: {
    summary: 'adds its seed to a point',
    create: ({ seed }) =>
      detector((series) => distance(series).map((value, i) => value + (i === 5 ? seed : 0)), { seed }),
  },
  picky: {
    summary: 'cannot be made',
    create: () => {
      throw new RangeError('picky: window must be lucky, got 13');
    },
  },
  throws: {
    summary: 'throws',
    create: () =>
      detector(() => {
        throw new Error('broken inside');
      }),
  },
  hangs: {
    summary: 'never comes back',
    create: () =>
      detector(() => {
        for (;;);
      }),
  },
  eats: {
    summary: 'takes all memory',
    create: () =>
      detector(() => {
        const hoard = [];
        for (;;) hoard.push(new Array(2_000_000).fill(hoard));
      }),
  },
  dies: {
    summary: 'ends its thread',
    create: () =>
      detector(() => {
        setImmediate(() => {
          throw new Error('a loose end');
        });
        return new Promise(() => undefined);
      }),
  },
  short: { summary: 'forgets points', create: () => detector((series) => distance(series).subarray(1)) },
  infinite: { summary: 'scores infinity', create: () => detector((series) => distance(series).fill(Infinity, 7, 8)) },
};
