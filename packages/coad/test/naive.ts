/**
 * CoAD's network, loss and prediction in plain numbers, written from the description of the released code: slow and
 * obvious. Tensors are nested arrays; parameters are named as torch names them.
 */

export type Tensor = number | Tensor[];
export type Params = Record<string, Tensor>;
type Rows = number[][];
type Sequence = number[][];

export interface NaiveOptions {
  patch: number;
  layers: number;
  reconstructionLayers: number;
  positiveWeight?: number;
  omega?: number;
  networks?: 'both' | 'detection' | 'reconstruction';
  mask?: 'soft' | 'hard' | 'grating';
  fusion?: 'max' | 'mean' | 'add' | 'gate';
  domains?: 'both' | 'time' | 'frequency';
  granularity?: 'patch' | 'step' | 'window';
  separate?: boolean;
  residual?: boolean;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const selu = (x: number): number => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x));
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

export function linear(params: Params, name: string, x: number[]): number[] {
  const weight = params[`${name}.weight`] as Rows;
  const bias = params[`${name}.bias`] as number[] | undefined;
  return weight.map((row, i) => row.reduce((sum, w, j) => sum + w * x[j], bias?.[i] ?? 0));
}

function gruDirection(params: Params, name: string, suffix: string, xs: Sequence): Sequence {
  const wi = params[`${name}.weight_ih_${suffix}`] as Rows;
  const wh = params[`${name}.weight_hh_${suffix}`] as Rows;
  const bi = params[`${name}.bias_ih_${suffix}`] as number[];
  const bh = params[`${name}.bias_hh_${suffix}`] as number[];
  const size = wi.length / 3;
  const dot = (row: number[], x: number[]): number => row.reduce((sum, w, j) => sum + w * x[j], 0);
  let h = new Array<number>(size).fill(0);
  return xs.map((x) => {
    const before = h;
    h = before.map((old, i) => {
      const r = sigmoid(dot(wi[i], x) + bi[i] + dot(wh[i], before) + bh[i]);
      const z = sigmoid(dot(wi[size + i], x) + bi[size + i] + dot(wh[size + i], before) + bh[size + i]);
      const hidden = dot(wh[2 * size + i], before) + bh[2 * size + i];
      const n = Math.tanh(dot(wi[2 * size + i], x) + bi[2 * size + i] + r * hidden);
      return (1 - z) * n + z * old;
    });
    return h;
  });
}

export function gru(params: Params, name: string, layers: number, xs: Sequence): Sequence {
  let current = xs;
  for (let layer = 0; layer < layers; layer++) {
    const forward = gruDirection(params, name, `l${layer}`, current);
    const backward = gruDirection(params, name, `l${layer}_reverse`, current.toReversed()).toReversed();
    current = forward.map((row, t) => [...row, ...backward[t]]);
  }
  return current;
}

export function stft(x: number[]): Rows {
  const hann = [0, 0.5, 1, 0.5];
  const at = (i: number): number => x[i < 0 ? -i : i >= x.length ? 2 * x.length - 2 - i : i];
  return x.map((_, t) =>
    [0, 1, 2].flatMap((bin) => {
      let re = 0;
      let im = 0;
      for (let n = 0; n < 4; n++) {
        const angle = (-2 * Math.PI * bin * n) / 4;
        re += 0.5 * hann[n] * at(t - 2 + n) * Math.cos(angle);
        im += 0.5 * hann[n] * at(t - 2 + n) * Math.sin(angle);
      }
      return [re, im];
    }),
  );
}

function patches(values: number[], size: number): Rows {
  return Array.from({ length: values.length / size }, (_, p) => values.slice(p * size, (p + 1) * size));
}

const minus = (a: Rows, b: Rows): Rows => a.map((row, i) => row.map((value, j) => value - b[i][j]));
const meanRow = (rows: Rows): number[] =>
  rows[0].map((_, j) => rows.reduce((sum, row) => sum + row[j], 0) / rows.length);

/** Features of one window in both domains, shape [N][2H] each. */
export function features(params: Params, x: number[], o: NaiveOptions): { f: Rows; t: Rows } {
  const project = (name: string, rows: Rows): Rows =>
    rows.map((row) => linear(params, `detection_net.${name}.0`, row).map(selu));
  const encoder = (name: string): string => (o.separate ? `detection_net.encoder_${name}` : 'detection_net.encoder');
  const none: Rows = [];
  return {
    f:
      o.domains === 'time'
        ? none
        : gru(params, encoder('freq'), o.layers, project('proj_freq', patches(stft(x).flat(), o.patch * 6))),
    t:
      o.domains === 'frequency'
        ? none
        : gru(params, encoder('time'), o.layers, project('proj_time', patches(x, o.patch))),
  };
}

