import v8 from 'node:v8';
import { describe, expect, it } from 'vitest';
import { type JoinSpec, planJoin, runStrip } from '../src/join-plan.ts';
import { kernelModule, kernelsOn } from '../src/kernels.ts';
import { LeftStream } from '../src/left-stream.ts';
import { mergeLists } from '../src/neighbours.ts';
import { plainKernels } from '../src/plain-kernels.ts';
import { RELAXED_WASM } from '../src/wasm.generated.ts';
import { hardSeries, noise, seasonal, walk } from './series.ts';

const Z = { distance: 'z', softening: 0 } as const;
const SOFT = { distance: 'soft', softening: 0.3 } as const;
const CENTRED = { distance: 'centred', softening: 0 } as const;
const RAW = { distance: 'raw', softening: 0 } as const;

function spec(shape: JoinSpec['shape'], series: Float64Array, rest: Partial<JoinSpec> = {}): JoinSpec {
  const reference = rest.reference ?? series;
  return {
    shape,
    series,
    window: 16,
    measures: [Z],
    neighbours: 1,
    sides: true,
    exclusion: 4,
    reach: Number.POSITIVE_INFINITY,
    ...rest,
    reference,
  };
}

const ALL = [SOFT, Z, CENTRED];

function lists(joined: JoinSpec, plain: boolean, reverse = false): number[][] {
  const plan = planJoin(joined);
  const kernels = plain ? plainKernels(plan.arena.memory) : kernelsOn(plan.arena.memory, false);
  for (const strip of reverse ? plan.strips.toReversed() : plan.strips) runStrip(kernels, plan, strip);
  return plan.outputs.flatMap(({ best, index }) => [Array.from(best), Array.from(index)]);
}

describe('the plain JavaScript kernels have the bits of the WebAssembly ones', () => {
  for (const [name, series] of Object.entries(hardSeries(300))) {
    it(name, () => {
      for (const measures of [[Z], [SOFT], [CENTRED], [RAW], [SOFT, Z], [CENTRED, Z, SOFT]]) {
        for (const neighbours of [1, 3]) {
          for (const shape of ['self', 'left'] as const) {
            const joined = spec(shape, series, { measures, neighbours });
            expect(lists(joined, true)).toEqual(lists(joined, false));
          }
          const joined = spec('ab', series, { measures, neighbours, reference: walk(131, 3) });
          expect(lists(joined, true)).toEqual(lists(joined, false));
        }
      }
    });
  }

  it('a series longer than one restart block', () => {
    const joined = spec('self', walk(3100, 1));
    expect(lists(joined, true)).toEqual(lists(joined, false));
  });

  it('flat windows, some of them with a ripple near the last digits, among others', () => {
    const rest = seasonal(1500, 4).map((value, t) => (t % 300 < 180 ? value : t % 600 < 300 ? 2 : 2 + 1e-14 * (t % 7)));
    for (const [series, reference] of [
      [rest, seasonal(700, 5)],
      [seasonal(700, 6), rest],
    ]) {
      const joined = spec('ab', series, { measures: ALL, reference });
      expect(lists(joined, true)).toEqual(lists(joined, false));
    }
    for (const sides of [true, false]) {
      const joined = spec('self', rest, { measures: ALL, sides });
      expect(lists(joined, true)).toEqual(lists(joined, false));
    }
  });
});

describe('several distances in one walk', () => {
  it('have the bits that each has alone', () => {
    for (const series of [...Object.values(hardSeries(300)), noise(600, 1).map(Math.round)]) {
      for (const shape of ['self', 'left', 'ab'] as const) {
        for (const neighbours of [1, 3]) {
          const rest = { neighbours, reference: shape === 'ab' ? walk(131, 3) : series };
          for (const count of [2, 3]) {
            const together = lists(spec(shape, series, { ...rest, measures: ALL.slice(0, count) }), false);
            const alone = ALL.slice(0, count).flatMap((measure) =>
              lists(spec(shape, series, { ...rest, measures: [measure] }), false),
            );
            expect(together).toEqual(alone);
          }
        }
      }
    }
  });
});

describe('without sides', () => {
  it('the neighbours are the better ones of both', () => {
    for (const series of Object.values(hardSeries(300))) {
      for (const neighbours of [1, 3]) {
        const joined = spec('self', series, { measures: ALL, neighbours });
        const plan = planJoin(joined);
        const kernels = kernelsOn(plan.arena.memory, false);
        for (const strip of plan.strips) runStrip(kernels, plan, strip);
        const merged = plan.views.flatMap(({ outputs: [after, earlier] }) => {
          mergeLists(after, earlier, plan.count, neighbours);
          return [Array.from(after.best), Array.from(after.index)];
        });
        expect(lists({ ...joined, sides: false }, false)).toEqual(merged);
      }
    }
  });
});

describe('the order of the work', () => {
  it('does not matter, ties included', () => {
    for (const series of [noise(7200, 1).map(Math.round), new Float64Array(7200)]) {
      for (const neighbours of [1, 2]) {
        const joined = spec('self', series, { neighbours });
        expect(planJoin(joined).strips.length).toBeGreaterThan(2);
        expect(lists(joined, false, true)).toEqual(lists(joined, false));
      }
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
