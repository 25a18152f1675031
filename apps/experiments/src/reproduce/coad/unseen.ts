/** Appendix I: anomalies of a kind that training has not shown, on generated series. */
import { CoAD, type CoADOptions, type DistortionKind } from '@tsad/coad';
import { createRandom, type Random } from '@tsad/core';
import { evaluate } from '@tsad/metrics';
import type { Experiment } from '../experiment.ts';

const KINDS: readonly DistortionKind[] = ['uniform', 'stretch', 'jitter', 'flip'];
const PERIOD = 32;
const POINTS = 1600;
const LENGTH = 40;
const OPTIONS: CoADOptions = { period: PERIOD };

/** A repetition is a generated series. */
export const unseenExperiment: Experiment = {
  title: 'CoAD, Appendix I: kinds of anomalies that training has shown, and has not',
  source: 'Tang et al., KDD 2026, Appendix I, on generated series of this repository.',
  columns: ['AUC-PR', 'VUS-PR', 'UCR-top1'],
  rows: KINDS.flatMap((kind) => [{ name: `${kind}, shown` }, { name: `${kind}, not shown` }]),
  repetitions: 10,
  version: 1,
  notes: ['Shown: trained on all four kinds; not shown: on the other three. One anomaly of 40 points, period 32.'],
  prepare:
    async ({ signal }) =>
    async (row, seed) => {
      const [kind, how] = row.split(', ') as [DistortionKind, string];
      const distortions = how === 'shown' ? KINDS : KINDS.filter((other) => other !== kind);
      const { train, test, labels } = generate(kind, createRandom(40_000 + seed));
      const detector = await new CoAD({ ...OPTIONS, distortions: [...distortions], seed }).fit(train, { signal });
      const record = evaluate(await detector.score(test), labels, { protocol: 'coad', period: PERIOD });
      return { 'AUC-PR': record['AUC-PR']!, 'VUS-PR': record['VUS-PR']!, 'UCR-top1': record['UCR-top1']! };
    },
};

function generate(kind: DistortionKind, random: Random) {
  const phase = 2 * Math.PI * random.uniform();
  const wave = (t: number): number => {
    const angle = (2 * Math.PI * t) / PERIOD;
    return Math.sin(angle) + 0.5 * Math.sin(2 * angle + phase) + 0.05 * random.normal();
  };
  const train = Float64Array.from({ length: POINTS }, (_, t) => wave(t));
  const test = Float64Array.from({ length: POINTS }, (_, t) => wave(POINTS + t));
  const start = 200 + random.integer(POINTS - 400 - LENGTH);
  const piece = test.subarray(start, start + LENGTH);
  if (kind === 'uniform') piece.fill(piece[0]);
  else if (kind === 'flip') piece.reverse();
  else if (kind === 'jitter') for (let i = 0; i < LENGTH; i++) piece[i] += 0.2 * random.normal();
  else for (let i = LENGTH - 1; i > 0; i--) piece[i] = piece[i >> 1];
  const labels = new Uint8Array(POINTS).fill(1, start, start + LENGTH);
  return { train, test, labels };
}
