/** An autoencoder that is trained over several starts of the program. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeSnapshot, encodeSnapshot, type Snapshot } from '@tsad/core';
import type { AutoEncoder } from '@tsad/nce';

/** Rows to learn from, and where to keep what was learnt. */
export interface LongTraining {
  train: ArrayLike<number>;
  validation: ArrayLike<number>;
  signal: AbortSignal;
  /** Folder; without one nothing is kept. */
  directory?: string;
  /** Name of the file, unique to rows and options. */
  name: string;
}

/**
 * Fits `encoder`, going on where an earlier run was stopped; the outcome is that of one run. The file is removed by what
 * it returns, once the results are safe.
 * @returns CPU seconds of all runs together, and `done`.
 */
export async function fitWithCheckpoint(
  encoder: AutoEncoder,
  { train, validation, signal, directory, name }: LongTraining,
): Promise<{ seconds: number; done: () => Promise<void> }> {
  const began = process.cpuUsage();
  const spent = (): number => {
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1e6;
  };
  if (directory === undefined) {
    await encoder.fit(train, { validation, signal });
    return { seconds: spent(), done: async () => undefined };
  }
  const path = join(directory, `${name}.checkpoint.safetensors`);
  await mkdir(directory, { recursive: true });
  const resume = await readFile(path).then(decodeSnapshot, () => undefined);
  const earlier = (resume?.meta.seconds as number | undefined) ?? 0;
  const onEpoch = async (checkpoint: () => Snapshot): Promise<void> => {
    const snapshot = checkpoint();
    const meta = { ...snapshot.meta, seconds: earlier + spent() };
    // Renamed into place, so that a kill in the middle of writing leaves the last one whole.
    await writeFile(`${path}.new`, encodeSnapshot({ ...snapshot, meta }));
    await rename(`${path}.new`, path);
  };
  await encoder.fit(train, { validation, signal, resume, onEpoch });
  return { seconds: earlier + spent(), done: () => rm(path, { force: true }) };
}
