/** What a fit leaves behind, and its form in a snapshot. */
import { type JsonObject, nestedTensors, type Snapshot, SnapshotError, type Tensor } from '@tsad/core';
import type { Geometry } from './geometry.ts';
import type { CoADOptions, ResolvedCoAD } from './options.ts';
import type { Usual } from './point-score.ts';
import type { Scale } from './prepare.ts';
import type { EpochLosses } from './train.ts';

/** Kind and version of the snapshots of CoAD. */
export const KIND = 'coad';
export const VERSION = 1;

/** A fitted detector, as plain data. */
export interface Fitted {
  geometry: Geometry;
  scale: Scale;
  usual: Usual;
  /** Probability above which a hard mask hides a patch; 1 hides none. */
  threshold: number;
  /** Scaled end of the train part. */
  context: Float64Array;
  /** Weights by the names of the released code. */
  weights: Record<string, Tensor>;
  /** Mean losses of every epoch. */
  history: EpochLosses[];
}

const NUMBERS = {
  geometry: ['period', 'factor', 'window', 'stride', 'trainWindow'],
  scale: ['low', 'range', 'span'],
  usual: ['error', 'probability'],
} as const;

/** A fitted or unfitted detector as a snapshot. */
export function writeFitted(options: ResolvedCoAD, fitted: Fitted | undefined): Snapshot {
  const meta: JsonObject = { options: options as unknown as JsonObject };
  const tensors: Record<string, Tensor> = {};
  if (fitted) {
    const { geometry, scale, usual, threshold, context, weights, history } = fitted;
    Object.assign(meta, { geometry, scale, usual, threshold, history: history as unknown as JsonObject[] });
    tensors.context = { shape: [context.length], data: context.slice() };
    for (const [name, { shape, data }] of Object.entries(weights))
      tensors[`weights.${name}`] = { shape, data: data.slice() };
  }
  return { kind: KIND, version: VERSION, meta, tensors };
}

/**
 * Reads what {@link writeFitted} wrote.
 * @returns options to check, and what was fitted.
 * @throws SnapshotError where parts are missing or are no numbers.
 */
export function readFitted(where: string, { meta, tensors }: Snapshot): { options: CoADOptions; fitted?: Fitted } {
  const options = meta.options as CoADOptions;
  if (meta.geometry === undefined) return { options };
  const parts = Object.fromEntries(
    Object.entries(NUMBERS).map(([name, keys]) => {
      const part = meta[name] as Record<string, unknown> | undefined;
      return [name, Object.fromEntries(keys.map((key) => [key, finite(where, `${name}.${key}`, part?.[key])]))];
    }),
  ) as unknown as Pick<Fitted, keyof typeof NUMBERS>;
  const context = tensors.context?.data;
  if (!(context instanceof Float64Array)) throw damaged(where, 'context');
  const weights = nestedTensors('weights.', tensors);
  const threshold = finite(where, 'threshold', meta.threshold);
  const history = Array.isArray(meta.history) ? (meta.history as unknown as EpochLosses[]) : [];
  return { options, fitted: { ...parts, threshold, context, weights, history } };
}

function finite(where: string, name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw damaged(where, name);
}

function damaged(where: string, what: string): SnapshotError {
  return new SnapshotError(`${where}: the snapshot is damaged, ${what} does not fit the rest`);
}
