import { detectorChecks } from '@tsad/core/testing';
import { describe, it } from 'vitest';
import { CausalSoftDiscord } from '../src/causal-soft-discord.ts';
import { SoftDiscord } from '../src/soft-discord.ts';

describe.each([
  ['one variable', () => new SoftDiscord()],
  ['three variables', () => new SoftDiscord({ channels: 3 })],
  ['at most one anomaly', () => new SoftDiscord({ single: true, period: 40 })],
  ['averaged points', () => new SoftDiscord({ budget: 1e4 })],
])('SoftDiscord, %s, keeps the contract', (_, make) => {
  for (const { title, run } of detectorChecks(make, { tolerance: 20 })) it(title, run);
});

describe.each([
  ['one variable', () => new CausalSoftDiscord()],
  ['three variables', () => new CausalSoftDiscord({ channels: 3, period: 40 })],
  ['a short memory', () => new CausalSoftDiscord({ reference: 100, scaling: 'none', period: 40 })],
])('CausalSoftDiscord, %s, keeps the contract', (_, make) => {
  for (const { title, run } of detectorChecks(make, { tolerance: 20 })) it(title, run);
});
