import { createRandom, decodeSnapshot, encodeSnapshot, type Snapshot, SnapshotError } from '@tsad/core';
import { describe, expect, it, vi } from 'vitest';
import {
  AutoEncoder,
  Cance,
  CompositeDensity,
  type CompositeFeatures,
  Dagmm,
  DeepSvdd,
  Drocc,
  Goad,
  noiseWidth,
  PcaFeatures,
  reconstructionFeatures,
  VARIANTS,
  Vae,
  WindowCance,
} from '../src/index.ts';

/** Rows on a curve in four dimensions, with some noise. */
function curve(rows: number, seed: number): Float64Array {
  const random = createRandom(seed);
  return Float64Array.from({ length: rows }, () => random.uniform() * 2 * Math.PI).reduce(
    (out, t, i) => {
      out.set(
        [Math.cos(t), Math.sin(t), Math.cos(2 * t), Math.sin(2 * t)].map((v) => v + random.normal(0, 0.03)),
        4 * i,
      );
      return out;
    },
    new Float64Array(4 * rows),
  );
}
const odd = Float64Array.of(0.2, 0.1, 0.3, -0.1, -1, 1, 1, 1, 3, 0, 0, 3);
const options = {
  channels: 4,
  latent: 2,
  hidden: [24],
  epochs: [20, 10],
  learningRate: 1e-2,
  batch: 64,
  density: { epochs: 20, hidden: [32, 32] },
} as const;

