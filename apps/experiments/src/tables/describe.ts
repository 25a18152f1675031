/** A detection in a table in words, as JSON, as CSV, and as a page. */
import { printable } from '../command/errors.ts';
import type { Terminal } from '../command/terminal.ts';
import { escapeHtml } from '../report/html.ts';
import { csvLine } from '../rows/csv.ts';
import { cardTitle, renderRowsPage, tableSection } from '../rows/page.ts';
import { countAlarms, isAlarm } from '../rows/ranking.ts';
import { rowDetectors } from '../rows/row-detectors.ts';
import { type RowsOutcome, takeRows } from '../rows/run-rows.ts';
import { formatCount, formatNumber, renderTextTable } from '../table.ts';
import { type Driver, driversOf, showValue } from './drivers.ts';
import type { LoadedTable } from './load-table.ts';

/** Everything about one run. */
export interface TableDetection {
  loaded: LoadedTable;
  detector: string;
  outcome: RowsOutcome;
  /** Drivers of the most anomalous rows, in the order of the ranking. */
  drivers: Driver[][];
  notes: readonly string[];
}

const LISTED = 20;
/** Columns in a card. */
const DRIVERS = 6;
/** Rows of the table at the end of the page. */
const MOST_LISTED = 5000;

/** Drivers of the first `count` rows of the ranking. */
export async function explainTop(
  loaded: LoadedTable,
  { model, ranking }: RowsOutcome,
  count: number,
): Promise<Driver[][]> {
  const { table, train } = loaded;
  const positions = ranking.order.slice(0, count).map((i) => train + i);
  const explanation = await model.explain(takeRows(table.values, table.columns.length, positions));
  return positions.map((position, k) => driversOf(loaded, explanation, k, position));
}

/** The number of a scored row among the data rows of the file. */
function rowNumber({ table, train }: LoadedTable, i: number): number {
  return table.rowNumbers[train + i];
}

function facts({ loaded, detector, outcome }: TableDetection): [string, string][] {
  const { table, train } = loaded;
  const { ranking, learnt } = outcome;
  const columns = new Set(table.sources).size;
  return [
    ['rows', formatCount(ranking.scores.length)],
    ['learnt from', train === 0 ? 'the same rows' : `${formatCount(learnt)} of the first ${formatCount(train)} rows`],
    ['columns', `${columns}${columns === table.columns.length ? '' : `, as ${table.columns.length} numbers`}`],
    ['detector', `${detector}: ${rowDetectors[detector].summary}`],
    [
      'alarms',
      ranking.threshold === undefined
        ? 'none judged: no normal rows were kept out'
        : `${formatCount(countAlarms(ranking))} above ${formatNumber(ranking.threshold)}, ${formatNumber(100 * ranking.alarmRate)} % of normal rows`,
    ],
    ['seconds', formatNumber(outcome.seconds, 3)],
  ];
}

/** What the terminal shows. */
export function describeText(detection: TableDetection, written: readonly string[], terminal: Terminal): string {
  const { loaded, outcome, notes, drivers } = detection;
  const { ranking } = outcome;
  const why = (row: Driver[]): string =>
    row
      .slice(0, 3)
      .map(({ column, value, expected }) => `${column} ${showValue(value)} (${showValue(expected)})`)
      .join(', ');
  const lines = [
    terminal.style('bold', printable(loaded.file)),
    ...facts(detection).map(([name, value]) => `${terminal.style('dim', name.padEnd(12))} ${printable(value)}`),
    ...notes.map((note) => `${terminal.style('dim', 'note'.padEnd(12))} ${printable(note)}`),
    '',
    renderTextTable(
      [
        { title: 'row', align: 'right' },
        { title: 'score', align: 'right' },
        { title: 'p', align: 'right' },
        { title: '' },
        { title: `seen (${rowDetectors[detection.detector].expectedIs})` },
      ],
      ranking.order
        .slice(0, Math.min(LISTED, drivers.length))
        .map((i, k) => [
          String(rowNumber(loaded, i)),
          formatNumber(ranking.scores[i]),
          formatNumber(ranking.pValues?.[i], 3),
          isAlarm(ranking, i) ? 'alarm' : '',
          printable(why(drivers[k])),
        ]),
    ),
  ];
  const rest = ranking.order.length - LISTED;
  if (rest > 0) {
    lines.push(
      `The ${LISTED} most anomalous of ${formatCount(ranking.order.length)}; --out, --json and --report have more.\n`,
    );
  }
  return `${lines.join('\n')}${written.map((path) => `wrote ${printable(path)}\n`).join('')}`;
}

