/** The page of `tsad detect-images` and `tsad detect-table`: one HTML file without scripts that needs nothing else. */
import { escapeHtml, pageHead } from '../report/html.ts';
import { style as reportStyle } from '../report/style.ts';
import { formatNumber } from '../table.ts';
import type { Ranking } from './ranking.ts';

/** What a page shows; `cards`, `list` and `more` are HTML. */
export interface RowsPage {
  title: string;
  /** One or two sentences. */
  lead: string;
  facts: readonly (readonly [name: string, value: string])[];
  /** What the user should know, one sentence each. */
  notes: readonly string[];
  ranking: Ranking;
  /** What is scored, in the plural, as "images". */
  noun: string;
  /** Heading of the cards, and the cards. */
  cardsTitle: string;
  cards: readonly string[];
  /** Sections behind the cards. */
  sections: readonly string[];
}

const style = `${reportStyle}
.columns { display: grid; grid-template-columns: minmax(0, 1.9fr) minmax(240px, 1fr); gap: 18px; margin-top: 18px; align-items: start; }
.columns section, .block { padding: 14px 16px; }
.block { margin-top: 18px; }
h2.block { padding: 0 2px; margin-top: 26px; }
.scores { display: block; width: 100%; height: auto; margin-top: 8px; }
.scores text { font: 12px system-ui, sans-serif; fill: var(--muted); }
.scores .axis { stroke: var(--rule); }
.scores .normal { fill: var(--series); }
.scores .asked { fill: var(--score); }
.scores .over { fill: var(--alarm); }
.scores .limit { stroke: var(--alarm); stroke-dasharray: 4 3; }
.cards { list-style: none; margin: 12px 0 0; padding: 0; display: grid; gap: 14px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 520px), 1fr)); }
.cards.narrow { grid-template-columns: repeat(auto-fill, minmax(min(100%, 360px), 1fr)); }
.cards > li { background: var(--panel); border: 1px solid var(--rule); border-radius: 12px; box-shadow: var(--shadow); padding: 12px 14px; }
.cards > li.alarm { border-color: var(--alarm); }
.title { display: flex; gap: 10px; align-items: baseline; }
.title .rank { color: var(--muted); font-variant-numeric: tabular-nums; }
.title strong { flex: 1; overflow-wrap: anywhere; font-weight: 600; }
.badge { padding: 0 8px; border-radius: 9px; font-size: 12px; border: 1px solid; white-space: nowrap; }
.badge.alarm { color: var(--alarm); }
.badge.known { margin: 0; color: var(--label); }
.numbers { margin: 2px 0 0; color: var(--muted); font-size: 13px; font-variant-numeric: tabular-nums; }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(84px, 1fr)); gap: 10px; margin: 10px 0 0; }
.pictures figure { margin: 0; }
.pictures img { display: block; width: 100%; aspect-ratio: 1; object-fit: contain; image-rendering: pixelated; background: var(--grid); border-radius: 6px; }
.pictures img.smooth { image-rendering: auto; }
.pictures figcaption { color: var(--muted); font-size: 12px; margin-top: 3px; text-align: center; }
.drivers { margin-top: 8px; font-size: 14px; table-layout: fixed; }
.drivers th, .drivers td { padding: 3px 6px; overflow: hidden; text-overflow: ellipsis; }
.drivers th { white-space: normal; vertical-align: bottom; }
.drivers .number { text-align: right; }
.drivers col.bar { width: 27%; }
.drivers svg { display: block; width: 100%; height: 10px; }
.drivers rect { fill: var(--score); }
.drivers rect.ground { fill: var(--grid); }
.notes { margin: 10px 0 0; padding-left: 18px; color: var(--muted); }
td.name { white-space: normal; overflow-wrap: anywhere; }
@media (max-width: 820px) { .columns { grid-template-columns: minmax(0, 1fr); } .scores text { font-size: 22px; } }
`;

/** Renders the page. */
export function renderRowsPage(page: RowsPage): string {
  const { title, lead, facts, notes, ranking, noun, cardsTitle, cards, sections } = page;
  return `${pageHead(title, style)}
<body>
<div class="page">
<header>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(lead)}</p>
</header>
<div class="columns">
<section aria-labelledby="scores-title"><h2 id="scores-title">Scores</h2>
${scorePlot(ranking, noun)}
</section>
<section aria-labelledby="facts-title"><h2 id="facts-title">This run</h2><dl>
${facts.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join('\n')}
</dl></section>
</div>
${notes.length === 0 ? '' : `<section class="block" aria-labelledby="notes-title"><h2 id="notes-title">Worth knowing</h2><ul class="notes">${notes.map((note) => `<li>${escapeHtml(note)}</li>`).join('')}</ul></section>`}
<h2 class="block" id="cards-title">${escapeHtml(cardsTitle)}</h2>
<ol class="cards" aria-labelledby="cards-title">
${cards.join('\n')}
</ol>
${sections.join('\n')}
<footer>Made by tsad; the page works offline.</footer>
</div>
</body>
</html>
`;
}

