/** The script of the report page: decodes the data, draws, listens. Everything a reader changes lives in `state`. */
import { formatCount } from '../../table.ts';
import type { PackedReport } from '../packed.ts';
import { decodeSeries, type Scoring, type Series } from './decode.ts';
import { byId, create } from './dom.ts';
import { drawMain, drawOverview, layout, overviewBox, type Palette, type Scene, scoreCeiling } from './draw.ts';
import { type EventOrder, findEvents, type ReportEvent, renderEvents } from './events.ts';
import { rowAt } from './geometry.ts';
import { listenMain, listenOverview, type Stage } from './gestures.ts';
import { formatValue } from './scale.ts';
import { renderTable } from './table.ts';
import { showTooltip } from './tooltip.ts';
import { around, type View, whole, zoom } from './view.ts';

const SLIDER_STEPS = 1000;
const report = JSON.parse(byId('data').textContent ?? '') as PackedReport;
const decoded = new Map<number, Series>();
const main = byId<HTMLCanvasElement>('chart');
const overview = byId<HTMLCanvasElement>('overview');
const slider = byId<HTMLInputElement>('threshold');
const exact = byId<HTMLInputElement>('threshold-value');
const seriesChoice = byId<HTMLSelectElement>('series');
const detectorChoice = byId<HTMLSelectElement>('detector');
const palette = {} as Palette;
const state = {
  series: seriesAt(0),
  scoring: undefined as Scoring | undefined,
  view: whole(1),
  threshold: 0,
  events: [] as ReportEvent[],
  order: 'time' as EventOrder,
};
let frame: number | undefined;

function seriesAt(index: number): Series {
  let series = decoded.get(index);
  if (!series) decoded.set(index, (series = decodeSeries(report.series[index])));
  return series;
}

function select(series: number, scoring: number): void {
  const changed = state.series !== seriesAt(series) || state.view.to === 1;
  state.series = seriesAt(series);
  state.scoring = state.series.scorings[scoring] ?? state.series.scorings[0];
  if (changed) state.view = whole(state.series.length);
  seriesChoice.value = String(series);
  detectorChoice.replaceChildren(
    ...state.series.scorings.map(({ detector }, i) => create('option', { value: String(i) }, detector)),
  );
  detectorChoice.value = String(Math.max(0, state.series.scorings.indexOf(state.scoring)));
  byId('detector-field').hidden = state.series.scorings.length < 2;
  byId('description').textContent = state.series.description ?? '';
  const facts = state.scoring?.facts ?? [];
  byId('facts').replaceChildren(...facts.flatMap(([name, value]) => [create('dt', {}, name), create('dd', {}, value)]));
  for (const [id, shown] of Object.entries({
    'legend-expected': state.scoring?.expected !== undefined,
    'legend-label': state.series.labels.length > 0,
    'legend-train': state.series.trainEnd > 0,
  })) {
    byId(id).hidden = !shown;
  }
  for (const row of document.querySelectorAll<HTMLElement>('tr[data-series]')) {
    const on = row.dataset.series === String(series) && row.dataset.scoring === detectorChoice.value;
    row.classList.toggle('on', on);
  }
  setThreshold(state.scoring?.threshold ?? 0);
}

/** Never below the lowest kept score, where events could no longer be counted exactly. */
function setThreshold(wanted: number, from?: HTMLElement): void {
  const { scoring, series } = state;
  for (const element of document.querySelectorAll<HTMLElement>('[data-needs-scores]')) element.hidden = !scoring;
  if (!scoring) {
    state.events = [];
    redraw();
    return;
  }
  const lowest = scoring.ranked.at(-1) ?? 0;
  state.threshold = Number.isFinite(wanted) ? Math.max(wanted, lowest) : scoring.threshold;
  state.events = findEvents(scoring, series.length, state.threshold);
  const above = rankOf(scoring.ranked, state.threshold);
  if (from !== slider) slider.value = String(Math.round(SLIDER_STEPS * (1 - positionOf(above, scoring.ranked.length))));
  if (from !== exact) exact.value = String(Number(state.threshold.toPrecision(6)));
  const count = `${formatCount(state.events.length)} ${state.events.length === 1 ? 'event' : 'events'}`;
  const share = `${formatValue((100 * above) / Math.max(1, scoring.scored))} % of points above`;
  slider.setAttribute('aria-valuetext', `threshold ${exact.value}, ${count}`);
  byId('count').textContent = count;
  byId('share').textContent = share;
  byId('calibrated').hidden = state.threshold === scoring.threshold;
  renderEvents(byId<HTMLTableSectionElement>('events'), byId('events-note'), state.events, series, state.order, jump);
  redraw();
}

