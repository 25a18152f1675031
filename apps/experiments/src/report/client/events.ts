/** Events at a threshold, found on the exactly kept scores, and their table. */
import { toEvents } from '@tsad/threshold';
import { formatCount } from '../../table.ts';
import type { Scoring, Series } from './decode.ts';
import { create } from './dom.ts';
import { formatTime, formatValue } from './scale.ts';

/** One event, rows `[start, end)`. */
export interface ReportEvent {
  start: number;
  end: number;
  /** Row of the highest score. */
  peak: number;
  score: number;
  seen: number;
  expected: number;
}

/** Order of the event table. */
export type EventOrder = 'time' | 'score';

const SHOWN = 100;

/** The events of a scoring at a threshold not below the lowest kept score; the same as over all scores. O(rows). */
export function findEvents({ top, rules }: Scoring, length: number, threshold: number): ReportEvent[] {
  const dense = new Float64Array(length).fill(Number.NEGATIVE_INFINITY);
  const position = new Map<number, number>();
  for (const [i, row] of top.rows.entries()) {
    dense.fill(top.scores[i], row, row + top.span);
    if (top.scores[i] > threshold) position.set(row, i);
  }
  return toEvents(dense, threshold, rules).map(({ start, end, peak }) => {
    const i = position.get(peak) ?? 0;
    return { start, end, peak, score: top.scores[i], seen: top.seen[i], expected: top.expected?.[i] ?? Number.NaN };
  });
}

/** How a row is called: its time, else its number. */
export function nameOfRow({ timeOf }: Series, row: number): string {
  return timeOf ? formatTime(timeOf(row)) : formatCount(row);
}

/** Fills the table body; the button of a row calls `onJump`. */
export function renderEvents(
  body: HTMLTableSectionElement,
  caption: HTMLElement,
  events: readonly ReportEvent[],
  series: Series,
  order: EventOrder,
  onJump: (event: ReportEvent) => void,
): void {
  const sorted = order === 'score' ? events.toSorted((a, b) => b.score - a.score) : events;
  const rows = sorted.slice(0, SHOWN).map((event) => {
    const where = nameOfRow(series, event.start);
    const jump = create('button', { type: 'button', class: 'jump', 'aria-label': `Show the event at ${where}` }, where);
    jump.addEventListener('click', () => onJump(event));
    const known = series.labels.some(([start, end]) => start < event.end && event.start < end);
    return create(
      'tr',
      {},
      create(
        'td',
        {},
        jump,
        ...(known ? [create('span', { class: 'known', title: 'Meets a known anomaly' }, 'known')] : []),
      ),
      create('td', {}, formatCount(event.end - event.start)),
      create('td', {}, formatValue(event.seen)),
      create('td', {}, Number.isNaN(event.expected) ? '–' : formatValue(event.expected)),
      create('td', {}, formatValue(event.score)),
    );
  });
  caption.textContent =
    events.length > SHOWN ? `The first ${SHOWN} of ${formatCount(events.length)} events` : 'Choose an event to see it';
  if (rows.length === 0) {
    rows.push(create('tr', {}, create('td', { colspan: '5', class: 'none' }, 'No score is above the threshold.')));
    caption.textContent = '';
  }
  body.replaceChildren(...rows);
}
