import { createRandom, type Snapshot, SnapshotError } from '@tsad/core';
import { describe, expect, it } from 'vitest';
import {
  AutoEncoder,
  Cance,
  CompositeDensity,
  type CompositeFeatures,
  compositeRows,
  Dagmm,
  DeepSvdd,
  Drocc,
  Goad,
  PcaFeatures,
  Vae,
  WindowCance,
} from '../src/index.ts';

const random = createRandom(1);
const rows = Float64Array.from({ length: 800 }, (_, i) => Math.sin(i * i) + random.normal(0, 0.1));
const quick = { latent: 2, hidden: [8], epochs: [2, 1], density: { epochs: 2, hidden: [8] } } as const;

describe('options', () => {
  it.each<[unknown, string]>([
    [5, 'got 5'],
    ['12', 'got 12'],
    [[100], 'got an array of 1'],
    [[100, 50, 20], 'got an array of 3'],
  ])('epochs of %j are no two stages', (epochs, got) => {
    const message = `epochs must be those of the two stages, as [100, 50], ${got}`;
    expect(() => new Cance({ channels: 4, epochs } as never)).toThrow(message);
    expect(() => new AutoEncoder({ channels: 4, epochs } as never)).toThrow(message);
  });

  it('what is undefined is left to the preset', () => {
    const nothing = { hidden: undefined, latent: undefined, batchNorm: undefined };
    expect(Cance.image(64, nothing).options).toEqual(Cance.image(64).options);
    expect(Cance.images(64, nothing).options).toEqual(Cance.images(64).options);
    expect(new WindowCance({ ...nothing, window: undefined }).options).toEqual(new WindowCance().options);
  });

  it('the class that was asked names the wrong one', () => {
    expect(() => new Cance({ channels: 3, components: 7 })).toThrow('Cance: components must be an integer in [1, 3]');
    expect(() => new PcaFeatures({ channels: 3, components: 0 })).toThrow('PcaFeatures: components must be a number');
  });

  it('a learner that is none is a TypeError that says how to get one', async () => {
    const learner = { tidy: () => {} } as never;
    const message = 'learner must be one, as tfjsLearner(tf) of @tsad/nce/tfjs returns it';
    await expect(new Cance({ channels: 4, ...quick }).fit(rows, { learner })).rejects.toThrow(message);
    await expect(new Cance({ channels: 4, ...quick, features: 'pca' }).fit(rows, { learner })).rejects.toThrow(message);
    await expect(new WindowCance({ window: 8, ...quick }).fit(rows, { learner })).rejects.toThrow(message);
  });
});

describe('rows', () => {
  it.each<[string, unknown, string]>([
    [
      'rows in rows',
      [[1, 2, 3, 4]],
      'train[0] must be a number, got an array of 4; give rows flat, one after the other',
    ],
    ['big integers', new BigInt64Array(8), 'train[0] must be a number, got 0n'],
    ['holes', new Array(8), 'train[0] must be a number, got undefined'],
  ])('%s are a TypeError', async (_, values, message) => {
    const wrong = values as ArrayLike<number>;
    await expect(new Cance({ channels: 4 }).fit(wrong)).rejects.toThrow(`Cance.fit: ${message}`);
    await expect(new Vae({ channels: 4 }).fit(wrong)).rejects.toThrow(`Vae.fit: ${message}`);
  });
});

describe('features', () => {
  const encoder = new PcaFeatures({ channels: 4, components: 2 }).fit(rows);
  const features = async (): Promise<CompositeFeatures> => (await encoder).features(rows);

  it.each<[string, (good: CompositeFeatures) => unknown, string]>([
    ['none', () => null, 'must be those of an encoder, got null'],
    ['not awaited', async (good) => good, 'must be those of an encoder, got a promise; await it'],
    ['rows of numbers', () => rows, 'rows must be an integer'],
    ['of too few latents', (good) => ({ ...good, latent: good.latent.slice(2) }), 'latent.length must be 400, got 398'],
    ['without an error', ({ error: _, ...rest }) => rest, 'error must be a Float64Array, got undefined'],
    [
      'in a plain array',
      (good) => ({ ...good, cosine: [...good.cosine] }),
      'cosine must be a Float64Array, got a plain array',
    ],
    ['not finite', (good) => ({ ...good, error: good.error.with(3, Number.NaN) }), 'error[3] must be finite, got NaN'],
  ])('%s are refused by name', async (_, spoil, message) => {
    const good = await features();
    // In an object, so that a promise stays one.
    const [wrong] = [{ value: spoil(good) as CompositeFeatures }];
    const density = await new CompositeDensity({ variant: 'mahalanobis' }).fit(good);
    await expect(density.score(wrong.value)).rejects.toThrow(message);
    await expect(density.fit(wrong.value)).rejects.toThrow(message);
    await expect(density.fit(good, { validation: wrong.value })).rejects.toThrow(message);
    expect(() => compositeRows(wrong.value)).toThrow(message);
  });
});

