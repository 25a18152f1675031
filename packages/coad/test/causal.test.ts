import { detectorChecks } from '@tsad/core/testing';
import { describe, it } from 'vitest';
import { CausalCoAD, type CausalCoADOptions } from '../src/index.ts';

const TINY: CausalCoADOptions = {
  period: 40,
  pointsPerPeriod: 0,
  hidden: 3,
  layers: 1,
  reconstructionHidden: 4,
  reconstructionLayers: 1,
  batch: 4,
  windowMultiple: 2,
  trainMultiple: 1,
  steps: 4,
  looks: 3,
};

describe('CausalCoAD keeps the contract', () => {
  for (const { title, run } of detectorChecks(() => new CausalCoAD(TINY), { tolerance: 40 })) it(title, run);
});

describe('CausalCoAD on averaged points keeps the contract', () => {
  const options: CausalCoADOptions = { ...TINY, pointsPerPeriod: 20, patch: 4 };
  for (const { title, run } of detectorChecks(() => new CausalCoAD(options), { tolerance: 40 })) it(title, run);
});
