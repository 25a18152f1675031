/** The two stages of the training (section 3.1): all weights with the covariance loss, then the decoder alone. */
import { createRandom } from '@tsad/core';
import {
  AdamW,
  collect,
  cosine,
  meanSquaredError,
  type OptimiserSnapshot,
  type Parameter,
  type Tensor,
} from '@tsad/nn';
import { type AutoEncoderNet, inferRows, netWeights, setNetWeights } from './auto-encoder-net.ts';
import type { ResolvedAutoEncoder } from './auto-encoder-options.ts';
import { covarianceLoss } from './covariance-loss.ts';
import type { Learner } from './learner.ts';
import { BestState, batches, type EpochRecord, gather, type Ticker } from './training.ts';

/** Scaled rows to learn from and to watch. */
export interface AutoEncoderData {
  train: Float32Array;
  /** May be empty: then all epochs are run and the last weights kept. */
  validation: Float32Array;
}

/** Everything needed to go on after an epoch. */
export interface TrainingState {
  /** 0: all weights, 1: the decoder. */
  stage: number;
  /** Epochs of the stage that are done. */
  epoch: number;
  history: EpochRecord[];
  weights: Weights;
  /** Of the lowest criterion so far; absent without validation rows. */
  best?: Weights;
  /** See {@link BestState}. */
  marks: Float64Array;
  optimiser: OptimiserSnapshot;
}

/** How a training begins and whom it tells. */
export interface TrainingRun {
  ticker: Ticker;
  /** Where to go on; default at the start. */
  from?: TrainingState;
  /** Who computes losses and gradients; default the engine. */
  learner?: Learner;
  /** Called after an epoch with what makes the state. */
  onEpoch?: (state: () => TrainingState) => void | Promise<void>;
}

type Weights = ReturnType<typeof netWeights>;

interface Stage {
  name: string;
  epochs: number;
  parameters: readonly Parameter[];
  /** What a batch is drawn from, and its width. */
  source: Float32Array;
  width: number;
  /** Computes the loss of a batch and adds its gradients; `target` are the scaled rows. */
  step(x: Tensor, target: Tensor): number | Promise<number>;
  /** Criterion on the validation rows. */
  criterion(): number;
}

/**
 * Trains the net and leaves the best weights in it.
 * @returns what was measured, epoch by epoch.
 */
export async function trainAutoEncoder(
  net: AutoEncoderNet,
  data: AutoEncoderData,
  options: ResolvedAutoEncoder,
  run: TrainingRun,
): Promise<EpochRecord[]> {
  const { epochs } = options;
  const history = [...(run.from?.history ?? [])];
  if (run.from) setNetWeights(net, run.from.weights);
  // An epoch of the first stage costs about two and a half of the second.
  const share = epochs[0] / (epochs[0] + 0.4 * epochs[1]);
  const first = run.from?.stage ?? 0;
  if (first === 0)
    await runStage(
      net,
      0,
      wholeStage(net, data, options, run.learner),
      data,
      options,
      run,
      run.ticker.part(0, share),
      history,
    );
  if (epochs[1] > 0) {
    await runStage(
      net,
      1,
      decoderStage(net, data, options, run.learner),
      data,
      options,
      run,
      run.ticker.part(share, 1),
      history,
    );
  }
  return history;
}

/** All weights, on squared error and covariance loss. */
function wholeStage(
  net: AutoEncoderNet,
  { train, validation }: AutoEncoderData,
  options: ResolvedAutoEncoder,
  learner: Learner | undefined,
): Stage {
  const { channels, latent, covarianceWeight } = options;
  const { engine, encoder, decoder } = net;
  return {
    name: 'all weights',
    epochs: options.epochs[0],
    parameters: collect({ encoder, decoder }).parameters,
    source: train,
    width: channels,
    step(x) {
      if (learner) return learner.whole(net, options, x.toArray());
      const batch = x.shape[0];
      const code = encoder.forward(x);
      const rebuilt = decoder.forward(code.output);
      const { value, gradient } = meanSquaredError(rebuilt.output, x, { reduction: 'sum', scale: 1 / batch });
      const slope = rebuilt.backward(gradient);
      const covariance = covarianceLoss(code.output.data, batch, latent, slope.data, covarianceWeight);
      code.parameterGradients(slope);
      return value + covarianceWeight * covariance;
    },
    criterion() {
      const latents = inferRows(engine, encoder, validation, channels, latent);
      const covariance = covarianceLoss(latents, latents.length / latent, latent);
      return summedError(net, latents, validation, options) + covarianceWeight * covariance;
    },
  };
}

