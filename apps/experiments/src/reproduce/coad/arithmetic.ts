/** How much arithmetic a training of CoAD takes, so that recipes can be compared and sized before they run. */
import type { CoADOptions } from '@tsad/coad';

/** What the arithmetic of a recipe depends on, for networks of both kinds with one shared encoder. */
export type Recipe = Required<
  Pick<
    CoADOptions,
    | 'patch'
    | 'pointsPerPeriod'
    | 'trainMultiple'
    | 'hidden'
    | 'layers'
    | 'reconstructionHidden'
    | 'reconstructionLayers'
    | 'sharedPass'
  >
>;

const DOMAINS = 2;
const DIRECTIONS = 2;
const GATES = 3;
/** A backward pass takes the products of the forward pass twice: for the inputs and for the weights. */
const PASSES = 3;
/** A multiplication and an addition. */
const FLOP = 2;

/**
 * Floating-point operations of training on one window, counting the products of matrices alone. The classifier encodes
 * the input and the reconstruction, and the input once more where the pass is not shared.
 * @param period points per period.
 * @param length points of the train part.
 */
export function windowFlop(recipe: Recipe, period: number, length: number): number {
  const { patch, hidden, layers, reconstructionHidden: narrow, reconstructionLayers, sharedPass } = recipe;
  const encoding = DOMAINS * gruFlop(hidden, layers);
  const decision = DOMAINS * FLOP * DIRECTIONS * hidden * hidden;
  const classifier = (sharedPass ? 2 : 3) * encoding + 2 * decision;
  const reconstruction = gruFlop(narrow, reconstructionLayers) + FLOP * narrow * patch * (1 + DIRECTIONS);
  return PASSES * (windowPoints(recipe, period, length) / patch) * (classifier + reconstruction);
}

/** Windows of the released recipe in an epoch: its stride depends on the length of the train part. */
export function officialWindows(recipe: Recipe, period: number, length: number): number {
  const stride = length < 1000 ? 2 : length < 10_000 ? 6 : length < 60_000 ? 10 : length < 100_000 ? 8 : period;
  return Math.ceil(Math.max(0, length - windowPoints(recipe, period, length)) / stride) + 1;
}

/** Points per training window as the network sees them: whole periods, as many as the train part holds, in whole patches. */
function windowPoints({ patch, pointsPerPeriod, trainMultiple }: Recipe, period: number, length: number): number {
  const factor = pointsPerPeriod === 0 ? 1 : Math.max(1, Math.floor(period / pointsPerPeriod));
  const whole = Math.round(period / factor);
  const periods = Math.min(trainMultiple, Math.floor(length / factor / whole));
  return Math.floor((whole * periods) / patch) * patch;
}

/** A bidirectional GRU on one patch: the first layer reads as many values as it is wide, the others both directions. */
function gruFlop(hidden: number, layers: number): number {
  let flop = 0;
  for (let layer = 0; layer < layers; layer++) {
    const inputs = layer === 0 ? hidden : DIRECTIONS * hidden;
    flop += DIRECTIONS * GATES * FLOP * hidden * (inputs + hidden);
  }
  return flop;
}
