/** The report page: one HTML file that needs nothing else, and that its own content security policy seals off. */
import { checkReport } from './check.ts';
import { clientScript } from './client.generated.ts';
import { escapeHtml, pageHead } from './html.ts';
import type { Report } from './model.ts';
import { packReport } from './pack.ts';
import type { PackedReport } from './packed.ts';
import { style } from './style.ts';

/**
 * Renders a report as one HTML page that opens from disk without network access.
 *
 * Series of any length stay small: rows are joined into min-max buckets, while the highest scores are kept exactly, so
 * that events are counted as `toEvents` counts them for every threshold that the slider reaches. All names are escaped.
 *
 * @param report what to show.
 * @returns the page as text, at most about 15 MB.
 * @throws TypeError or RangeError that names a part which is missing or not as long as its series.
 * @example
 * const page = renderReport({
 *   title: 'Two points', lead: 'A very short story.',
 *   series: [{ name: 'short', values: new Float64Array([1, 2]), trainEnd: 0, scorings: [] }],
 * });
 * console.assert(page.startsWith('<!doctype html>'));
 */
export function renderReport(report: Report): string {
  checkReport(report);
  return renderPackedReport(packReport(report), report.lead);
}

/** {@link renderReport} for what is packed already, as where not all series fit into memory at once. */
export function renderPackedReport(report: PackedReport, lead: string): string {
  const data = JSON.stringify(report).replaceAll('<', '\\u003c');
  return `${pageHead(report.title, style, clientScript)}
<body>
<div class="page">
<header>
<h1>${escapeHtml(report.title)}</h1>
<p>${escapeHtml(lead)}</p>
<noscript><p>This page draws with JavaScript; please enable it.</p></noscript>
</header>
<section id="overview-table" class="table" aria-label="Overview" hidden></section>
<main>
<div class="card" id="stage">
<div class="bar">
<strong id="series-name"></strong>
<label id="series-field">Series <select id="series"></select></label>
<label id="detector-field">Detector <select id="detector"></select></label>
<span class="grow"></span>
<span class="buttons" role="group" aria-label="Zoom">
<button type="button" id="zoom-in" aria-label="Zoom in">+</button>
<button type="button" id="zoom-out" aria-label="Zoom out">&minus;</button>
<button type="button" id="zoom-all">All</button>
</span>
</div>
<p id="description"></p>
<div class="stage">
<canvas id="chart" role="img" tabindex="0" aria-label="The series above its anomaly scores. Arrow keys, plus, minus and Home move the view; the table of events below says the same in text."></canvas>
<div id="tooltip" hidden></div>
<canvas id="overview" aria-hidden="true"></canvas>
</div>
<ul class="legend">
<li><i class="key-series"></i>seen</li>
<li id="legend-expected"><i class="key-expected"></i>expected</li>
<li data-needs-scores><i class="key-score"></i>score</li>
<li data-needs-scores><i class="key-alarm"></i>alarm</li>
<li id="legend-label"><i class="key-label"></i>known anomaly</li>
<li id="legend-train"><i class="key-train area"></i>learnt from</li>
</ul>
<div class="bar" data-needs-scores>
<label for="threshold">Threshold</label>
<input type="range" id="threshold" min="0" max="1000" step="1" aria-describedby="count share">
<input type="number" id="threshold-value" step="any" aria-label="Threshold, exactly">
<button type="button" id="calibrated" hidden>Calibrated</button>
<output id="count" for="threshold" aria-live="polite"></output>
<span id="share"></span>
</div>
</div>
<div class="below" data-needs-scores>
<section aria-labelledby="events-title">
<div class="head"><h2 id="events-title">Events</h2><span id="events-note"></span>
<label>Order <select id="order"><option value="time">time</option><option value="score">score</option></select></label></div>
<div class="scroll" tabindex="0" role="region" aria-labelledby="events-title"><table>
<thead><tr><th scope="col">Start</th><th scope="col">Points</th><th scope="col">Seen at peak</th><th scope="col">Expected</th><th scope="col">Peak score</th></tr></thead>
<tbody id="events"></tbody>
</table></div>
</section>
<section aria-labelledby="facts-title"><h2 id="facts-title">This run</h2><dl id="facts"></dl></section>
</div>
<section id="details-table" class="table" aria-label="All runs" hidden></section>
</main>
<footer>Drag to move, wheel or pinch to zoom, drag the dashed line to set the threshold. Keys on the chart: <kbd>←</kbd> <kbd>→</kbd> <kbd>+</kbd> <kbd>−</kbd> <kbd>Home</kbd>. Made by tsad; the page works offline.</footer>
</div>
<script type="application/json" id="data">${data}</script>
<script>${clientScript}</script>
</body>
</html>
`;
}
