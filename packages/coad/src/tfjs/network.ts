/** Both networks in ops of TensorFlow.js: loss of a batch, and prediction. The counterpart of `network.ts`, forward only. */
import { createRandom, type Random } from '@tsad/core';
import { crossEntropySum, type Tfjs, type TfTensor, type TfWeights, weightsUnder } from '@tsad/nn/tfjs';
import type { Batch } from '../batches.ts';
import type { PredictOptions } from '../network.ts';
import type { NetworkOptions } from '../options.ts';
import { type DrawMask, TfDetectionNet } from './detection.ts';
import { TfReconstructionNet } from './masked.ts';

/** The terms of a loss, scalars. */
interface TfLoss {
  total: TfTensor;
  classification: TfTensor;
  /** Before its weight. */
  reconstruction: TfTensor;
}

/** The networks with given weights. */
export class TfCoadNetwork {
  readonly #tf: Tfjs;
  readonly #options: NetworkOptions;
  readonly #detection?: TfDetectionNet;
  readonly #reconstruction?: TfReconstructionNet;

  /** @param weights by the names of the released code. */
  constructor(tf: Tfjs, options: NetworkOptions, weights: TfWeights) {
    this.#tf = tf;
    this.#options = options;
    const under = (name: string): TfWeights => weightsUnder(weights, `${name}_net.`);
    if (options.networks !== 'reconstruction') this.#detection = new TfDetectionNet(tf, options, under('detection'));
    if (options.networks !== 'detection') {
      this.#reconstruction = new TfReconstructionNet(tf, options, under('reconstruction'));
    }
  }

  /**
   * The loss of a whole batch.
   * @param random the stream of the step.
   * @param dropout a mask that multiplies, from a stream; absent without dropout.
   */
  loss({ rows, arrays, values }: Batch, random: Random, dropout?: (random: Random) => DrawMask): TfLoss {
    const tf = this.#tf;
    const { patch, positiveWeight, reconstructionWeight, residual, sharedPass } = this.#options;
    const points = arrays.x.length / rows;
    const patches = points / patch;
    const perPatch = arrays.labels.length / (rows * patches);
    const x = tf.tensor(arrays.x, [rows, points]);
    const labels = tf.transpose(tf.tensor(arrays.labels, [rows, patches, perPatch]), [1, 0, 2]);
    const share = (residual ? 0.5 : 1) / arrays.labels.length;
    const classify = (logits: TfTensor): TfTensor => tf.mul(crossEntropySum(tf, logits, labels, positiveWeight), share);
    const nothing = tf.tensor(new Float32Array(1), []);

    const features = this.#detection?.features(x, dropout?.(random.fork('first')));
    const logits = features && this.#detection!.decide(features, 'input');
    let classification = logits ? classify(logits) : nothing;
    if (!this.#reconstruction) return { total: classification, classification, reconstruction: nothing };
    const own = random.fork('reconstruction');
    const rebuilt = this.#reconstruction.masked(x, {
      probability: logits && this.#probability(logits),
      random: own.fork('masks'),
      dropout: dropout && ((index) => dropout(index === undefined ? own : own.fork(index))),
    });
    if (residual && features) {
      const again = sharedPass ? features : this.#detection!.features(x, dropout?.(random.fork('second')));
      const seen = this.#detection!.features(rebuilt.hidden, dropout?.(random.fork('third')));
      const difference = this.#detection!.subtract(again, seen);
      classification = tf.add(classification, classify(this.#detection!.decide(difference, 'residual')));
    }
    const clean = tf.tensor(arrays.clean, [rows, points]);
    const error = (output: TfTensor): TfTensor => this.#error(output, clean, arrays.marks, values);
    let reconstruction = error(rebuilt.hidden);
    if (this.#options.mask === 'hard') {
      reconstruction = tf.mul(tf.add(reconstruction, error(rebuilt.shown!)), 0.5);
    }
    const total = tf.add(classification, tf.mul(reconstruction, reconstructionWeight));
    return { total, classification, reconstruction };
  }

  /**
   * Probability, shape [rows][patches], and reconstruction, shape [rows][points].
   * @param x shape [rows][points].
   */
  predict(x: TfTensor, { passes, threshold }: PredictOptions): { probability: TfTensor; reconstruction: TfTensor } {
    const tf = this.#tf;
    const { patch, mask, residual, seed } = this.#options;
    const [rows, points] = x.shape;
    const features = this.#detection?.features(x);
    let probability = features && this.#probability(this.#detection!.decide(features, 'input'));
    let reconstruction = x;
    if (this.#reconstruction) {
      const random = createRandom(seed).fork('mask');
      reconstruction = this.#reconstruction.masked(x, { probability, random, same: true }).hidden;
      if (features && residual) {
        const difference = this.#detection!.subtract(features, this.#detection!.features(reconstruction));
        const second = this.#probability(this.#detection!.decide(difference, 'residual'));
        probability = tf.mul(tf.add(probability!, second), 0.5);
      }
      if (probability && mask === 'hard' && threshold !== undefined) {
        const limit = tf.tensor(Float32Array.of(threshold), []);
        reconstruction = this.#reconstruction.under(x, tf.cast(tf.greater(probability, limit), 'float32'));
      } else if (passes === 2 && mask === 'soft') reconstruction = this.#reconstruction.under(x, probability!);
    }
    probability ??= tf.tensor(new Float32Array((points / patch) * rows), [points / patch, rows]);
    return { probability: tf.transpose(probability, [1, 0]), reconstruction };
  }

  /** [patches][rows][values] to [patches][rows]. */
  #probability(logits: TfTensor): TfTensor {
    return this.#tf.sigmoid(this.#tf.mean(logits, 2));
  }

  /** Mean squared error; for soft masks half that of the distorted patches plus half that of the others. */
  #error(output: TfTensor, clean: TfTensor, marks: Float32Array, { labelled, unlabelled }: Batch['values']): TfTensor {
    const tf = this.#tf;
    const squares = tf.square(tf.sub(output, clean));
    if (this.#options.mask !== 'soft') return tf.mean(squares);
    const weights = marks.map((mark) => 0.5 / ((mark === 1 ? labelled : unlabelled) + 1e-7));
    const perPatch = tf.sum(tf.reshape(squares, [marks.length, this.#options.patch]), 1);
    return tf.sum(tf.mul(perPatch, tf.tensor(weights, [marks.length])));
  }
}
