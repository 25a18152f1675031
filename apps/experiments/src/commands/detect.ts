/** `tsad detect`: one file, one picture of where it misbehaves. */
import { type Command, defineCommand } from '../command/command.ts';
import { UsageError } from '../command/errors.ts';
import { analyse } from '../detect/analyse.ts';
import { chooseDetector, chooseTrainEnd } from '../detect/choose.ts';
import { type Detection, describeJson, describeReport, describeText } from '../detect/describe.ts';
import { loadSeries } from '../detect/load.ts';
import { scoresCsv } from '../detect/scores-csv.ts';
import { detectorNames } from '../detectors.ts';
import { type Content, checkOutputs, writeOutputs } from '../outputs.ts';
import { renderReport } from '../report/page.ts';
import { csvLayoutOf, csvOptions, outputOptions, pointAlarmRate, requestsOf } from './shared-options.ts';

/** The command. */
export const detect: Command = defineCommand({
  positionals: [{ name: 'FILE', description: 'a CSV, UCR, TSB-AD, .npy or .npz file, plain or gzip' }],
  options: {
    column: { type: 'string', hint: 'NAME', description: 'the value column (default: the first that varies)' },
    ...csvOptions,
    detector: {
      type: 'string',
      hint: 'NAME',
      choices: detectorNames,
      description: `one of ${detectorNames.join(', ')} (default: by the series)`,
    },
    window: { type: 'integer', min: 4, max: 100_000, description: 'points per window (default: by the period)' },
    period: {
      type: 'integer',
      min: 2,
      max: 10_000_000,
      description: 'points per period (default: found in the training part)',
    },
    'train-end': {
      type: 'integer',
      hint: 'ROW',
      min: 1,
      description: 'learn from the rows before this one (default: as the file says, or 30 %)',
    },
    'alarm-rate': pointAlarmRate,
    ...outputOptions,
    plot: { type: 'boolean', default: true, description: 'leave out the plot' },
    json: { type: 'boolean', description: 'print JSON' },
  },
  examples: [
    'tsad detect load.csv --report report.html',
    'tsad detect sensors.csv --column pressure --alarm-rate 1e-4 --out scores.csv',
  ],
  async run({ positionals: [file], options, terminal }) {
    const requests = requestsOf(options);
    const rules = { cwd: terminal.cwd, force: options.force, inputs: [file] };
    const paths = await checkOutputs(requests, rules);
    const series = await loadSeries(file, { column: options.column, ...csvLayoutOf(options) }, terminal);
    if (options['train-end'] !== undefined && options['train-end'] >= series.values.length) {
      throw new UsageError(
        `--train-end ${options['train-end']} leaves nothing to score of ${series.values.length} rows; choose an earlier row`,
      );
    }
    const trainEnd = chooseTrainEnd(series, options['train-end']);
    const [name, entry] = chooseDetector(options.detector, series, trainEnd, options.period);
    const analysis = await analyse(series.values, {
      entry,
      trainEnd,
      alarmRate: options['alarm-rate'],
      window: options.window,
      period: options.period,
      signal: terminal.signal,
      onProgress: (stage, fraction) => terminal.progress(`${name}: ${stage}`, fraction),
    });
    const detection: Detection = { file, series, detector: name, trainEnd, alarmRate: options['alarm-rate'], analysis };
    const files: [string, Content][] = paths.map((path, i) =>
      requests[i].option === '--out'
        ? [path, scoresCsv(series, analysis)]
        : [path, renderReport(describeReport(detection))],
    );
    await checkOutputs(requests, rules);
    await writeOutputs(files, terminal.signal);
    const written = requests.map(({ path }) => path);
    if (options.json) await terminal.writeJson(describeJson(detection, written));
    else await terminal.write(describeText(detection, written, terminal, options.plot));
  },
});