/** How many of the ranked scores are above a threshold. */
function rankOf(ranked: Float64Array, threshold: number): number {
  let low = 0;
  let high = ranked.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranked[middle] > threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The slider is logarithmic in the number of alarms: half of its way is the step from many to few. */
function positionOf(above: number, kept: number): number {
  return Math.log1p(above) / Math.log1p(Math.max(1, kept - 1));
}

function thresholdAt(position: number, { ranked }: Scoring): number {
  const above = Math.round(Math.expm1(position * Math.log1p(Math.max(1, ranked.length - 1))));
  if (above === 0) return ranked[0] ?? 0;
  return above >= ranked.length ? (ranked.at(-1) ?? 0) : (ranked[above - 1] + ranked[above]) / 2;
}

function jump({ start, end }: ReportEvent): void {
  setView(around(start, end, state.series.length));
  main.scrollIntoView({ block: 'nearest' });
  main.focus({ preventScroll: true });
}

function setView(view: View): void {
  state.view = view;
  redraw();
}

function redraw(): void {
  if (frame !== undefined) return;
  frame = requestAnimationFrame(() => {
    frame = undefined;
    const scene: Scene = { ...state, palette };
    const [width, height] = fit(main);
    drawMain(context(main), width, height, scene);
    const [small, low] = fit(overview);
    drawOverview(context(overview), small, low, scene);
  });
}

/** Matches the pixels of a canvas to its size on screen and returns that size. */
function fit(canvas: HTMLCanvasElement): [width: number, height: number] {
  const { clientWidth, clientHeight } = canvas;
  const ratio = window.devicePixelRatio || 1;
  const width = Math.round(clientWidth * ratio);
  const height = Math.round(clientHeight * ratio);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  context(canvas).setTransform(ratio, 0, 0, ratio, 0, 0);
  return [clientWidth, clientHeight];
}

function context(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  return canvas.getContext('2d')!;
}

function readPalette(): void {
  const style = getComputedStyle(document.documentElement);
  for (const name of [
    'ink',
    'muted',
    'grid',
    'series',
    'expected',
    'score',
    'alarm',
    'label',
    'train',
    'panel',
  ] as const) {
    palette[name] = style.getPropertyValue(`--${name}`).trim();
  }
  redraw();
}

const stage: Stage = {
  length: () => state.series.length,
  view: () => state.view,
  setView,
  box: () => layout(main.clientWidth, main.clientHeight).values,
  onThreshold: (x, y) => Math.abs(y - thresholdLine()) < 7 && x > stage.box().left && state.scoring !== undefined,
  dragThreshold: (y) => {
    const { scores } = layout(main.clientWidth, main.clientHeight);
    const share = 1 - (y - scores.top) / scores.height;
    setThreshold(Math.max(0, share) * scoreCeiling({ ...state, palette }));
  },
  hover: (x, y) => {
    const box = stage.box();
    const inside = x !== undefined && x >= box.left && x <= box.left + box.width;
    const row = inside ? Math.round(rowAt(x, state.view, box)) : undefined;
    const known = row !== undefined && row < state.series.length ? row : undefined;
    showTooltip(byId('tooltip'), state.series, state.scoring, known, { x: x ?? 0, y, width: main.clientWidth });
  },
};

function thresholdLine(): number {
  const { scores } = layout(main.clientWidth, main.clientHeight);
  return scores.top + scores.height * (1 - state.threshold / scoreCeiling({ ...state, palette }));
}

seriesChoice.replaceChildren(...report.series.map(({ name }, i) => create('option', { value: String(i) }, name)));
byId('series-field').hidden = report.series.length < 2;
if (report.series.length === 1) byId('series-name').textContent = report.series[0].name;
seriesChoice.addEventListener('change', () => select(Number(seriesChoice.value), Number(detectorChoice.value)));
detectorChoice.addEventListener('change', () => select(Number(seriesChoice.value), Number(detectorChoice.value)));
slider.addEventListener('input', () => {
  if (state.scoring) setThreshold(thresholdAt(1 - Number(slider.value) / SLIDER_STEPS, state.scoring), slider);
});
exact.addEventListener('input', () => {
  if (exact.value !== '' && Number.isFinite(Number(exact.value))) setThreshold(Number(exact.value), exact);
});
byId('calibrated').addEventListener('click', () => setThreshold(state.scoring?.threshold ?? 0));
byId('zoom-in').addEventListener('click', () => setView(zoom(state.view, state.series.length, 0.5, middle())));
byId('zoom-out').addEventListener('click', () => setView(zoom(state.view, state.series.length, 2, middle())));
byId('zoom-all').addEventListener('click', () => setView(whole(state.series.length)));
byId('order').addEventListener('change', (event) => {
  state.order = (event.target as HTMLSelectElement).value as EventOrder;
  setThreshold(state.threshold);
});
listenMain(main, stage);
listenOverview(overview, { ...stage, box: () => overviewBox(overview.clientWidth, overview.clientHeight) });
new ResizeObserver(redraw).observe(main);
window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', readPalette);
if (report.overview) renderTable(byId('overview-table'), report.overview, show);
if (report.details) renderTable(byId('details-table'), report.details, show);
readPalette();
select(0, 0);

function show(series: number, scoring: number): void {
  select(series, scoring);
  byId('stage').scrollIntoView({ block: 'start' });
}

function middle(): number {
  return (state.view.from + state.view.to) / 2;
}