describe('the autoencoder', () => {
  it('rebuilds what lies on the curve of the training rows better than what lies off it', async () => {
    const shape = { channels: 4, latent: 2, hidden: [32, 32], learningRate: 1e-2, batch: 64 };
    const encoder = await new AutoEncoder(shape).fit(curve(600, 1));
    const [on, off] = [await encoder.features(curve(200, 2)), await encoder.features(odd)];
    const worst = Float64Array.from(on.error).sort()[190];
    expect(Math.min(...off.error)).toBeGreaterThan(2 * worst);
  });

  it('decorrelates the latent code by the weight of the covariance loss', async () => {
    const correlation = async (covarianceWeight: number): Promise<number> => {
      const rows = curve(600, 3).map((value, i) => (i % 4 < 2 ? value : value + 2 * Math.sin(i)));
      const shape = { channels: 4, latent: 2, hidden: [], learningRate: 1e-2, batch: 64 };
      const encoder = await new AutoEncoder({ ...shape, covarianceWeight }).fit(rows);
      const { latent } = await encoder.features(rows);
      let [product, a, b] = [0, 0, 0];
      for (let i = 0; i < latent.length; i += 2) {
        product += latent[i] * latent[i + 1];
        a += latent[i] ** 2;
        b += latent[i + 1] ** 2;
      }
      return Math.abs(product) / Math.sqrt(a * b);
    };
    expect(await correlation(0)).toBeGreaterThan(0.2);
    expect(await correlation(100)).toBeLessThan(0.1);
  });

  it('freezes the encoder in the second stage, and stops early only with validation rows', async () => {
    const rows = curve(300, 4);
    const encoded = async (epochs: [number, number]): Promise<AutoEncoder> =>
      new AutoEncoder({ channels: 4, latent: 2, hidden: [8], epochs }).fit(rows);
    const [first, both] = [await encoded([5, 0]), await encoded([5, 7])];
    expect((await both.features(rows)).latent).toEqual((await first.features(rows)).latent);
    expect((await both.features(rows)).error).not.toEqual((await first.features(rows)).error);
    expect(both.history.map(({ stage }) => stage)).toEqual([
      ...Array(5).fill('all weights'),
      ...Array(7).fill('decoder'),
    ]);
    const stopped = await new AutoEncoder({ channels: 4, latent: 2, hidden: [8], epochs: [400, 0], patience: 2 }).fit(
      rows,
      { validation: curve(100, 5) },
    );
    expect(stopped.history.length).toBeLessThan(400);
    expect(stopped.history.every(({ validation }) => Number.isFinite(validation))).toBe(true);
  });

  it('goes on from a checkpoint of any epoch as if it had never stopped', async () => {
    const rows = curve(200, 40);
    const make = (seed = 0): AutoEncoder =>
      new AutoEncoder({ channels: 4, latent: 2, hidden: [8], batchNorm: true, epochs: [5, 4], seed });
    const validation = curve(60, 41);
    const kept: Uint8Array[] = [];
    const onEpoch = (checkpoint: () => Snapshot): void => {
      kept.push(encodeSnapshot(checkpoint()));
    };
    const whole = await make().fit(rows, { validation, onEpoch });
    const wanted = await whole.features(odd);
    expect(kept.length).toBe(9);
    for (const at of [0, 4, 6, 8]) {
      const resumed = await make().fit(rows, { validation, resume: decodeSnapshot(kept[at]) });
      expect(await resumed.features(odd)).toEqual(wanted);
      expect(resumed.history).toEqual(whole.history);
    }
    const damaged = decodeSnapshot(kept[0]);
    for (const name of ['marks', 'net/encoder.0.weight', 'optimiser/encoder.0.weight.first']) {
      const { [name]: gone, ...tensors } = damaged.tensors;
      expect(gone, name).toBeDefined();
      await expect(make().fit(rows, { resume: { ...damaged, tensors } }), name).rejects.toThrow(
        name === 'marks' ? /parts are missing/ : name.split('/')[1],
      );
    }
    const { epoch: _epoch, ...meta } = damaged.meta;
    await expect(make().fit(rows, { resume: { ...damaged, meta } })).rejects.toThrow(SnapshotError);
    const other = make(1).fit(rows, { resume: decodeSnapshot(kept[0]) });
    await expect(other).rejects.toThrow(/made with other options/);
  });

  it('features are those of its reconstructions, in scaled units', async () => {
    const rows = curve(200, 6).map((value) => 5 * value + 100);
    const encoder = await new AutoEncoder({
      channels: 4,
      latent: 2,
      hidden: [8],
      scaling: 'none',
      batchNorm: true,
    }).fit(rows);
    const { features, reconstruction, errors } = await encoder.inspect(rows);
    const wanted = reconstructionFeatures(rows, reconstruction, 4);
    expect(features.error).toBeAllclose(wanted.error, { rtol: 1e-3 });
    expect(features.cosine).toBeAllclose(wanted.cosine, { rtol: 1e-2, atol: 1e-8 });
    for (let i = 0; i < 200; i++) {
      const mean = errors.subarray(4 * i, 4 * i + 4).reduce((sum, value) => sum + value, 0) / 4;
      expect(mean).toBeAllclose(features.error[i], { rtol: 1e-9 });
    }
  });

  it('rebuilds images by convolutions, in one colour and three, and its snapshot gives the same bits', async () => {
    const bars = (rows: number, colours: number, tall: number): Uint8Array =>
      Uint8Array.from({ length: rows * 64 * colours }, (_, p) => {
        const pixel = Math.floor(p / colours);
        const [row, y, x] = [Math.floor(pixel / 64), Math.floor(pixel / 8) % 8, pixel % 8];
        return x >= row % 6 && x < (row % 6) + 2 && y < tall ? 230 - 60 * (p % colours) : 10;
      });
    for (const colours of [1, 3]) {
      const encoder = await new AutoEncoder({
        channels: 64 * colours,
        scaling: 'byte',
        convolution: { height: 8, width: 8, filters: [4, 8] },
        hidden: [16],
        latent: 2,
        batchNorm: true,
        output: 'sigmoid',
        batch: 18,
        learningRate: 1e-2,
        epochs: [30, 10],
      }).fit(bars(180, colours, 8));
      const [usual, odd] = [await encoder.features(bars(6, colours, 8)), await encoder.features(bars(6, colours, 3))];
      expect(Math.min(...odd.error)).toBeGreaterThan(2 * Math.max(...usual.error));
      const restored = await AutoEncoder.restore(decodeSnapshot(encodeSnapshot(encoder.snapshot())));
      expect(await restored.features(bars(6, colours, 3))).toEqual(odd);
    }
    expect(() => new AutoEncoder({ channels: 64, convolution: { height: 6, width: 8 } })).toThrow(/multiple of 4/);
    expect(() => new AutoEncoder({ channels: 65, convolution: { height: 8, width: 8 } })).toThrow(/8 x 8 pixels/);
    expect(() => new AutoEncoder({ channels: 64, convolution: { height: 8, width: 8, filters: [] } })).toThrow(
      /convolution\.filters\.length must be an integer of at least 1, got 0/,
    );
  });

  it('takes bytes as they are', async () => {
    const bytes = Uint8Array.from(curve(200, 7), (value) => 127 + 100 * value);
    const encoder = await new AutoEncoder({
      channels: 4,
      latent: 2,
      hidden: [8],
      scaling: 'byte',
      output: 'sigmoid',
    }).fit(bytes);
    const { reconstruction } = await encoder.inspect(bytes);
    expect(Math.min(...reconstruction)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...reconstruction)).toBeLessThanOrEqual(255);
  });
});

