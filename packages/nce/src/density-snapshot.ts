/** A density of composite features as data. */
import { checkSnapshot, createRandom, type JsonObject, type Snapshot, SnapshotError } from '@tsad/core';
import { createEngine, type Engine, loadWeights, weightsOf } from '@tsad/nn';
import { denseNet } from './dense-net.ts';
import { ESTIMATED, type ResolvedDensity } from './density-options.ts';
import type { Estimate } from './estimate-density.ts';
import type { Gaussian } from './gaussian.ts';

const KIND = 'composite-density';
const VERSION = 1;

/** What a density has learnt. */
export interface DensityModel {
  gaussian: Gaussian;
  /** Estimate of its integral; absent without validation rows. */
  partition?: number;
  /** T and K, and where T lives; absent for plain variants. */
  estimate?: Estimate & { engine: Engine };
}

/** Options, moments, K and the weights of T; without a model the options alone. */
export function packDensity(
  model: DensityModel | undefined,
  options: Readonly<ResolvedDensity> & JsonObject,
): Snapshot {
  if (!model) return { kind: KIND, version: VERSION, meta: { options }, tensors: {} };
  const { gaussian, estimate, partition = null } = model;
  const { columns, kept, mean, sd, factor, jitter, condition } = gaussian;
  const tensors: Snapshot['tensors'] = {
    mean: { shape: [mean.length], data: mean.slice() },
    sd: { shape: [sd.length], data: sd.slice() },
    factor: { shape: [factor.length], data: factor.slice() },
    numbers: { shape: [2], data: Float64Array.of(jitter, condition) },
  };
  if (estimate) {
    tensors.psi = { shape: [estimate.psi.length], data: estimate.psi.slice() };
    for (const [name, tensor] of Object.entries(weightsOf(estimate.net))) tensors[`net.${name}`] = tensor;
  }
  return { kind: KIND, version: VERSION, meta: { options, columns, kept: [...kept], partition }, tensors };
}

/** @throws SnapshotError for a snapshot of another kind or version. */
export function checkDensitySnapshot(where: string, snapshot: Snapshot): void {
  checkSnapshot(where, snapshot, KIND, VERSION);
}

/**
 * The model of {@link packDensity}; undefined for that of a density that was not fitted.
 * @throws SnapshotError with parts missing.
 */
export async function unpackDensity(
  where: string,
  { meta, tensors }: Snapshot,
  { variant, hidden }: Readonly<ResolvedDensity>,
): Promise<DensityModel | undefined> {
  if (Object.keys(tensors).length === 0) return undefined;
  const kept = meta.kept as number[];
  const width = kept?.length;
  const part = (name: string, length: number): Float64Array => {
    const data = tensors[name]?.data;
    if (data instanceof Float64Array && data.length === length) return data.slice();
    throw new SnapshotError(`${where}: the snapshot is damaged, ${name} does not fit the options`);
  };
  const [jitter, condition] = part('numbers', 2);
  const [mean, sd, factor] = [part('mean', width), part('sd', width), part('factor', width * width)];
  const gaussian: Gaussian = { columns: meta.columns as number, kept, mean, sd, factor, jitter, condition };
  const partition = (meta.partition as number | null) ?? undefined;
  if (width === 0 || !ESTIMATED.includes(variant)) return { gaussian, partition };
  const engine = await createEngine();
  try {
    const net = denseNet(engine, { widths: [width, ...hidden, 1] }, createRandom(0));
    const weights = Object.entries(tensors).filter(([name]) => name.startsWith('net.'));
    loadWeights(net, Object.fromEntries(weights.map(([name, tensor]) => [name.slice(4), tensor])));
    return { gaussian, partition, estimate: { engine, net, psi: part('psi', width) } };
  } catch (cause) {
    engine.dispose();
    throw new SnapshotError(`${where}: the snapshot is damaged, weights do not fit the options`, { cause });
  }
}