/** The decoder alone, on latents that are computed once in evaluation mode. */
function decoderStage(
  net: AutoEncoderNet,
  data: AutoEncoderData,
  options: ResolvedAutoEncoder,
  learner: Learner | undefined,
): Stage {
  const { channels, latent } = options;
  const { engine, encoder, decoder } = net;
  const watched = inferRows(engine, encoder, data.validation, channels, latent);
  return {
    name: 'decoder',
    epochs: options.epochs[1],
    parameters: decoder.parameters,
    source: inferRows(engine, encoder, data.train, channels, latent),
    width: latent,
    step(z, target) {
      if (learner) return learner.decoder(net, options, z.toArray(), target.toArray());
      const rebuilt = decoder.forward(z);
      const scale = 1 / z.shape[0];
      const { value, gradient } = meanSquaredError(rebuilt.output, target, { reduction: 'sum', scale });
      rebuilt.parameterGradients(gradient);
      return value;
    },
    criterion: () => summedError(net, watched, data.validation, options),
  };
}

/** Squared error summed over the values, mean over rows, of rows rebuilt from latents in evaluation mode. */
function summedError(
  { engine, decoder }: AutoEncoderNet,
  latents: Float32Array,
  rows: Float32Array,
  { channels, latent }: ResolvedAutoEncoder,
): number {
  const output = inferRows(engine, decoder, latents, latent, channels);
  let sum = 0;
  for (let i = 0; i < output.length; i++) sum += (output[i] - rows[i]) ** 2;
  return (sum * channels) / rows.length;
}

async function runStage(
  net: AutoEncoderNet,
  at: number,
  stage: Stage,
  { train, validation }: AutoEncoderData,
  { channels, batch: wanted, learningRate, patience, seed }: ResolvedAutoEncoder,
  { from, onEpoch }: TrainingRun,
  ticker: Ticker,
  history: EpochRecord[],
): Promise<void> {
  const { engine } = net;
  const rows = train.length / channels;
  const batch = Math.min(wanted, rows);
  const memory = engine.mark();
  const optimiser = new AdamW(stage.parameters, { learningRate, weightDecay: 0 });
  const best = new BestState<Weights>(patience);
  let start = 0;
  if (from?.stage === at) {
    optimiser.restore(from.optimiser);
    best.restore(from.marks, from.best);
    start = from.epoch;
  }
  const stepsPerEpoch = Math.floor(rows / batch);
  const rate = cosine({ start: learningRate, end: 0.01 * learningRate, steps: stage.epochs * stepsPerEpoch });
  const random = createRandom(seed).fork(stage.name);
  for (let epoch = start; epoch < stage.epochs; epoch++) {
    // Each epoch's order stands for itself, so that a training can go on anywhere.
    const order = random.fork(epoch).shuffle(Int32Array.from({ length: rows }, (_, i) => i));
    let step = epoch * stepsPerEpoch;
    let loss = 0;
    for (const indices of batches(order, batch)) {
      const top = engine.mark();
      const x = engine.empty([batch, stage.width]);
      gather(stage.source, stage.width, indices, x.data);
      let target = x;
      if (stage.source !== train) {
        target = engine.empty([batch, channels]);
        gather(train, channels, indices, target.data);
      }
      optimiser.zeroGradients();
      loss += await stage.step(x, target);
      optimiser.learningRate = rate(step++);
      optimiser.step();
      engine.release(top);
      await ticker.step();
    }
    const record: EpochRecord = { stage: stage.name, epoch, loss: loss / stepsPerEpoch };
    history.push(record);
    await ticker.report(`autoencoder, ${stage.name}`, (epoch + 1) / stage.epochs);
    if (validation.length > 0) {
      record.validation = stage.criterion();
      if (!best.offer(record.validation, () => netWeights(net))) break;
    }
    await onEpoch?.(() => ({
      stage: at,
      epoch: epoch + 1,
      history: history.slice(),
      weights: netWeights(net),
      best: best.state,
      marks: best.marks(),
      optimiser: optimiser.snapshot(),
    }));
  }
  if (best.state) setNetWeights(net, best.state);
  engine.release(memory);
  await ticker.report(`autoencoder, ${stage.name}`, 1);
}