/** Values per patch: one, or one per step. */
function head(params: Params, name: string, rows: Rows): Rows {
  return rows.map((row) =>
    linear(params, `detection_net.${name}.2`, linear(params, `detection_net.${name}.0`, row).map(selu)),
  );
}

/** Logits of every patch. `names` are the heads of the frequency and the time domain. */
function decide(params: Params, names: [string, string], both: { f: Rows; t: Rows }, o: NaiveOptions): Rows {
  let { f, t } = both;
  const count = Math.max(f.length, t.length);
  if (o.granularity === 'window') {
    f = f.length > 0 ? [meanRow(f)] : f;
    t = t.length > 0 ? [meanRow(t)] : t;
  }
  const spread = (logits: Rows): Rows =>
    logits.length === count ? logits : new Array<number[]>(count).fill(logits[0]);
  if (o.domains === 'time') return spread(head(params, names[1], t));
  if (o.domains === 'frequency') return spread(head(params, names[0], f));
  if (o.fusion === 'add' || o.fusion === 'gate') {
    const mixed = f.map((row, i) => (o.fusion === 'gate' ? gate(params, row, t[i]) : row.map((v, j) => v + t[i][j])));
    return spread(head(params, names[0], mixed));
  }
  const a = head(params, names[0], f);
  const b = head(params, names[1], t);
  const join = (x: number, y: number): number => (o.fusion === 'mean' ? (x + y) / 2 : Math.max(x, y));
  return spread(a.map((row, i) => row.map((value, j) => join(value, b[i][j]))));
}

function gate(params: Params, f: number[], t: number[]): number[] {
  const a = linear(params, 'detection_net.fusion_net.hidden1', f).map(Math.tanh);
  const b = linear(params, 'detection_net.fusion_net.hidden2', t).map(Math.tanh);
  const z = sigmoid(linear(params, 'detection_net.fusion_net.hidden_sigmoid', [...a, ...b])[0]);
  return a.map((value, j) => z * value + (1 - z) * b[j]);
}

export function reconstruct(params: Params, x: number[], mask: number[], o: NaiveOptions): number[] {
  const m = params['reconstruction_net.mask_embedding'] as number[];
  const embedded = patches(x, o.patch).map((row, p) =>
    linear(params, 'reconstruction_net.proj', row)
      .map(selu)
      .map((value, k) => mask[p] * m[k] + (1 - mask[p]) * value),
  );
  const hidden = gru(params, 'reconstruction_net.encoder', o.reconstructionLayers, embedded);
  return hidden.flatMap((row) => linear(params, 'reconstruction_net.head', row));
}

/** Every second patch is hidden, then the others; each is taken where it was hidden, and (`shown`) where it was not. */
function complementary(params: Params, x: number[], o: NaiveOptions): { hidden: number[]; shown: number[] } {
  const count = x.length / o.patch;
  const nothing = (params['reconstruction_net.proj.bias'] as number[]).map(() => 0);
  const own = { ...params, 'reconstruction_net.mask_embedding': nothing };
  const runs = [1, 0].map((odd) =>
    reconstruct(
      own,
      x,
      Array.from({ length: count }, (_, p) => Number(p % 2 === odd)),
      o,
    ),
  );
  const pick = (swap: number): number[] => x.map((_, i) => runs[(Math.floor(i / o.patch) + 1 + swap) % 2][i]);
  return { hidden: pick(0), shown: pick(1) };
}

export interface NaivePass {
  logits: Rows;
  a: number[];
  reconstruction: number[];
  shown?: number[];
  residualLogits?: Rows;
  ac: number[];
}

const probabilityOf = (logits: Rows): number[] =>
  logits.map((row) => sigmoid(row.reduce((sum, v) => sum + v, 0) / row.length));

