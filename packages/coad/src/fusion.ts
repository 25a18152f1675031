/** How the two domains become one decision: by the larger or the mean logit, or by features that are added or gated. */
import type { Random } from '@tsad/core';
import {
  add,
  addInto,
  concatenate,
  type Engine,
  type Layer,
  Linear,
  maximum,
  multiply,
  type Pass,
  Sequential,
  Sigmoid,
  scale,
  split,
  subtract,
  Tanh,
  type Tensor,
} from '@tsad/nn';
import type { DecisionPass, Domain, Features } from './detection-net.ts';

/** Kinds of fusion. */
export type FusionKind = 'max' | 'mean' | 'add' | 'gate';

/** A way from features to logits. */
export interface Fusion {
  forward(features: Features): DecisionPass;
  infer(features: Features): Tensor;
}

interface FusionModules {
  engine: Engine;
  hidden: number;
  random: Random;
  kind: FusionKind;
  /** Registers a layer under a name, or returns the one that is there. */
  module(name: string, make: () => Layer): Layer;
}

/** @param heads one per domain; a fusion of features uses the first only. */
export function fusionOf(modules: FusionModules, heads: Partial<Record<Domain, Layer>>): Fusion {
  const { kind } = modules;
  const domains = Object.keys(heads) as Domain[];
  const [first, second] = domains;
  if (second === undefined) return single(first, heads[first]!);
  if (kind === 'max' || kind === 'mean') return ofDecisions(kind, heads as Record<Domain, Layer>);
  return ofFeatures(heads[first]!, kind === 'add' ? sum : gate(modules));
}

function single(domain: Domain, head: Layer): Fusion {
  return {
    forward: (features) => {
      const pass = head.forward(features[domain]!);
      return { output: pass.output, backward: (gradient) => ({ [domain]: pass.backward(gradient) }) };
    },
    infer: (features) => head.infer(features[domain]!),
  };
}

function ofDecisions(kind: 'max' | 'mean', heads: Record<Domain, Layer>): Fusion {
  const join = (a: Tensor, b: Tensor): { output: Tensor; backward(gradient: Tensor): [Tensor, Tensor] } => {
    if (kind === 'max') return maximum(a, b);
    const half = (gradient: Tensor): Tensor => scale(gradient, 0.5);
    return { output: half(add(a, b)), backward: (gradient) => [half(gradient), half(gradient)] };
  };
  return {
    forward: ({ frequency, time }) => {
      const passes = [heads.frequency.forward(frequency!), heads.time.forward(time!)];
      const joined = join(passes[0].output, passes[1].output);
      return {
        output: joined.output,
        backward: (gradient) => {
          const [a, b] = joined.backward(gradient);
          return { frequency: passes[0].backward(a), time: passes[1].backward(b) };
        },
      };
    },
    infer: ({ frequency, time }) => join(heads.frequency.infer(frequency!), heads.time.infer(time!)).output,
  };
}

interface Mixed {
  output: Tensor;
  backward(gradient: Tensor): Features;
}

function ofFeatures(head: Layer, mix: (features: Required<Features>) => Mixed): Fusion {
  return {
    forward: (features) => {
      const mixed = mix(features as Required<Features>);
      const pass = head.forward(mixed.output);
      return { output: pass.output, backward: (gradient) => mixed.backward(pass.backward(gradient)) };
    },
    infer: (features) => head.infer(mix(features as Required<Features>).output),
  };
}

function sum({ frequency, time }: Required<Features>): Mixed {
  return { output: add(frequency, time), backward: (gradient) => ({ frequency: gradient, time: gradient }) };
}

/** out = z tanh(W1 f) + (1 - z) tanh(W2 t), with the scalar z = sigmoid(w [tanh(W1 f), tanh(W2 t)]) of every patch. */
function gate({ engine, hidden, random, module }: FusionModules): (features: Required<Features>) => Mixed {
  const width = 2 * hidden;
  const linear = (name: string, inputs: number, outputs: number): Layer =>
    module(`fusion_net.${name}`, () => new Linear(engine, { inputs, outputs, bias: false, random: random.fork(name) }));
  const views = [linear('hidden1', width, width), linear('hidden2', width, width)].map(
    (layer) => new Sequential([layer, new Tanh(engine)]),
  );
  const weigh = new Sequential([linear('hidden_sigmoid', 2 * width, 1), new Sigmoid(engine)]);
  return ({ frequency, time }) => {
    const a = views[0].forward(frequency);
    const b = views[1].forward(time);
    const pair = concatenate([a.output, b.output], 2);
    const z: Pass = weigh.forward(pair);
    const wide = repeatLast(engine, z.output, width);
    const difference = subtract(a.output, b.output);
    return {
      output: add(b.output, multiply(wide, difference)),
      backward: (gradient) => {
        const intoA = multiply(wide, gradient);
        const intoB = subtract(gradient, intoA);
        const intoZ = sumLast(engine, multiply(gradient, difference), z.output.shape);
        const [moreA, moreB] = split(z.backward(intoZ), [width, width], 2);
        addInto(intoA, moreA);
        addInto(intoB, moreB);
        return { frequency: a.backward(intoA), time: b.backward(intoB) };
      },
    };
  };
}

function repeatLast(engine: Engine, values: Tensor, count: number): Tensor {
  const out = engine.empty([...values.shape.slice(0, -1), count]);
  const [from, to] = [values.data, out.data];
  for (let i = 0; i < from.length; i++) to.fill(from[i], i * count, (i + 1) * count);
  return out;
}

function sumLast(engine: Engine, values: Tensor, shape: readonly number[]): Tensor {
  const out = engine.tensor(shape);
  const [from, to] = [values.data, out.data];
  const count = from.length / to.length;
  for (let i = 0; i < from.length; i++) to[Math.floor(i / count)] += from[i];
  return out;
}
