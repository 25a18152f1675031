import { decodeSnapshot, encodeSnapshot, type Snapshot } from '@tsad/core';
import { detectorChecks } from '@tsad/core/testing';
import { describe, expect, it } from 'vitest';
import { CoAD, type CoADOptions } from '../src/index.ts';

const TINY: CoADOptions = {
  period: 40,
  patch: 8,
  hidden: 3,
  layers: 1,
  reconstructionHidden: 4,
  reconstructionLayers: 1,
  batch: 4,
  windowMultiple: 2,
  trainMultiple: 1,
  steps: 4,
};

describe('CoAD keeps the contract', () => {
  for (const { title, run } of detectorChecks(() => new CoAD(TINY), { tolerance: 40 })) it(title, run);
});

const wave = (n: number): Float64Array =>
  Float64Array.from({ length: n }, (_, t) => Math.sin((2 * Math.PI * t) / 40) + 0.1 * Math.sin(t * t));

describe('training', () => {
  it('continues from a checkpoint bit for bit', async () => {
    const checkpoints: Snapshot[] = [];
    const options: CoADOptions = { ...TINY, steps: 6, dropout: 0.2, layers: 2, trainStride: 6, earlyStop: true };
    const whole = await new CoAD(options).fit(wave(400), {
      checkpointEvery: 3,
      onCheckpoint: (c) => void checkpoints.push(decodeSnapshot(encodeSnapshot(c))),
    });
    expect(checkpoints).toHaveLength(2);
    const resumed = await new CoAD(options).fit(wave(400), { resume: checkpoints[0] });
    expect(resumed.encodeWeights()).toEqual(whole.encodeWeights());
    expect(resumed.history).toEqual(whole.history);
    await expect(new CoAD({ ...options, seed: 3 }).fit(wave(400), { resume: checkpoints[0] })).rejects.toThrow(
      'other options',
    );
    await expect(new CoAD(options).fit(wave(401), { resume: checkpoints[0] })).rejects.toThrow('another train part');
  });
});