describe('snapshots', () => {
  const types = { AutoEncoder, Cance, CompositeDensity, PcaFeatures, WindowCance, DeepSvdd, Vae, Dagmm, Goad, Drocc };
  type Kept = { snapshot(): Snapshot };
  type Restoring = { new (options: object): Kept; restore(snapshot: Snapshot): Promise<Kept> };
  const made = Object.entries(types).map(([name, Type]): [string, Restoring, Snapshot] => [
    name,
    Type as unknown as Restoring,
    new (Type as unknown as Restoring)(name === 'CompositeDensity' ? {} : { channels: 4 }).snapshot(),
  ]);

  it.each(made)('%s refuses those of all others', async (name, Type) => {
    for (const [other, , snapshot] of made) {
      if (other === name) await expect(Type.restore(snapshot)).resolves.toBeInstanceOf(Type);
      else await expect(Type.restore(snapshot), other).rejects.toThrow(SnapshotError);
    }
    for (const wrong of [undefined, null, {}, new Uint8Array(8)] as never[]) {
      await expect(Type.restore(wrong)).rejects.toThrow(SnapshotError);
    }
  });

  it('parts that do not belong together are refused', async () => {
    const windows = (await new WindowCance({ window: 8, ...quick }).fit(rows)).snapshot();
    const { options, ...rest } = windows.meta;
    await expect(WindowCance.restore({ ...windows, meta: rest })).rejects.toThrow(/windows hold 8 values, not 32/);
    const pca = (await new Cance({ channels: 4, ...quick, features: 'pca' }).fit(rows)).snapshot();
    const wider = { ...(pca.meta.options as object), channels: 5 };
    await expect(Cance.restore({ ...pca, meta: { ...pca.meta, options: wider } })).rejects.toThrow(
      /encoder takes 4 values a row, not 5/,
    );
    for (const name of Object.keys(pca.tensors)) {
      const { [name]: _gone, ...tensors } = pca.tensors;
      await expect(Cance.restore({ ...pca, tensors }), name).rejects.toThrow(SnapshotError);
    }
  });

  it('a checkpoint with parts missing is refused', async () => {
    const { density: _, ...shape } = quick;
    const kept: Snapshot[] = [];
    const onEpoch = (checkpoint: () => Snapshot): void => void kept.push(checkpoint());
    await new AutoEncoder({ channels: 4, ...shape }).fit(rows, { onEpoch });
    const [whole] = kept;
    for (const resume of [
      { ...whole, tensors: {} },
      { ...whole, meta: { ...whole.meta, stage: 7 } },
      { ...whole, meta: { ...whole.meta, epoch: null } },
    ]) {
      await expect(new AutoEncoder({ channels: 4, ...shape }).fit(rows, { resume })).rejects.toThrow(SnapshotError);
    }
  });
});

describe('principal components', () => {
  it.each([
    ['more rows than columns', 60, 400],
    ['fewer', 400, 60],
  ])('of %s stop when asked, and stay as they were', async (_, channels, count) => {
    const values = Float64Array.from({ length: channels * count }, (_, i) => Math.sin(i * i));
    const encoder = await new PcaFeatures({ channels, components: 3 }).fit(values);
    const before = encoder.snapshot();
    const control = new AbortController();
    const fractions: number[] = [];
    const onProgress = ({ fraction }: { fraction: number }): void => {
      fractions.push(fraction);
      control.abort();
    };
    const again = encoder.fit(values.toReversed(), { signal: control.signal, onProgress });
    await expect(again).rejects.toThrow(/abort/i);
    expect(fractions).toEqual([0.5]);
    expect(encoder.snapshot()).toEqual(before);
  });
});