/** The heading of a card. */
export function cardTitle(
  rank: number,
  name: string,
  { alarm, known }: { alarm: boolean | undefined; known?: boolean },
): string {
  const badges = [
    alarm ? '<span class="badge alarm">alarm</span>' : '',
    known ? '<span class="badge known">known anomaly</span>' : '',
  ];
  return `<div class="title"><span class="rank">${rank}</span><strong>${escapeHtml(name)}</strong>${badges.join('')}</div>`;
}

/** A section with a table that scrolls; `rows` are texts, the first column takes the room. */
export function tableSection(
  title: string,
  note: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const id = `table-${title.toLowerCase().replace(/[^a-z]+/g, '-')}`;
  const line = (cells: readonly string[]): string =>
    `<tr>${cells.map((text, i) => `<td${i === 0 ? ' class="name"' : ''}>${escapeHtml(text)}</td>`).join('')}</tr>`;
  return `<section class="block" aria-labelledby="${id}"><div class="head"><h2 id="${id}">${escapeHtml(title)}</h2><span>${escapeHtml(note)}</span></div>
<div class="scroll" tabindex="0" role="region" aria-labelledby="${id}"><table>
<thead><tr>${columns.map((column) => `<th scope="col">${escapeHtml(column)}</th>`).join('')}</tr></thead>
<tbody>
${rows.map(line).join('\n')}
</tbody></table></div></section>`;
}

const WIDTH = 720;
const HALF = 66;
const BINS = 72;

/** Two histograms on one axis: kept-out normal rows above it, what was asked below it. */
function scorePlot({ scores, calibration, threshold }: Ranking, noun: string): string {
  const sorted = scores.slice().sort();
  const all = Float64Array.of(...[0, 0.25, 0.5, 0.75, 1].map((share) => quantile(sorted, share)));
  const centre = all[2];
  const spread = all[3] - all[1] || Math.abs(centre) || 1;
  // Linear in the middle, logarithmic far out, so that no score leaves the picture.
  const place = (score: number): number => Math.asinh((score - centre) / spread);
  const ends = [
    sorted[0],
    sorted[sorted.length - 1],
    ...(calibration.length ? [calibration[0], calibration[calibration.length - 1]] : []),
  ].map(place);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const x = (score: number): number => 8 + ((WIDTH - 16) * (place(score) - low)) / (high - low || 1);
  const bin = (score: number): number => Math.min(BINS - 1, Math.floor(((x(score) - 8) / (WIDTH - 16)) * BINS));
  const count = (values: Float64Array): Float64Array => {
    const counts = new Float64Array(BINS);
    for (const value of values) counts[bin(value)]++;
    return counts;
  };
  const bars = (counts: Float64Array, up: boolean, name: (i: number) => string): string => {
    const most = Math.max(...counts, 1);
    return Array.from(counts, (n, i) => {
      if (n === 0) return '';
      const height = Math.max(2, (HALF * Math.sqrt(n)) / Math.sqrt(most));
      const left = 8 + (i * (WIDTH - 16)) / BINS;
      return `<rect class="${name(i)}" x="${left.toFixed(1)}" y="${(up ? 96 - height : 98).toFixed(1)}" width="${((WIDTH - 16) / BINS - 1).toFixed(1)}" height="${height.toFixed(1)}"/>`;
    }).join('');
  };
  const limitBin = threshold === undefined ? BINS : bin(threshold);
  const leftward = threshold === undefined || x(threshold) > WIDTH / 2;
  const limit =
    threshold === undefined
      ? ''
      : `<line class="limit" x1="${x(threshold).toFixed(1)}" x2="${x(threshold).toFixed(1)}" y1="14" y2="166"/><text x="${(x(threshold) + (leftward ? -5 : 5)).toFixed(1)}" y="20" text-anchor="${leftward ? 'end' : 'start'}">threshold ${formatNumber(threshold)}</text>`;
  // The other label keeps to the side that the threshold leaves free.
  const normal = `<text x="${leftward ? 8 : WIDTH - 8}" y="20" text-anchor="${leftward ? 'start' : 'end'}">normal, kept out</text>`;
  const label = calibration.length
    ? `Scores of ${calibration.length} normal ${noun} that were kept out, above the line, and of the ${scores.length} ${noun} asked about, below it.`
    : `Scores of ${scores.length} ${noun}.`;
  return `<svg class="scores" viewBox="0 0 ${WIDTH} 200" role="img" aria-label="${escapeHtml(label)}">
<line class="axis" x1="0" x2="${WIDTH}" y1="97" y2="97"/>
${bars(count(calibration), true, () => 'normal')}${bars(count(scores), false, (i) => (i > limitBin ? 'over' : 'asked'))}${limit}
${calibration.length ? normal : ''}<text x="${WIDTH / 2}" y="194" text-anchor="middle">${escapeHtml(noun)} asked about</text>
<text x="8" y="194">${formatNumber(sorted[0])}</text><text x="${WIDTH - 8}" y="194" text-anchor="end">${formatNumber(sorted[sorted.length - 1])}</text>
</svg>
<p class="numbers">Heights are square roots of counts; the axis is logarithmic far from the middle.</p>`;
}

function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.round(share * (sorted.length - 1))];
}