export function pass(params: Params, x: number[], o: NaiveOptions): NaivePass {
  if (o.networks === 'reconstruction') {
    const { hidden, shown } = complementary(params, x, o);
    return { logits: [], a: [], reconstruction: hidden, shown, ac: [] };
  }
  const h = features(params, x, o);
  const logits = decide(params, ['classifier_freq', 'classifier_time'], h, o);
  const a = probabilityOf(logits);
  if (o.networks === 'detection') return { logits, a, reconstruction: x, ac: a };
  const two = (o.mask ?? 'soft') === 'soft' ? undefined : complementary(params, x, o);
  const reconstruction = two ? two.hidden : reconstruct(params, x, a, o);
  const shown = two?.shown;
  if (o.residual === false) return { logits, a, reconstruction, shown, ac: a };
  const hr = features(params, reconstruction, o);
  const difference = { f: minus(h.f, hr.f), t: minus(h.t, hr.t) };
  const residualLogits = decide(params, ['classifier_residual', 'classifier_residual'], difference, o);
  const second = probabilityOf(residualLogits);
  return { logits, a, reconstruction, shown, residualLogits, ac: a.map((p, i) => (p + second[i]) / 2) };
}

export interface NaiveLoss {
  classify: number;
  reconstruction: number;
  total: number;
}

/** @param batch inputs; @param clean what they should be reconstructed to; @param marks distorted points. */
export function loss(params: Params, batch: Rows, clean: Rows, marks: Rows, o: NaiveOptions): NaiveLoss {
  const { positiveWeight = 2, omega = 10, granularity = 'patch', mask = 'soft' } = o;
  const bce = (logit: number, y: number): number => positiveWeight * y * softplus(-logit) + (1 - y) * softplus(logit);
  const terms: number[] = [];
  const residual: number[] = [];
  const squares: { value: number; shown: number; labelled: boolean }[] = [];
  for (const [b, x] of batch.entries()) {
    const run = pass(params, x, o);
    const labels = patches(marks[b], o.patch);
    for (const [p, own] of labels.entries()) {
      const label = Math.max(...own);
      for (const [k, logit] of (run.logits[p] ?? []).entries()) {
        const y = granularity === 'window' ? Math.max(...marks[b]) : granularity === 'step' ? own[k] : label;
        terms.push(bce(logit, y));
        if (run.residualLogits) residual.push(bce(run.residualLogits[p][k], y));
      }
      for (let i = p * o.patch; i < (p + 1) * o.patch; i++) {
        const value = (run.reconstruction[i] - clean[b][i]) ** 2;
        squares.push({ value, shown: run.shown ? (run.shown[i] - clean[b][i]) ** 2 : 0, labelled: label === 1 });
      }
    }
  }
  const mean = (values: number[]): number => values.reduce((sum, v) => sum + v, 0) / (values.length + 1e-7);
  const ensemble = mean(terms);
  const classify =
    o.networks === 'reconstruction' ? 0 : residual.length === 0 ? ensemble : (ensemble + mean(residual)) / 2;
  const part = (labelled: boolean): number => mean(squares.filter((s) => s.labelled === labelled).map((s) => s.value));
  const all = mean(squares.map((s) => s.value));
  let reconstruction = mask === 'soft' ? 0.5 * part(true) + 0.5 * part(false) : all;
  if (mask === 'hard') reconstruction = 0.5 * all + 0.5 * mean(squares.map((s) => s.shown));
  if (o.networks === 'detection') reconstruction = 0;
  return { classify, reconstruction, total: classify + omega * reconstruction };
}

/** Two-pass prediction: the second reconstruction is masked by the combined probability. */
export function predict(params: Params, x: number[], o: NaiveOptions): { ac: number[]; reconstruction: number[] } {
  const { ac } = pass(params, x, o);
  return { ac, reconstruction: reconstruct(params, x, ac, o) };
}

/**
 * Central differences of the total loss: no rule of differentiation is trusted.
 * @param most how many numbers of a parameter are varied, spread over it; the others are NaN.
 */
export function gradients(params: Params, total: (params: Params) => number, most: number = Infinity): Params {
  const step = 1e-5;
  return Object.fromEntries(
    Object.entries(params).map(([name, whole]) => {
      const every = Math.max(1, Math.ceil(countOf(whole) / most));
      let index = 0;
      const walk = (tensor: Tensor): Tensor => {
        if (typeof tensor === 'number') throw new Error('scalars have no place to change');
        return tensor.map((value, i) => {
          if (typeof value !== 'number') return walk(value);
          if (index++ % every !== 0) return Number.NaN;
          tensor[i] = value + step;
          const above = total(params);
          tensor[i] = value - step;
          const below = total(params);
          tensor[i] = value;
          return (above - below) / (2 * step);
        });
      };
      return [name, walk(whole)];
    }),
  );
}

const countOf = (tensor: Tensor): number =>
  typeof tensor === 'number' ? 1 : tensor.reduce<number>((sum, part) => sum + countOf(part), 0);
