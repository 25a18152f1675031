/** A detection in images in words, as JSON, as CSV, and as a page. */
import { join } from 'node:path';
import { printable } from '../command/errors.ts';
import type { Terminal } from '../command/terminal.ts';
import { escapeHtml } from '../report/html.ts';
import { csvLine } from '../rows/csv.ts';
import { cardTitle, renderRowsPage, tableSection } from '../rows/page.ts';
import { countAlarms, isAlarm } from '../rows/ranking.ts';
import { rowDetectors } from '../rows/row-detectors.ts';
import { type RowsOutcome, takeRows } from '../rows/run-rows.ts';
import { formatCount, formatNumber, renderTextTable } from '../table.ts';
import type { LoadedImages } from './load-images.ts';
import { dataUrl, heatPicture, sumChannels, thumbnail, toPicture } from './pictures.ts';

/** Everything about one run. */
export interface ImageDetection {
  loaded: LoadedImages;
  detector: string;
  outcome: RowsOutcome;
  notes: readonly string[];
}

const LISTED = 20;
/** Rows of the table at the end of the page. */
const MOST_LISTED = 5000;

function facts({ loaded, detector, outcome }: ImageDetection): [string, string][] {
  const { normal, asked } = loaded;
  const { width, height, channels } = normal.images;
  const { ranking } = outcome;
  return [
    ['images', formatCount(asked.images.count)],
    ['learnt from', `${formatCount(outcome.learnt)} of ${formatCount(normal.images.count)} in ${normal.folder}`],
    ['seen as', `${width} x ${height}, ${channels === 1 ? 'grey' : 'colour'}`],
    ['detector', `${detector}: ${rowDetectors[detector].summary}`],
    [
      'alarms',
      ranking.threshold === undefined
        ? 'none judged: too few normal images to keep some out'
        : `${formatCount(countAlarms(ranking))} above ${formatNumber(ranking.threshold)}, ${formatNumber(100 * ranking.alarmRate)} % of normal images`,
    ],
    ['not read', formatCount(normal.skipped.length + asked.skipped.length)],
    ['seconds', formatNumber(outcome.seconds, 3)],
  ];
}

/** What the terminal shows. */
export function describeText(detection: ImageDetection, written: readonly string[], terminal: Terminal): string {
  const { loaded, outcome, notes } = detection;
  const { ranking } = outcome;
  const names = loaded.asked.images.names;
  const lines = [
    terminal.style('bold', printable(loaded.asked.folder)),
    ...facts(detection).map(([name, value]) => `${terminal.style('dim', name.padEnd(12))} ${printable(value)}`),
    ...notes.map((note) => `${terminal.style('dim', 'note'.padEnd(12))} ${printable(note)}`),
    '',
    renderTextTable(
      [{ title: 'score', align: 'right' }, { title: 'p', align: 'right' }, { title: '' }, { title: 'image' }],
      ranking.order
        .slice(0, LISTED)
        .map((i) => [
          formatNumber(ranking.scores[i]),
          formatNumber(ranking.pValues?.[i], 3),
          isAlarm(ranking, i) ? 'alarm' : '',
          printable(names[i]),
        ]),
    ),
  ];
  const rest = names.length - LISTED;
  if (rest > 0)
    lines.push(`The ${LISTED} most anomalous of ${formatCount(names.length)}; --out, --json and --report have more.\n`);
  return `${lines.join('\n')}${written.map((path) => `wrote ${printable(path)}\n`).join('')}`;
}

/** What `--json` prints. */
export function describeJson({ loaded, detector, outcome, notes }: ImageDetection, written: readonly string[]): object {
  const { normal, asked } = loaded;
  const { ranking, learnt, seconds } = outcome;
  const { width, height, channels } = normal.images;
  return {
    folder: asked.folder,
    normal: { folder: normal.folder, images: normal.images.count, learnt, keptOut: ranking.calibration.length },
    detector,
    size: { width, height, channels },
    threshold: ranking.threshold ?? null,
    alarmRate: ranking.alarmRate,
    alarms: ranking.threshold === undefined ? null : countAlarms(ranking),
    images: ranking.order.map((i) => ({
      image: asked.images.names[i],
      score: ranking.scores[i],
      pValue: ranking.pValues?.[i] ?? null,
      alarm: isAlarm(ranking, i) ?? null,
    })),
    skipped: [
      ...normal.skipped.map((file) => ({ folder: normal.folder, ...file })),
      ...asked.skipped.map((file) => ({ folder: asked.folder, ...file })),
    ],
    notes,
    seconds,
    written,
  };
}

