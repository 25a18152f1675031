/** fft.js with the same bits in every engine: its own twiddle factors come from `Math.cos` and `Math.sin`. */
import { portableCos, portableSin } from '@tsad/core';
import FFT from 'fft.js';

/** Complex transforms of `size` points, a power of two from 2 on. O(size). */
export function createTransform(size: number): FFT {
  const fft = new FFT(size) as FFT & { table: number[] };
  for (let i = 0; i < 2 * size; i += 2) {
    const angle = (Math.PI * i) / size;
    fft.table[i] = portableCos(angle);
    fft.table[i + 1] = -portableSin(angle);
  }
  return fft;
}
