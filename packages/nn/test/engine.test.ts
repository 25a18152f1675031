import { createRandom } from '@tsad/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Adam, createEngine, createEngineSync, Gru, Linear, meanSquaredError } from '../src/index.ts';
import { values } from './gradients.ts';

afterEach(() => vi.unstubAllGlobals());

describe('an engine', () => {
  it('made without waiting computes the same', async () => {
    const engines = [await createEngine(), createEngineSync()];
    const outputs = engines.map((engine) => {
      const layer = new Linear(engine, { inputs: 3, outputs: 2, random: createRandom(1) });
      return layer.infer(engine.tensor([1, 3], [1, 2, 3])).toArray();
    });
    expect(outputs[1]).toEqual(outputs[0]);
    for (const engine of engines) engine.dispose();
  });

  it('keeps tensors valid while its memory grows', async () => {
    const engine = await createEngine();
    const first = engine.tensor([3], [1, 2, 3]);
    const stale = first.data;
    engine.tensor([4_000_000]);
    expect(stale.length).toBe(0);
    expect([...first.data]).toEqual([1, 2, 3]);
    engine.dispose();
  });

  it('releases in scope what was allocated in it, even when the work throws', async () => {
    const engine = await createEngine();
    const before = engine.bytes;
    const inner = engine.scope(() => engine.tensor([1000]));
    expect(engine.bytes).toBe(before);
    expect(() => inner.data).toThrow(/its memory was released/);
    const failing = (): void => {
      engine.tensor([1000]);
      throw new Error('no');
    };
    expect(() => engine.scope(failing)).toThrow('no');
    expect(engine.bytes).toBe(before);
    expect(() => engine.scope(async () => 1)).toThrow(/mark and engine.release/);
    engine.dispose();
  });

  it('does not grow over the steps of a training', async () => {
    const engine = await createEngine();
    const layer = new Linear(engine, { inputs: 8, outputs: 8, random: createRandom(1) });
    const optimiser = new Adam(layer.parameters);
    const before = engine.bytes;
    for (let step = 0; step < 50; step++) {
      engine.scope(() => {
        const x = engine.tensor([32, 8]).fill(1);
        const pass = layer.forward(x);
        pass.backward(meanSquaredError(pass.output, x).gradient);
        optimiser.step();
      });
    }
    expect(engine.bytes).toBe(before);
    engine.dispose();
  });

  it('refuses what exceeds its limit before it allocates, and works on', async () => {
    const engine = await createEngine({ maxBytes: 2 ** 20 });
    expect(() => engine.tensor([300_000])).toThrow(/exceed maxBytes = 1048576/);
    expect(engine.tensor([2], [1, 2]).toArray()).toEqual(Float32Array.of(1, 2));
    engine.dispose();
  });

  it('cannot be used after dispose', async () => {
    const engine = await createEngine();
    const tensor = engine.tensor([2]);
    engine.dispose();
    engine.dispose();
    expect(() => tensor.data).toThrow(/disposed of/);
    expect(() => engine.tensor([2])).toThrow(/disposed of/);
  });

  it('refuses bad shapes, values and options', async () => {
    const engine = await createEngine();
    expect(() => engine.tensor([2, -1])).toThrow(/shape\[1\] must be an integer/);
    expect(() => engine.tensor([2], [1])).toThrow(/values must hold 2 numbers \(\[2\]\), got 1/);
    expect(() => engine.tensor([6]).reshape([4])).toThrow(/must hold 6 elements, got 4/);
    expect(() => engine.tensor([3, 2]).rows(2, 4)).toThrow(/to must be/);
    await expect(createEngine({ threads: 2 } as object)).rejects.toThrow(/unknown option "threads"/);
    await expect(createEngine({ maxBytes: 10 })).rejects.toThrow(/maxBytes must be/);
    engine.dispose();
  });

  it('refuses tensors of another engine', async () => {
    const [one, two] = [await createEngine(), await createEngine()];
    const layer = new Linear(one, { inputs: 2, outputs: 2, random: createRandom(1) });
    expect(() => layer.forward(two.tensor([3, 2]))).toThrow(/Linear: the tensor must be of the same engine/);
    const pass = layer.forward(one.tensor([3, 2]));
    expect(() => pass.backward(two.tensor([3, 2]))).toThrow(/gradient must be of the output's engine and shape/);
    expect(() => meanSquaredError(pass.output, two.tensor([3, 2]))).toThrow(/same engine/);
    one.dispose();
    two.dispose();
  });

  it('says what is missing where there is no WebAssembly', async () => {
    vi.stubGlobal('WebAssembly', undefined);
    await expect(createEngine()).rejects.toThrow(/no WebAssembly SIMD/);
  });

  it('trains alike with fused operations, which only newer machines have', async () => {
    const train = async (relaxedSimd: boolean): Promise<{ fused: boolean; weights: Float32Array }> => {
      const engine = await createEngine({ relaxedSimd });
      const random = createRandom(1);
      const net = new Gru(engine, { inputs: 3, hidden: 8, layers: 2, bidirectional: true, random });
      const optimiser = new Adam(net.parameters, { learningRate: 0.01 });
      const x = engine.tensor([12, 7, 3], values(12 * 7 * 3, 1));
      const target = engine.tensor([12, 7, 16]).fill(0.3);
      for (let step = 0; step < 20; step++) {
        engine.scope(() => {
          const pass = net.forward(x);
          optimiser.zeroGradients();
          pass.parameterGradients(meanSquaredError(pass.output, target).gradient);
          optimiser.step();
        });
      }
      const weights = net.parameters[0].value.toArray();
      engine.dispose();
      return { fused: engine.relaxedSimd, weights };
    };
    const [plain, relaxed] = [await train(false), await train(true)];
    expect(plain.fused).toBe(false);
    expect(relaxed.fused).toBe(Number(process.versions.node.split('.')[0]) >= 22);
    expect(relaxed.weights).toBeAllclose(plain.weights, { rtol: 1e-4, atol: 1e-4 });
  });

  it('does not use more memory over 1,000 rounds of create, train and dispose', async () => {
    const round = async (): Promise<void> => {
      const engine = await createEngine();
      const layer = new Linear(engine, { inputs: 100, outputs: 100, random: createRandom(1) });
      engine.scope(() => {
        const x = engine.tensor([500, 100]).fill(1);
        const pass = layer.forward(x);
        pass.parameterGradients(meanSquaredError(pass.output, x).gradient);
      });
      engine.dispose();
    };
    for (let warm = 0; warm < 100; warm++) await round();
    const before = process.memoryUsage();
    for (let at = 0; at < 1000; at++) await round();
    const after = process.memoryUsage();
    expect(after.rss - before.rss).toBeLessThan(50e6);
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(20e6);
  });
});
