import v8 from 'node:v8';
import { describe, expect, it } from 'vitest';
import { type JoinSpec, planJoin, runStrip } from '../src/join-plan.ts';
import { kernelModule, kernelsOn } from '../src/kernels.ts';
import { LeftStream } from '../src/left-stream.ts';
import { plainKernels } from '../src/plain-kernels.ts';
import { RELAXED_WASM } from '../src/wasm.generated.ts';
import { hardSeries, noise, seasonal, walk } from './series.ts';

function spec(shape: JoinSpec['shape'], series: Float64Array, rest: Partial<JoinSpec> = {}): JoinSpec {
  const reference = rest.reference ?? series;
  return { shape, series, window: 16, distance: 'z', softening: 0.3, neighbours: 1, exclusion: 4, ...rest, reference };
}

function lists(joined: JoinSpec, plain: boolean, reverse = false): number[][] {
  const plan = planJoin(joined);
  const kernels = plain ? plainKernels(plan.arena.memory) : kernelsOn(plan.arena.memory, false);
  for (const strip of reverse ? plan.strips.toReversed() : plan.strips) runStrip(kernels, plan, strip);
  return plan.outputs.flatMap(({ best, index }) => [Array.from(best), Array.from(index)]);
}

describe('the plain JavaScript kernels have the bits of the WebAssembly ones', () => {
  for (const [name, series] of Object.entries(hardSeries(300))) {
    it(name, () => {
      for (const distance of ['z', 'soft', 'centred', 'raw'] as const) {
        for (const neighbours of [1, 3]) {
          for (const shape of ['self', 'left'] as const) {
            const joined = spec(shape, series, { distance, neighbours });
            expect(lists(joined, true)).toEqual(lists(joined, false));
          }
          const joined = spec('ab', series, { distance, neighbours, reference: walk(131, 3) });
          expect(lists(joined, true)).toEqual(lists(joined, false));
        }
      }
    });
  }

  it('a series longer than one restart block', () => {
    const joined = spec('self', walk(3100, 1));
    expect(lists(joined, true)).toEqual(lists(joined, false));
  });
});

describe('the order of the work', () => {
  it('does not matter, ties included', () => {
    for (const series of [noise(9000, 1).map(Math.round), new Float64Array(9000)]) {
      const joined = spec('self', series, { neighbours: 2 });
      expect(planJoin(joined).strips.length).toBeGreaterThan(2);
      expect(lists(joined, false, true)).toEqual(lists(joined, false));
    }
  });
});

describe('the stream', () => {
  it('has the same bits on the plain kernels', () => {
    const made = {
      window: 12,
      distance: 'z',
      softening: 0.3,
      neighbours: 2,
      exclusion: 3,
      lags: 90,
      history: 90,
    } as const;
    const series = seasonal(1300, 4);
    series[700] = Number.NaN;
    const here = new LeftStream(made);
    const plain = new LeftStream(made, plainKernels);
    for (const value of series) expect(plain.push(value)).toBe(here.push(value));
  });
});

describe('relaxed SIMD', () => {
  it('is used only where the machine validates it, and agrees up to rounding', () => {
    // Behind a flag in Node 20, always there in later ones.
    if (process.versions.node.startsWith('20.')) v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
    const bytes = Buffer.from(RELAXED_WASM, 'base64');
    expect(WebAssembly.validate(bytes)).toBe(true);
    expect(kernelModule(true)).not.toBe(kernelModule(false));
    const series = walk(4000, 2);
    const plan = planJoin(spec('self', series));
    const kernels = kernelsOn(plan.arena.memory, true);
    for (const strip of plan.strips) runStrip(kernels, plan, strip);
    const [best] = lists(spec('self', series), false);
    expect(plan.outputs[0].best).toBeAllclose(best, { rtol: 1e-9, atol: 1e-9 });
  });
});
