/** The series of the battery: two seasons, noise, one gross spike; every channel has its own phase. */
import { createRandom } from '../random.ts';

const ROWS = { train: 400, test: 300 };
const SPIKE = { row: 200, height: 12 };

export function exampleSeries(channels: number): { train: Float64Array; test: Float64Array; anomaly: number } {
  const random = createRandom(20);
  const rows = ROWS.train + ROWS.test;
  const values = new Float64Array(rows * channels);
  for (let row = 0; row < rows; row++) {
    for (let channel = 0; channel < channels; channel++) {
      const season = 2 * Math.cos((2 * Math.PI * row) / 40 + channel) + Math.cos((2 * Math.PI * row) / 13 + 1);
      const spike = row === ROWS.train + SPIKE.row ? SPIKE.height : 0;
      values[row * channels + channel] = season + 0.1 * random.normal() + spike;
    }
  }
  return {
    train: values.slice(0, ROWS.train * channels),
    test: values.slice(ROWS.train * channels),
    anomaly: SPIKE.row,
  };
}