describe('the density', () => {
  const features = async (): Promise<{ learnt: CompositeFeatures; far: CompositeFeatures }> => {
    const encoder = await new PcaFeatures({ channels: 4, components: 2 }).fit(curve(600, 8));
    return { learnt: await encoder.features(curve(600, 8)), far: await encoder.features(odd) };
  };

  it.each(VARIANTS)('%s gives a number to every row', async (variant) => {
    const { learnt, far } = await features();
    const density = await new CompositeDensity({ variant, epochs: 3 }).fit(learnt);
    const scores = await density.score(far);
    expect(scores.length).toBe(3);
    expect(scores.every(Number.isFinite)).toBe(true);
  });

  it('learns a density that integrates to about one and fits two heaps better than one Gaussian does', async () => {
    const heaps = (rows: number, seed: number): CompositeFeatures => {
      const random = createRandom(seed);
      const draw = (f: () => number): Float64Array => Float64Array.from({ length: rows }, f);
      return {
        rows,
        latentWidth: 1,
        latent: draw(() => random.normal(random.uniform() < 0.5 ? -2 : 2, 0.4)),
        error: draw(() => Math.exp(random.normal(-4, 0.3))),
        cosine: draw(() => Math.exp(random.normal(-3, 0.3))),
      };
    };
    const validation = heaps(500, 2);
    const mean = async (variant: 'mahalanobis' | 'cnce'): Promise<number> => {
      const density = await new CompositeDensity({ variant, epochs: 40, hidden: [32, 32], learningRate: 5e-3 }).fit(
        heaps(2000, 1),
        { validation },
      );
      if (variant === 'cnce') {
        expect(density.diagnostics!.partition).toBeGreaterThan(0.75);
        expect(density.diagnostics!.partition).toBeLessThan(1.25);
      }
      return (await density.score(validation)).reduce((sum, value) => sum + value, 0) / validation.rows;
    };
    expect(await mean('cnce')).toBeLessThan((await mean('mahalanobis')) - 0.5);
  });

  it('moves the noise to where T is fooled more, onto Gaussian data, and keeps its width where its rate is 0', async () => {
    const random = createRandom(3);
    const draw = (count: number, mean: number): Float64Array =>
      Float64Array.from({ length: count }, () => random.normal(mean));
    const learnt = { rows: 2000, latentWidth: 2, latent: draw(4000, 0), error: draw(2000, 10), cosine: draw(2000, 10) };
    const fitted = async (widthRate: number): Promise<CompositeDensity> =>
      new CompositeDensity({ variant: 'cnce', epochs: 10, hidden: [32, 32], learningRate: 5e-3, widthRate }).fit(
        learnt,
      );
    const [moved, still] = [await fitted(0.02), await fitted(0)];
    const [start] = noiseWidth([0]);
    expect(moved.diagnostics!.widths).toHaveLength(4);
    expect(Math.max(...moved.diagnostics!.widths)).toBeLessThan(start - 0.05);
    expect(Math.min(...moved.diagnostics!.widths)).toBeGreaterThanOrEqual(1);
    expect(still.diagnostics!.widths).toEqual(new Array(4).fill(start));
    expect(moved.history.at(-1)!.loss).toBeGreaterThan(still.history.at(-1)!.loss);
  });

  it('scores features however far, and names those whose lengths do not fit', async () => {
    const { learnt } = await features();
    const density = await new CompositeDensity({ epochs: 2 }).fit(learnt);
    const asked = (error: number[], latent = [1, 1]): CompositeFeatures => ({
      rows: error.length,
      latentWidth: 2,
      latent: Float64Array.from(error.flatMap(() => latent)),
      error: Float64Array.from(error),
      cosine: new Float64Array(error.length).fill(0.5),
    });
    const scores = await density.score(asked([1, 1e20, 1e40, 1e100]));
    for (let i = 1; i < 4; i++) expect(scores[i]).toBeGreaterThan(scores[i - 1]);
    const short = { ...asked([1, 2]), cosine: new Float64Array(1) };
    await expect(density.score(short)).rejects.toThrow(/score: features\.cosine\.length must be 2, got 1/);
    await expect(density.fit(short)).rejects.toThrow(/fit: features\.cosine\.length must be 2, got 1/);
    const other = { ...asked([1], []), latentWidth: 0 };
    await expect(density.score(other)).rejects.toThrow(/score: features must have 4 columns, got 2/);
    await expect(density.fit(learnt, { validation: other })).rejects.toThrow(
      /fit: validation\.latentWidth must be 2, got 0/,
    );
  });

  it('refuses fewer than ten rows a dimension and says what to do', async () => {
    const { learnt } = await features();
    const few: CompositeFeatures = {
      rows: 39,
      latentWidth: 2,
      latent: learnt.latent.subarray(0, 78),
      error: learnt.error.subarray(0, 39),
      cosine: learnt.cosine.subarray(0, 39),
    };
    await expect(new CompositeDensity().fit(few)).rejects.toThrow(
      /at least 10 rows for each of 4 dimensions, got 39.*mahalanobis/,
    );
    await new CompositeDensity({ variant: 'mahalanobis' }).fit(few);
  });

  it('drops dead dimensions and names them', async () => {
    const { learnt } = await features();
    const latent = learnt.latent.map((value, i) => (i % 2 === 1 ? 3 : value));
    const density = await new CompositeDensity({ epochs: 2 }).fit({ ...learnt, latent });
    expect(density.diagnostics!.dropped).toEqual([1]);
    expect(density.diagnostics!.widths.length).toBe(3);
  });

  it('does not mind perfect reconstructions', async () => {
    const { learnt } = await features();
    const zeros = new Float64Array(learnt.rows);
    const density = await new CompositeDensity({ epochs: 2 }).fit({ ...learnt, error: zeros, cosine: zeros });
    expect(density.diagnostics!.dropped).toEqual([2, 3]);
  });
});

