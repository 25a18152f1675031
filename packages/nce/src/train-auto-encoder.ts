/** The two stages of the training (section 3.1): all weights with the covariance loss, then the decoder alone. */
import { createRandom } from '@tsad/core';
import { AdamW, cosine, meanSquaredError, type Parameter, type Tensor } from '@tsad/nn';
import { type AutoEncoderNet, inferRows, netWeights, setNetWeights } from './auto-encoder-net.ts';
import type { ResolvedAutoEncoder } from './auto-encoder-options.ts';
import { covarianceLoss } from './covariance-loss.ts';
import { BestState, batches, type EpochRecord, gather, type Ticker } from './training.ts';

/** Scaled rows to learn from and to watch. */
export interface AutoEncoderData {
  train: Float32Array;
  /** May be empty: then all epochs are run and the last weights kept. */
  validation: Float32Array;
}

interface Stage {
  name: string;
  epochs: number;
  parameters: readonly Parameter[];
  /** What a batch is drawn from, and its width. */
  source: Float32Array;
  width: number;
  /** Computes the loss of a batch and adds its gradients; `target` are the scaled rows. */
  step(x: Tensor, target: Tensor): number;
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
  ticker: Ticker,
): Promise<EpochRecord[]> {
  const { channels, latent, covarianceWeight, epochs } = options;
  const { engine, encoder, decoder } = net;
  const { train, validation } = data;
  const batch = Math.min(options.batch, train.length / channels);
  const encode = (rows: Float32Array): Float32Array => inferRows(engine, encoder, rows, channels, latent);
  const validationError = (latents: Float32Array): number => {
    const output = inferRows(engine, decoder, latents, latent, channels);
    let sum = 0;
    for (let i = 0; i < output.length; i++) sum += (output[i] - validation[i]) ** 2;
    return (sum * channels) / validation.length;
  };
  // A stage-1 epoch costs about two and a half of stage 2.
  const share = epochs[0] / (epochs[0] + 0.4 * epochs[1]);
  const records = await runStage(
    net,
    {
      name: 'all weights',
      epochs: epochs[0],
      parameters: [...encoder.parameters, ...decoder.parameters],
      source: train,
      width: channels,
      step(x) {
        const code = encoder.forward(x);
        const rebuilt = decoder.forward(code.output);
        const { value, gradient } = meanSquaredError(rebuilt.output, x, { reduction: 'sum', scale: 1 / batch });
        const slope = rebuilt.backward(gradient);
        const covariance = covarianceLoss(code.output.data, batch, latent, slope.data, covarianceWeight);
        code.parameterGradients(slope);
        return value + covarianceWeight * covariance;
      },
      criterion() {
        const latents = encode(validation);
        const covariance = covarianceLoss(latents, latents.length / latent, latent);
        return validationError(latents) + covarianceWeight * covariance;
      },
    },
    data,
    options,
    ticker.part(0, share),
  );
  if (epochs[1] === 0) return records;
  const latents = encode(train);
  const watched = encode(validation);
  return records.concat(
    await runStage(
      net,
      {
        name: 'decoder',
        epochs: epochs[1],
        parameters: decoder.parameters,
        source: latents,
        width: latent,
        step(z, target) {
          const rebuilt = decoder.forward(z);
          const { value, gradient } = meanSquaredError(rebuilt.output, target, { reduction: 'sum', scale: 1 / batch });
          rebuilt.parameterGradients(gradient);
          return value;
        },
        criterion: () => validationError(watched),
      },
      data,
      options,
      ticker.part(share, 1),
    ),
  );
}

async function runStage(
  net: AutoEncoderNet,
  stage: Stage,
  { train, validation }: AutoEncoderData,
  { channels, batch: wanted, learningRate, patience, seed }: ResolvedAutoEncoder,
  ticker: Ticker,
): Promise<EpochRecord[]> {
  const { engine } = net;
  const rows = train.length / channels;
  const batch = Math.min(wanted, rows);
  const memory = engine.mark();
  const optimiser = new AdamW(stage.parameters, { learningRate, weightDecay: 0 });
  const rate = cosine({
    start: learningRate,
    end: 0.01 * learningRate,
    steps: stage.epochs * Math.floor(rows / batch),
  });
  const random = createRandom(seed).fork(stage.name);
  const order = Int32Array.from({ length: rows }, (_, i) => i);
  const best = new BestState<ReturnType<typeof netWeights>>(patience);
  const records: EpochRecord[] = [];
  for (let epoch = 0, step = 0; epoch < stage.epochs; epoch++) {
    random.shuffle(order);
    let loss = 0;
    let count = 0;
    for (const indices of batches(order, batch)) {
      loss += engine.scope(() => {
        const x = engine.empty([batch, stage.width]);
        gather(stage.source, stage.width, indices, x.data);
        let target = x;
        if (stage.source !== train) {
          target = engine.empty([batch, channels]);
          gather(train, channels, indices, target.data);
        }
        optimiser.zeroGradients();
        const value = stage.step(x, target);
        optimiser.learningRate = rate(step++);
        optimiser.step();
        return value;
      });
      count++;
      await ticker.step();
    }
    records.push({ stage: stage.name, epoch, loss: loss / count });
    await ticker.report(`autoencoder, ${stage.name}`, (epoch + 1) / stage.epochs);
    if (validation.length === 0) continue;
    const criterion = stage.criterion();
    records[epoch].validation = criterion;
    if (!best.offer(criterion, () => netWeights(net))) break;
  }
  if (best.state) setNetWeights(net, best.state);
  engine.release(memory);
  await ticker.report(`autoencoder, ${stage.name}`, 1);
  return records;
}
