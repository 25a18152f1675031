/** Golden values of batch norm and AdamW. */
import { readGolden } from '@tsad/test-kit';

interface Training {
  batchNorm: {
    x: number[][];
    y: number[][];
    gradOut: number[][];
    gradIn: number[][];
    runningMean: number[];
    runningVar: number[];
  };
  adamw: { lr: number; weightDecay: number; start: number[]; grads: number[][]; afterEachStep: number[][] };
}

/** Made by PyTorch in double precision. */
export const golden: Training = readGolden<Training>(import.meta.url, 'training.json');