describe('Cance', () => {
  it('finds rows off the curve, and names the value that is wrong', async () => {
    const detector = await new Cance(options).fit(curve(600, 10));
    const usual = Float64Array.from(await detector.score(curve(300, 11))).sort();
    const { scores, errors, reconstruction } = await detector.analyse(odd);
    expect(Math.min(...scores)).toBeGreaterThan(usual[285]);
    expect(scores).toEqual(await detector.score(odd));
    expect(reconstruction.length).toBe(12);
    const row = curve(1, 12);
    row[2] += 4;
    const [{ errors: wrong }] = [await detector.analyse(row)];
    expect(wrong.indexOf(Math.max(...wrong))).toBe(2);
    expect(errors.length).toBe(12);
  });

  it.each(['autoencoder', 'pca'] as const)('a snapshot of %s scores the same bits', async (features) => {
    const detector = await new Cance({ ...options, epochs: [4, 2], features }).fit(curve(300, 13));
    const restored = await Cance.restore(decodeSnapshot(encodeSnapshot(detector.snapshot())));
    expect(await restored.score(odd)).toEqual(await detector.score(odd));
    expect(restored.diagnostics).toEqual(detector.diagnostics);
    const unfitted = await Cance.restore(new Cance(options).snapshot());
    await expect(unfitted.score(odd)).rejects.toThrow(/not fitted/);
  });

  it.each(['autoencoder', 'pca'] as const)(
    'a snapshot of %s without any one part is a SnapshotError',
    async (features) => {
      const detector = await new Cance({ ...options, epochs: [2, 1], features }).fit(curve(300, 14));
      const snapshot = detector.snapshot();
      for (const name of Object.keys(snapshot.tensors)) {
        const { [name]: _gone, ...tensors } = snapshot.tensors;
        await expect(Cance.restore({ ...snapshot, tensors }), name).rejects.toThrow(SnapshotError);
      }
      for (const half of ['encoder', 'density']) {
        const { [half]: _gone, ...meta } = snapshot.meta;
        await expect(Cance.restore({ ...snapshot, meta }), half).rejects.toThrow(SnapshotError);
        const kept = Object.entries(snapshot.tensors).filter(([name]) => !name.startsWith(half));
        const tensors = Object.fromEntries(kept);
        await expect(Cance.restore({ ...snapshot, tensors }), half).rejects.toThrow(SnapshotError);
      }
      await expect(Cance.restore({ ...snapshot, kind: 'rpe' })).rejects.toThrow(SnapshotError);
    },
  );

  it('does not depend on the unit of a column', async () => {
    const rows = curve(400, 15);
    const scaled = (values: Float64Array): Float64Array =>
      values.map((value, i) => (i % 4 === 1 ? 1024 * value : value));
    const plain = await new Cance(options).fit(rows);
    const other = await new Cance(options).fit(scaled(rows));
    expect(await other.score(scaled(odd))).toBeAllclose(await plain.score(odd), { rtol: 1e-6 });
  });

  it('takes the bytes of a file as Node hands them out, without a warning', async () => {
    const bytes = Uint8Array.from(curve(200, 18), (value) => 127 + 100 * value);
    const warned = vi.spyOn(process, 'emitWarning');
    const make = (): Cance => new Cance({ ...options, scaling: 'byte', epochs: [2, 1], variant: 'mahalanobis' });
    const [plain, read] = [await make().fit(bytes), await make().fit(Buffer.from(bytes))];
    expect(warned).not.toHaveBeenCalled();
    expect(await read.score(Buffer.from(bytes))).toEqual(await plain.score(bytes));
    warned.mockRestore();
  });

  it('scores a row by itself, whatever rows come before and after it', async () => {
    const asked = curve(37, 19);
    for (const batchNorm of [false, true]) {
      const detector = await new Cance({ ...options, batchNorm, epochs: [3, 1] }).fit(curve(300, 18));
      const scores = await detector.score(asked);
      const backwards = Float64Array.from({ length: asked.length }, (_, i) => asked[4 * (36 - (i >> 2)) + (i % 4)]);
      expect(Array.from(await detector.score(backwards)).reverse()).toEqual(Array.from(scores));
      for (const i of [0, 5, 36]) expect((await detector.score(asked.subarray(4 * i, 4 * i + 4)))[0]).toBe(scores[i]);
    }
  });

  it('stops in the middle when asked, and stays as it was', async () => {
    const detector = await new Cance({ ...options, epochs: [3, 1] }).fit(curve(300, 16));
    const before = await detector.score(odd);
    const control = new AbortController();
    const onProgress = ({ fraction }: { fraction: number }): void => {
      if (fraction > 0.2) control.abort();
    };
    await expect(detector.fit(curve(300, 17), { signal: control.signal, onProgress })).rejects.toThrow(/abort/i);
    expect(await detector.score(odd)).toEqual(before);
  });
});

