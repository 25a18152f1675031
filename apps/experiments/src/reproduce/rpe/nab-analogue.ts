/** In place of Table V, whose data (Yahoo S5) may not be redistributed: points injected into stretches of NAB. */
import { createRandom, type Series } from '@tsad/core';
import { openDataset } from '@tsad/data/node';
import type { Experiment } from '../experiment.ts';
import { rivalNotes, rivals } from './rivals.ts';
import { pointwise, settings, source } from './settings.ts';

const STRETCH = { length: 300, train: 100 };
const INJECTED = 12;
const PER_FILE = 6;
const FILES = 47;

/** The table. */
export function nabAnalogue(): Experiment {
  return {
    title: 'RPE, in place of Table V: points injected into real series (NAB)',
    source: `${source} Numenta Anomaly Benchmark (Lavin and Ahmad 2015), its real files.`,
    columns: ['F1', 'precision', 'recall'],
    rows: [...Object.keys(settings), ...Object.keys(rivals)].map((name) => ({ name })),
    repetitions: FILES * PER_FILE,
    notes: [
      `Not the paper's data: ${PER_FILE} random stretches of 300 points from each of ${FILES} real files, centred and divided by`,
      'their standard deviation, 12 points injected behind the first 100, half of 0.75 f, half of 1.5 f, f the largest',
      "absolute value. Constant stretches are left out. NAB's own labels are ignored, so its anomalies count as false alarms.",
      ...rivalNotes,
    ],
    version: 1,
    async prepare({ dataDirectory, signal }) {
      const files: Series[] = [];
      for await (const series of openDataset('nab', { dir: dataDirectory, signal })) {
        if (!series.name.startsWith('art_')) files.push(series);
      }
      if (files.length !== FILES) throw new Error(`NAB holds ${files.length} real files, expected ${FILES}`);
      return async (row, seed) => {
        const series = stretch(files[seed % FILES], createRandom(40_000).fork(seed));
        const detector = row in rivals ? rivals[row](seed) : settings[row]();
        return series ? pointwise(detector, series) : {};
      };
    },
  };
}

/** A random stretch with injected points; undefined where it is constant or holds a missing value. */
function stretch({ name, values }: Series, random: ReturnType<typeof createRandom>): Series | undefined {
  const begin = random.integer(values.length - STRETCH.length + 1);
  const part = values.slice(begin, begin + STRETCH.length);
  const mean = part.reduce((sum, value) => sum + value, 0) / part.length;
  const sd = Math.sqrt(part.reduce((sum, value) => sum + (value - mean) ** 2, 0) / part.length);
  if (!(sd > 1e-9 * Math.abs(mean))) return undefined;
  const scaled = part.map((value) => (value - mean) / sd);
  const largest = scaled.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const labels = new Uint8Array(STRETCH.length);
  const positions = random.shuffle(Array.from({ length: STRETCH.length - STRETCH.train }, (_, i) => STRETCH.train + i));
  for (const [i, at] of positions.slice(0, INJECTED).entries()) {
    const size = (i % 2 === 0 ? 0.75 : 1.5) * largest;
    scaled[at] += random.uniform() < 0.5 ? -size : size;
    labels[at] = 1;
  }
  return { name: `${name} from ${begin}`, values: scaled, labels, trainEnd: STRETCH.train };
}