/** What `--json` prints. */
export function describeJson(
  { loaded, detector, outcome, drivers, notes }: TableDetection,
  written: readonly string[],
): object {
  const { ranking, learnt, seconds } = outcome;
  const { table, train, file } = loaded;
  return {
    file,
    columns: table.columns,
    trainRows: train,
    learnt,
    keptOut: ranking.calibration.length,
    detector,
    threshold: ranking.threshold ?? null,
    alarmRate: ranking.alarmRate,
    alarms: ranking.threshold === undefined ? null : countAlarms(ranking),
    rows: ranking.order.map((i, k) => ({
      row: rowNumber(loaded, i),
      score: ranking.scores[i],
      pValue: ranking.pValues?.[i] ?? null,
      alarm: isAlarm(ranking, i) ?? null,
      ...(table.labels ? { label: table.labels[train + i] } : {}),
      ...(k < drivers.length ? { drivers: drivers[k] } : {}),
    })),
    notes,
    seconds,
    written,
  };
}

/** The table that `--out` writes, in the order of the file. */
export function* describeCsv({ loaded, outcome }: TableDetection): Generator<string> {
  const { ranking } = outcome;
  const { labels } = loaded.table;
  yield csvLine(['row', 'score', 'p_value', 'alarm', ...(labels ? ['label'] : [])]);
  for (const i of ranking.scores.keys()) {
    const label = labels ? [labels[loaded.train + i]] : [];
    yield csvLine([rowNumber(loaded, i), ranking.scores[i], ranking.pValues?.[i], isAlarm(ranking, i), ...label]);
  }
}

/** The page. */
export function describePage(detection: TableDetection): string {
  const { loaded, outcome, drivers, notes } = detection;
  const { ranking } = outcome;
  const { labels } = loaded.table;
  const known = (i: number): boolean => labels?.[loaded.train + i] === 1;
  const rest = ranking.order.slice(drivers.length, drivers.length + MOST_LISTED);
  const sections =
    rest.length === 0
      ? []
      : [
          tableSection(
            'All the others',
            `${formatCount(rest.length)} of ${formatCount(ranking.order.length - drivers.length)}, by score`,
            ['Row', ...(labels ? ['Label'] : []), 'p', 'Score'],
            rest.map((i) => [
              String(rowNumber(loaded, i)),
              ...(labels ? [known(i) ? 'anomaly' : 'normal'] : []),
              formatNumber(ranking.pValues?.[i], 3),
              formatNumber(ranking.scores[i]),
            ]),
          ),
        ];
  return renderRowsPage({
    title: `Anomalies in ${loaded.file}`,
    lead: `${formatCount(ranking.order.length)} rows, the most anomalous first, with the columns that make them so.`,
    facts: facts(detection),
    notes,
    ranking,
    noun: 'rows',
    cardsTitle: `The ${formatCount(drivers.length)} most anomalous`,
    cards: drivers.map((row, k) => card(detection, row, k, known(ranking.order[k]))),
    sections,
  });
}

function card({ loaded, detector, outcome }: TableDetection, row: Driver[], k: number, known: boolean): string {
  const { ranking } = outcome;
  const i = ranking.order[k];
  const alarm = isAlarm(ranking, i);
  const p = ranking.pValues === undefined ? '' : `, p ${formatNumber(ranking.pValues[i], 3)}`;
  const { expectedIs, partsAre } = rowDetectors[detector];
  const line = ({ column, value, expected, share }: Driver): string =>
    `<tr><td title="${escapeHtml(column)}">${escapeHtml(column)}</td><td class="number">${escapeHtml(showValue(value))}</td><td class="number">${escapeHtml(showValue(expected))}</td><td><svg viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="${Math.round(100 * share)} percent"><rect class="ground" width="100" height="10" rx="2"/><rect width="${(100 * share).toFixed(1)}" height="10" rx="2"/></svg></td></tr>`;
  const shown = row.slice(0, DRIVERS);
  const more = row.length > DRIVERS ? `<p class="numbers">and ${row.length - DRIVERS} columns of less weight</p>` : '';
  return `<li${alarm ? ' class="alarm"' : ''}>${cardTitle(k + 1, `row ${rowNumber(loaded, i)}`, { alarm, known })}<p class="numbers">score ${formatNumber(ranking.scores[i])}${p}</p>
<table class="drivers"><colgroup><col><col><col><col class="bar"></colgroup><thead><tr><th scope="col">column</th><th scope="col" class="number">seen</th><th scope="col" class="number">${escapeHtml(expectedIs)}</th><th scope="col">${escapeHtml(partsAre)}</th></tr></thead><tbody>${shown.map(line).join('')}</tbody></table>${more}</li>`;
}
