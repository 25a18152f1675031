/** The classifier: patches in time and frequency, a bidirectional GRU, heads that give a logit per patch (paper, 3.3.1). */
import type { Random } from '@tsad/core';
import {
  add,
  addInto,
  collect,
  concatenate,
  type Engine,
  Gru,
  type Layer,
  Linear,
  type Parameter,
  Selu,
  Sequential,
  scale,
  split,
  swapAxes,
  type Tensor,
} from '@tsad/nn';
import { addFrequencyGradient, FREQUENCY_VALUES, frequencyOf } from './frequency.ts';
import { type Fusion, fusionOf } from './fusion.ts';
import type { NetworkOptions } from './options.ts';

/** What the encoder says about every patch, shape [patches][rows][2 * hidden]; a domain that is off is absent. */
export interface Features {
  frequency?: Tensor;
  time?: Tensor;
}

/** Names of the domains that are on. */
export type Domain = keyof Features;

/** Features of a batch and the way back. */
export interface FeaturePass {
  output: Features;
  /** Adds the parameters' gradients. */
  parameterGradients(gradient: Features): void;
  /** The same; returns the gradient of the windows, shape [rows][points]. */
  backward(gradient: Features): Tensor;
}

/** Logits of a batch, shape [patches][rows][values], and the way back to the features. */
export interface DecisionPass {
  output: Tensor;
  backward(gradient: Tensor): Features;
}

/** The classifier network. */
export class DetectionNet {
  readonly parameters: readonly Parameter[];
  readonly domains: readonly Domain[];
  readonly #engine: Engine;
  readonly #patch: number;
  readonly #options: NetworkOptions;
  readonly #projections: Record<Domain, Layer>;
  readonly #encoders: Record<Domain, Layer>;
  readonly #fusions: Record<'input' | 'residual', Fusion>;