describe('bad input', () => {
  const small = { ...options, epochs: [3, 2], density: { epochs: 3 } } as const;
  it('constant columns stay, and a change of one at test time is seen', async () => {
    const rows = curve(400, 20).map((value, i) => (i % 4 === 3 ? 5 : value));
    const detector = await new Cance({ ...small, variant: 'error' }).fit(rows);
    const [usual, changed] = await detector.score([...rows.slice(0, 4), ...rows.slice(0, 3), 50]);
    expect(changed).toBeGreaterThan(usual + 1);
  });
  it('copies of one row are scored by their error', async () => {
    const rows = Float64Array.from({ length: 800 }, (_, i) => i % 4);
    const detector = await new Cance(small).fit(rows);
    expect(detector.diagnostics!.dropped.length).toBe(4);
    const [same, other] = await detector.score([0, 1, 2, 3, 9, 9, 9, 9]);
    expect(other).toBeGreaterThan(same);
  });
  it('all-black images have scores', async () => {
    const detector = await new Cance({ ...small, scaling: 'byte', batchNorm: true }).fit(new Uint8Array(1600));
    expect((await detector.score(new Uint8Array(8))).every(Number.isFinite)).toBe(true);
    expect((await detector.score(new Uint8Array(8).fill(255))).every(Number.isFinite)).toBe(true);
  });
  it('fewer rows than dimensions are fitted by plainer variants', async () => {
    const random = createRandom(1);
    const rows = Float64Array.from({ length: 20 * 50 }, () => random.normal());
    await expect(new Cance({ ...small, channels: 50 }).fit(rows)).rejects.toThrow(/at least 10 rows/);
    const detector = await new Cance({ ...small, channels: 50, variant: 'mahalanobis' }).fit(rows);
    expect((await detector.score(rows)).every(Number.isFinite)).toBe(true);
  });
  it('gigantic values have finite scores', async () => {
    const detector = await new Cance(small).fit(curve(400, 21));
    const scores = await detector.score([1e150, -1e150, 1e100, 0, 1e6, 1e6, 1e6, 1e6]);
    expect(scores.every(Number.isFinite)).toBe(true);
  });
  it('what is no number is a TypeError or RangeError with its place', async () => {
    const rows: unknown[] = Array.from(curve(300, 22));
    const broken = (value: unknown): ArrayLike<number> => rows.with(17, value) as number[];
    await expect(new Cance(small).fit(broken('red'))).rejects.toThrow(/train\[17\] must be a number, got "red"/);
    await expect(new Cance(small).fit(broken(Number.NaN))).rejects.toThrow(/train\[17\] must be a finite number.*NaN/);
    await expect(new Cance(small).fit(rows.slice(1) as number[])).rejects.toThrow(/whole rows of 4/);
    expect(() => new Cance({ channels: 4, hiden: [3] } as never)).toThrow(/unknown option "hiden"/);
    expect(() => new Cance({ channels: 4, density: { epochs: 0 } })).toThrow(/density: epochs must be an integer/);
    expect(() => new Cance({ channels: 0 })).toThrow(/channels must be an integer/);
    expect(() => new Cance({ channels: 4, components: 5 })).toThrow(/^Cance: components must be/);
  });
  it.each(Object.entries({ Cance, AutoEncoder, PcaFeatures, DeepSvdd, Vae, Dagmm, Goad, Drocc }))(
    '%s says what it cannot do without',
    (_, Type) => {
      const given = 'the number of values per row, as { channels: 3 }';
      const create = (options?: object): unknown => new (Type as new (options: unknown) => unknown)(options);
      expect(() => create()).toThrow(`${Type.name}: options must be an object with channels, ${given}, got undefined`);
      expect(() => create({ scaling: 'none' })).toThrow(`${Type.name}: channels must be given, ${given}`);
      expect(() => create({})).toThrow(`${Type.name}: channels must be given, ${given}`);
    },
  );
  it('the presets for images ask for the pixels', () => {
    expect(() => Cance.image(undefined as never)).toThrow('Cance: channels must be given');
  });
});

describe('WindowCance', () => {
  it('a snapshot scores the same bits', async () => {
    const series = curve(100, 30);
    const detector = await new WindowCance({
      window: 8,
      hidden: [8],
      latent: 2,
      epochs: [3, 1],
      density: { epochs: 2 },
    }).fit(series);
    const restored = await WindowCance.restore(decodeSnapshot(encodeSnapshot(detector.snapshot())));
    expect(await restored.score(series)).toEqual(await detector.score(series));
    const { cance: _gone, ...meta } = detector.snapshot().meta;
    await expect(WindowCance.restore({ ...detector.snapshot(), meta })).rejects.toThrow(SnapshotError);
  });
});