/** The table that `--out` writes, the most anomalous first. */
export function* describeCsv({ loaded, outcome }: ImageDetection): Generator<string> {
  const { ranking } = outcome;
  yield csvLine(['image', 'score', 'p_value', 'alarm']);
  for (const i of ranking.order) {
    yield csvLine([loaded.asked.images.names[i], ranking.scores[i], ranking.pValues?.[i], isAlarm(ranking, i)]);
  }
}

/** The page, with pictures of the `shown` most anomalous images. */
export async function describePage(detection: ImageDetection, shown: number): Promise<string> {
  const { loaded, detector, outcome, notes } = detection;
  const { asked, normal } = loaded;
  const { ranking } = outcome;
  const { names } = asked.images;
  const top = ranking.order.slice(0, shown);
  const rest = ranking.order.slice(shown, shown + MOST_LISTED);
  const skipped = [normal, asked].flatMap(({ folder, skipped }) =>
    skipped.map(({ name, reason }) => [`${folder}/${name}`, reason]),
  );
  const sections: string[] = [];
  if (rest.length > 0) {
    sections.push(
      tableSection(
        'All the others',
        `${formatCount(rest.length)} of ${formatCount(names.length - top.length)}, by score`,
        ['Image', 'p', 'Score'],
        rest.map((i) => [names[i], formatNumber(ranking.pValues?.[i], 3), formatNumber(ranking.scores[i])]),
      ),
    );
  }
  if (skipped.length > 0) {
    sections.push(
      tableSection(
        'Not read',
        `${formatCount(skipped.length)} files`,
        ['File', 'Reason'],
        skipped.slice(0, MOST_LISTED),
      ),
    );
  }
  return renderRowsPage({
    title: `Anomalies in ${asked.folder}`,
    lead: `${formatCount(names.length)} images beside ${formatCount(normal.images.count)} normal ones in ${normal.folder}, the most anomalous first.`,
    facts: facts(detection),
    notes,
    ranking,
    noun: 'images',
    cardsTitle: `The ${formatCount(top.length)} most anomalous`,
    cards: await cards(detection, top, detector),
    sections,
  });
}

async function cards({ loaded, outcome }: ImageDetection, top: readonly number[], detector: string): Promise<string[]> {
  const { asked } = loaded;
  const { width, height, channels, pixels, names, count } = asked.images;
  const size = pixels.length / count;
  const rows = takeRows(pixels, size, top);
  const { parts, expected } = await outcome.model.explain(rows);
  const heat = sumChannels(parts, channels);
  const brightest = heat.slice().sort();
  // One scale for all, so that maps compare; a few outlying pixels may be over it.
  const most = brightest[Math.floor(0.999 * (brightest.length - 1))];
  const { partsAre, expectedIs } = rowDetectors[detector];
  const area = width * height;
  const out: string[] = [];
  for (const [k, i] of top.entries()) {
    const shape = { width, height, channels };
    const original = await thumbnail(join(asked.path, names[i]));
    const pictures: [caption: string, url: string | undefined, kind: string][] = [
      ['file', original, 'smooth'],
      ['seen', await dataUrl(toPicture(rows.subarray(k * size, (k + 1) * size), shape)), ''],
      [expectedIs, await dataUrl(toPicture(expected.subarray(k * size, (k + 1) * size), shape)), ''],
      [partsAre, await dataUrl(heatPicture(heat.subarray(k * area, (k + 1) * area), width, height, most)), ''],
    ];
    const alarm = isAlarm(outcome.ranking, i);
    const figures = pictures.map(([caption, url, kind]) =>
      url === undefined
        ? ''
        : `<figure><img${kind === '' ? '' : ` class="${kind}"`} src="${url}" alt="${escapeHtml(`${caption}: ${names[i]}`)}"><figcaption>${escapeHtml(caption)}</figcaption></figure>`,
    );
    const { scores, pValues } = outcome.ranking;
    const p = pValues === undefined ? '' : `, p ${formatNumber(pValues[i], 3)}`;
    out.push(
      `<li${alarm ? ' class="alarm"' : ''}>${cardTitle(k + 1, names[i], { alarm })}<p class="numbers">score ${formatNumber(scores[i])}${p}</p><div class="pictures">${figures.join('')}</div></li>`,
    );
  }
  return out;
}