  constructor(engine: Engine, options: NetworkOptions, random: Random) {
    const { patch, hidden, layers, dropout, domains, encoders, granularity } = options;
    this.#engine = engine;
    this.#options = options;
    this.#patch = patch;
    this.domains = domains === 'both' ? ['frequency', 'time'] : [domains];
    const project = (inputs: number, name: string): Layer =>
      new Sequential([
        new Linear(engine, { inputs, outputs: hidden, init: 'xavier-uniform', random: random.fork(name) }),
        new Selu(engine),
      ]);
    const encode = (name: string): Layer =>
      new Gru(engine, { inputs: hidden, hidden, layers, bidirectional: true, dropout, random: random.fork(name) });
    const decide = (name: string): Layer => {
      const own = random.fork(name);
      const outputs = granularity === 'step' ? patch : 1;
      return new Sequential([
        new Linear(engine, { inputs: 2 * hidden, outputs: hidden, init: 'xavier-uniform', random: own }),
        new Selu(engine),
        new Linear(engine, { inputs: hidden, outputs, bias: false, init: 'xavier-uniform', random: own }),
      ]);
    };
    const modules: Record<string, Layer> = {};
    const module = (name: string, make: (name: string) => Layer): Layer => (modules[name] ??= make(name));
    const short: Record<Domain, string> = { frequency: 'freq', time: 'time' };
    const perDomain = (make: (domain: Domain) => Layer): Record<Domain, Layer> =>
      Object.fromEntries(this.domains.map((domain) => [domain, make(domain)])) as Record<Domain, Layer>;
    this.#projections = perDomain((domain) =>
      module(`proj_${short[domain]}`, (name) => project(domain === 'time' ? patch : patch * FREQUENCY_VALUES, name)),
    );
    this.#encoders = perDomain((domain) =>
      module(encoders === 'shared' ? 'encoder' : `encoder_${short[domain]}`, encode),
    );
    // A fusion of features has one head, the first; a fusion of decisions has one per domain.
    const fused = options.fusion === 'add' || options.fusion === 'gate';
    const heads = perDomain((domain) => module(`classifier_${short[fused ? this.domains[0] : domain]}`, decide));
    const fusionModules = { engine, hidden, random: random.fork('fusion'), kind: options.fusion, module };
    this.#fusions = { input: fusionOf(fusionModules, heads), residual: fusionOf(fusionModules, heads) };
    if (options.residual) {
      const residual = module('classifier_residual', decide);
      this.#fusions.residual = fusionOf(
        fusionModules,
        perDomain(() => residual),
      );
    }
    this.parameters = collect(modules).parameters;
  }

  /** @param x shape [rows][points]. */
  features(x: Tensor, random?: Random): FeaturePass {
    const engine = this.#engine;
    const stacked = this.#encodersAreShared;
    const rows = x.shape[0];
    const projections = this.domains.map((domain) =>
      this.#projections[domain].forward(domain === 'time' ? this.#timePatches(x) : this.#frequencyPatches(x)),
    );
    const inputs = projections.map(({ output }) => output);
    const encoded = stacked
      ? [this.#encoders[this.domains[0]].forward(concatenate(inputs, 1), { random })]
      : this.domains.map((domain, i) => this.#encoders[domain].forward(inputs[i], { random }));
    const outputs = stacked ? this.#unstack(encoded[0].output, rows) : encoded.map(({ output }) => output);
    const output: Features = {};
    for (const [i, domain] of this.domains.entries()) output[domain] = outputs[i];
    const intoProjections = (gradient: Features): Tensor[] => {
      const parts = this.domains.map((domain) => gradient[domain]!);
      if (stacked) return this.#unstack(encoded[0].backward(concatenate(parts, 1)), rows);
      return parts.map((part, i) => encoded[i].backward(part));
    };
    return {
      output,
      parameterGradients: (gradient) => {
        for (const [i, part] of intoProjections(gradient).entries()) projections[i].parameterGradients(part);
      },
      backward: (gradient) => {
        const parts = intoProjections(gradient).map((part, i) => swapAxes(projections[i].backward(part)));
        const out = engine.tensor(x.shape);
        for (const [i, domain] of this.domains.entries()) {
          if (domain === 'time') addInto(out, parts[i].reshape(x.shape));
          else addFrequency(parts[i], out);
        }
        return out;
      },
    };
  }

  /** The features without what a way back needs. */
  inferFeatures(x: Tensor): Features {
    const inputs = this.domains.map((domain) =>
      this.#projections[domain].infer(domain === 'time' ? this.#timePatches(x) : this.#frequencyPatches(x)),
    );
    const outputs = this.#encodersAreShared
      ? this.#unstack(this.#encoders[this.domains[0]].infer(concatenate(inputs, 1)), x.shape[0])
      : this.domains.map((domain, i) => this.#encoders[domain].infer(inputs[i]));
    return Object.fromEntries(this.domains.map((domain, i) => [domain, outputs[i]]));
  }

  /** @param which heads: those of the input, or the one of the residual. */
  decide(features: Features, which: 'input' | 'residual'): DecisionPass {
    const count = features[this.domains[0]]!.shape[0];
    if (this.#options.granularity !== 'window') return this.#fusions[which].forward(features);
    const pooled = this.#fusions[which].forward(this.#pool(features));
    const { shape } = pooled.output;
    return {
      output: repeatFirst(this.#engine, pooled.output, count),
      backward: (gradient) => {
        const back = pooled.backward(sumFirst(this.#engine, gradient, shape));
        return mapFeatures(back, (part) => scale(repeatFirst(this.#engine, part, count), 1 / count));
      },
    };
  }

  /** The logits without the way back. */
  inferDecision(features: Features, which: 'input' | 'residual'): Tensor {
    if (this.#options.granularity !== 'window') return this.#fusions[which].infer(features);
    const count = features[this.domains[0]]!.shape[0];
    return repeatFirst(this.#engine, this.#fusions[which].infer(this.#pool(features)), count);
  }

  get #encodersAreShared(): boolean {
    return this.domains.length > 1 && this.#options.encoders === 'shared';
  }

  #unstack(stacked: Tensor, rows: number): Tensor[] {
    return split(
      stacked,
      this.domains.map(() => rows),
      1,
    );
  }

  #timePatches(x: Tensor): Tensor {
    const [rows, points] = x.shape;
    return swapAxes(x.reshape([rows, points / this.#patch, this.#patch]));
  }

  #frequencyPatches(x: Tensor): Tensor {
    const [rows, points] = x.shape;
    const values = this.#engine.empty([rows, points / this.#patch, this.#patch * FREQUENCY_VALUES]);
    const [from, to] = [x.data, values.data];
    for (let row = 0; row < rows; row++) frequencyOf(from, row * points, points, to, row * points * FREQUENCY_VALUES);
    return swapAxes(values);
  }

  #pool(features: Features): Features {
    return mapFeatures(features, (part) => {
      const [count, ...rest] = part.shape;
      return scale(sumFirst(this.#engine, part, [1, ...rest]), 1 / count);
    });
  }
}

/** The difference of two sets of features. */
export function subtractFeatures(a: Features, b: Features): Features {
  const out: Features = {};
  for (const domain of Object.keys(a) as Domain[]) out[domain] = add(a[domain]!, scale(b[domain]!, -1));
  return out;
}

/** A function applied to every domain. */
export function mapFeatures(features: Features, map: (part: Tensor) => Tensor): Features {
  return Object.fromEntries(Object.entries(features).map(([domain, part]) => [domain, map(part as Tensor)]));
}

/** Adds the gradient of the windows that the gradient of their transform implies. */
function addFrequency(gradient: Tensor, out: Tensor): void {
  const [rows, points] = out.shape;
  const [from, to] = [gradient.data, out.data];
  for (let row = 0; row < rows; row++) {
    addFrequencyGradient(from, row * points * FREQUENCY_VALUES, points, to, row * points);
  }
}

function sumFirst(engine: Engine, part: Tensor, shape: readonly number[]): Tensor {
  const out = engine.tensor(shape);
  const [from, to] = [part.data, out.data];
  for (let at = 0; at < from.length; at += to.length) for (let i = 0; i < to.length; i++) to[i] += from[at + i];
  return out;
}

function repeatFirst(engine: Engine, part: Tensor, count: number): Tensor {
  const out = engine.empty([count, ...part.shape.slice(1)]);
  const [from, to] = [part.data, out.data];
  for (let i = 0; i < count; i++) to.set(from, i * from.length);
  return out;
}
