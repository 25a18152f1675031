/** `tsad detect-table`: which rows of a table are unlike the others, and by which columns. */
import { type Command, defineCommand } from '../command/command.ts';
import { type Content, checkOutputs, writeOutputs } from '../outputs.ts';
import { runRows } from '../rows/run-rows.ts';
import {
  describeCsv,
  describeJson,
  describePage,
  describeText,
  explainTop,
  type TableDetection,
} from '../tables/describe.ts';
import { type LoadedTable, loadTable } from '../tables/load-table.ts';
import {
  csvLayoutOf,
  csvOptions,
  outputOptions,
  requestsOf,
  rowAlarmRate,
  rowDetector,
  seed,
} from './shared-options.ts';

/** Rows that the autoencoder needs to be worth its time. */
const ENOUGH = 200;
/** Rows a column that a covariance needs. */
const ROWS_PER_COLUMN = 3;

/** The command. */
export const detectTable: Command = defineCommand({
  positionals: [{ name: 'FILE', description: 'a CSV file of rows without an order in time, plain or gzip' }],
  options: {
    columns: {
      type: 'string',
      hint: 'A,B',
      description: 'the columns to look at (default: all but labels, row numbers, dates and free text)',
    },
    categorical: { type: 'string', hint: 'A,B', description: 'columns of numbers that stand for categories' },
    label: {
      type: 'string',
      hint: 'NAME',
      description: 'column of 0/1 labels, shown but not used (default: found out)',
    },
    missing: {
      type: 'string',
      hint: 'RULE',
      choices: ['error', 'skip', 'fill'],
      default: 'error',
      description: 'missing cells: an error, or skip such rows, or fill (median, most frequent)',
    },
    ...csvOptions,
    'train-rows': {
      type: 'integer',
      hint: 'N',
      min: 4,
      description: 'learn from the first N rows, score the others (default: learn from all, score all)',
    },
    detector: rowDetector,
    'alarm-rate': { ...rowAlarmRate, description: 'share of alarms among normal rows, with --train-rows' },
    show: { type: 'integer', min: 1, max: 1000, default: 60, description: 'rows that are explained' },
    seed,
    ...outputOptions,
    json: { type: 'boolean', description: 'print JSON' },
  },
  examples: [
    'tsad detect-table parts.csv --report parts.html',
    'tsad detect-table parts.csv --train-rows 2000 --missing fill --out scores.csv',
  ],
  async run({ positionals: [file], options, terminal }) {
    const requests = requestsOf(options);
    const rules = { cwd: terminal.cwd, force: options.force, inputs: [file] };
    const paths = await checkOutputs(requests, rules);
    const loaded = await loadTable(
      {
        file,
        columns: options.columns,
        categorical: options.categorical,
        label: options.label,
        missing: options.missing as 'error',
        trainRows: options['train-rows'],
        ...csvLayoutOf(options),
      },
      terminal,
    );
    const { table, train } = loaded;
    const notes = [...loaded.notes];
    const detector = options.detector ?? chooseDetector(loaded, notes);
    const channels = table.columns.length;
    const outcome = await runRows({
      detector,
      channels,
      kind: 'table',
      seed: options.seed,
      normal: train === 0 ? table.values : table.values.subarray(0, train * channels),
      asked: train === 0 ? undefined : table.values.subarray(train * channels),
      alarmRate: options['alarm-rate'],
      signal: terminal.signal,
      onProgress: (stage, fraction) => terminal.progress(stage, fraction),
    });
    const { ranking } = outcome;
    if (ranking.threshold === undefined) {
      notes.push(
        train === 0
          ? 'every row was learnt from, so the scores only rank; --train-rows N calibrates alarms on rows known to be normal'
          : 'with fewer than 50 normal rows none are kept out, so nothing says which scores are alarms',
      );
    } else if (ranking.alarmRate > options['alarm-rate']) {
      notes.push(
        `${ranking.calibration.length} kept-out rows cannot resolve an alarm rate of ${options['alarm-rate']}; alarms are those above all of them`,
      );
    }
    const drivers = await explainTop(loaded, outcome, options.show);
    const detection: TableDetection = { loaded, detector, outcome, drivers, notes };
    const files = paths.map((path, i): [string, Content] => [
      path,
      requests[i].option === '--out' ? describeCsv(detection) : describePage(detection),
    ]);
    await checkOutputs(requests, rules);
    await writeOutputs(files, terminal.signal);
    const written = requests.map(({ path }) => path);
    if (options.json) await terminal.writeJson(describeJson(detection, written));
    else await terminal.write(describeText(detection, written, terminal));
  },
});

/** The autoencoder where rows suffice, one Gaussian where they suffice for a covariance, else neighbours. */
function chooseDetector({ table, train }: LoadedTable, notes: string[]): string {
  const rows = train || table.rows;
  if (rows >= ENOUGH) return 'cance';
  const chosen = rows >= ROWS_PER_COLUMN * table.columns.length ? 'mahalanobis' : 'neighbour';
  notes.push(`${rows} rows are few for the autoencoder, which needs ${ENOUGH}; ${chosen} is used`);
  return chosen;
}
