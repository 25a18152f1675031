/** Ticks and labels of axes, in numbers and in time. */

/** Round positions between two bounds, about `count` of them. */
export function ticks(low: number, high: number, count: number): number[] {
  if (!(high > low)) return [low];
  const step = niceStep((high - low) / Math.max(1, count));
  const out: number[] = [];
  for (let i = Math.ceil(low / step); i * step <= high; i++) out.push(i * step);
  return out;
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const share = rough / power;
  return (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10) * power;
}

/** A number with as many digits as the span it is shown in needs. */
export function formatValue(value: number, span: number = Math.abs(value)): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'missing' : value > 0 ? '∞' : '−∞';
  const size = Math.max(Math.abs(value), span);
  if (size !== 0 && (size >= 1e7 || size < 1e-4)) return value.toExponential(2).replace('-', '−');
  const digits = Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(span || 1))));
  const text = value.toFixed(digits);
  return (text.includes('.') ? text.replace(/\.?0+$/, '') : text).replace('-', '−');
}

const SECOND = 1000;
const DAY = 86_400_000;
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200].map(
  (s) => s * SECOND,
);
const DAYS = [1, 2, 7, 14, 30, 91, 182, 365, 730, 1826, 3652].map((d) => d * DAY);

/** Round instants between two, about `count`, with the step that was chosen; all in UTC. */
export function timeTicks(low: number, high: number, count: number): { at: number[]; step: number } {
  const rough = (high - low) / Math.max(1, count);
  if (rough < SECOND) return { at: ticks(low, high, count), step: rough };
  const step = [...STEPS, ...DAYS].find((candidate) => candidate >= rough) ?? niceStep(rough / DAY) * DAY;
  const at: number[] = [];
  for (let time = Math.ceil(low / step) * step; time <= high; time += step) at.push(time);
  return { at, step };
}

/** An instant in UTC, cut to what the step can tell apart. */
export function formatTime(time: number, step = 0): string {
  const instant = new Date(time);
  if (Number.isNaN(instant.getTime())) return '';
  const text = instant.toISOString();
  if (step >= DAY) return text.slice(0, 10);
  if (step >= 60 * SECOND) return `${text.slice(5, 10)} ${text.slice(11, 16)}`;
  if (step >= SECOND) return text.slice(11, 19);
  if (step > 0) return text.slice(14, 23);
  return `${text.slice(0, 10)} ${text.slice(11, time % SECOND === 0 ? 19 : 23)}`;
}
