/** The card beside the pointer: what stands at one row. */
import type { Scoring, Series } from './decode.ts';
import { create } from './dom.ts';
import { nameOfRow } from './events.ts';
import { formatValue } from './scale.ts';

/** Shows the card for a row, or hides it without one. */
export function showTooltip(
  card: HTMLElement,
  series: Series,
  scoring: Scoring | undefined,
  row: number | undefined,
  at: { x: number; y: number; width: number },
): void {
  card.hidden = row === undefined;
  if (row === undefined) return;
  const bucket = Math.floor(row / series.bucket);
  const low = series.low[bucket];
  const high = series.high[bucket];
  const lines: [string, string][] = [
    [
      series.bucket > 1 ? 'seen' : 'value',
      low === high || Number.isNaN(low) ? formatValue(low) : `${formatValue(low)} to ${formatValue(high)}`,
    ],
  ];
  if (scoring?.expected && !Number.isNaN(scoring.expected[bucket])) {
    lines.push(['expected', formatValue(scoring.expected[bucket])]);
  }
  if (scoring) lines.push(['score', Number.isNaN(scoring.score[bucket]) ? 'none' : formatValue(scoring.score[bucket])]);
  card.replaceChildren(
    create('strong', {}, nameOfRow(series, Math.floor(bucket * series.bucket))),
    ...lines.map(([name, value]) => create('div', {}, create('span', {}, name), create('span', {}, value))),
  );
  const right = at.x > at.width - 190;
  card.style.left = right ? '' : `${at.x + 16}px`;
  card.style.right = right ? `${at.width - at.x + 16}px` : '';
  card.style.top = `${Math.max(8, at.y - 20)}px`;
}
