/**
 * Our decompositions beside ml-matrix on Hankel matrices, in one process and interleaved; prints a Markdown table.
 * Run it with `pnpm --filter @tsad/linalg bench`.
 */
import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from 'ml-matrix';
import { estimateSubspace, hankelGram, svd, symmetricEigen } from '../src/index.ts';

interface Contestant {
  name: string;
  run: () => unknown;
  milliseconds: number[];
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1];
}

function contest(rows: number, cols: number, rounds: number): void {
  const t = Float64Array.from({ length: rows + cols - 1 }, (_, i) => Math.sin(i / 5) + 0.1 * Math.sin(i * i));
  const hankel = Array.from({ length: rows }, (_, i) => Array.from(t.subarray(i, i + cols)));
  const x = new Matrix(hankel);
  const flat = Float64Array.from(hankel.flat());
  const baseline: Contestant = {
    name: 'ml-matrix SVD',
    run: () => new SingularValueDecomposition(x, { autoTranspose: true }),
    milliseconds: [],
  };
  const contestants: Contestant[] = [
    baseline,
    {
      name: 'ml-matrix SVD, left vectors only',
      run: () => new SingularValueDecomposition(x, { autoTranspose: true, computeRightSingularVectors: false }),
      milliseconds: [],
    },
    {
      name: 'ml-matrix Gram and eigen',
      run: () => new EigenvalueDecomposition(x.mmulByTranspose(), { assumeSymmetric: true }),
      milliseconds: [],
    },
    { name: '`symmetricEigen(hankelGram)`', run: () => symmetricEigen(hankelGram(t, rows), rows), milliseconds: [] },
    { name: '`estimateSubspace`, simple', run: () => estimateSubspace(t, { window: rows }), milliseconds: [] },
    { name: '`svd`', run: () => svd(flat, rows, cols), milliseconds: [] },
  ];
  for (let round = -Math.ceil(rounds / 4); round < rounds; round++) {
    for (const contestant of contestants) {
      const start = performance.now();
      contestant.run();
      if (round >= 0) contestant.milliseconds.push(performance.now() - start);
    }
  }
  const reference = median(baseline.milliseconds);
  for (const { name, milliseconds } of contestants) {
    const time = median(milliseconds);
    console.log(`| ${rows} x ${cols} | ${name} | ${time.toPrecision(3)} | ${(reference / time).toPrecision(3)} |`);
  }
}

console.log('| Hankel matrix | what | median ms | times faster than ml-matrix SVD |');
console.log('| --- | --- | --: | --: |');
contest(30, 71, 200);
contest(100, 900, 15);
