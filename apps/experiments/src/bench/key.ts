/** Names for facts: a job is known by what it computes, so that a stored result is found again by any later run. */
import { createHash } from 'node:crypto';
import type { Series } from '@tsad/core';

/** Everything that decides the numbers of a job. */
export interface JobIdentity {
  detector: string;
  /** The resolved options of the detector. */
  options: object;
  /** See {@link seriesDigest}. */
  series: string;
  seed: number;
  /** Version of the program. */
  version: string;
}

/** The key of a job: the same for the same identity, whatever the order of its options. */
export function jobKey({ detector, options, series, seed, version }: JobIdentity): string {
  return sha256(canonicalJson([detector, options, series, seed, version])).slice(0, 24);
}

/** A digest of all that a series says: values, labels, training part, channels, period. O(points). */
export function seriesDigest({ values, labels, trainEnd, channels, period }: Series): string {
  const hash = createHash('sha256');
  hash.update(canonicalJson([values.length, labels?.length ?? null, trainEnd ?? null, channels ?? 1, period ?? null]));
  hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  if (labels) hash.update(labels);
  return hash.digest('hex').slice(0, 24);
}

/** The digest of a text. */
export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

/** JSON with the keys of every object in order. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
