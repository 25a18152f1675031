/** `tsad detect-images`: which pictures of a folder are unlike the normal ones, and where. */
import { type Command, defineCommand } from '../command/command.ts';
import { UsageError } from '../command/errors.ts';
import { describeCsv, describeJson, describePage, describeText, type ImageDetection } from '../images/describe.ts';
import { type LoadedImages, loadImages } from '../images/load-images.ts';
import { type Content, checkOutputs, writeOutputs } from '../outputs.ts';
import { rowDetectors } from '../rows/row-detectors.ts';
import { runRows } from '../rows/run-rows.ts';
import { outputOptions, requestsOf, rowAlarmRate, rowDetector, seed } from './shared-options.ts';

/** Normal images that the autoencoder needs to be worth its time. */
const ENOUGH = 120;

/** The command. */
export const detectImages: Command = defineCommand({
  positionals: [{ name: 'DIR', description: 'a folder of PNG and JPEG files' }],
  options: {
    normal: { type: 'string', hint: 'DIR', description: 'a folder of normal images to learn from' },
    detector: rowDetector,
    size: {
      type: 'string',
      hint: 'WxH',
      description: 'pixels to scale to (default: as the first normal image, longer side at most 32)',
    },
    grey: { type: 'boolean', description: 'look at grey levels alone' },
    'alarm-rate': { ...rowAlarmRate, description: 'share of alarms among normal images' },
    show: { type: 'integer', min: 1, max: 1000, default: 60, description: 'images with pictures in the report' },
    seed,
    ...outputOptions,
    json: { type: 'boolean', description: 'print JSON' },
  },
  examples: [
    'tsad detect-images today --normal good --report today.html',
    'tsad detect-images today --normal good --size 64x64 --detector error --out scores.csv',
  ],
  async run({ positionals: [folder], options, terminal }) {
    if (options.normal === undefined) throw new UsageError('--normal DIR is missing: a folder of normal images');
    const requests = requestsOf(options);
    const rules = { cwd: terminal.cwd, force: options.force };
    const paths = await checkOutputs(requests, rules);
    const request = { asked: folder, normal: options.normal, size: options.size, grey: options.grey };
    const loaded = await loadImages(request, terminal);
    const { images } = loaded.normal;
    const detector = options.detector ?? (images.count >= ENOUGH ? 'cance' : 'pca');
    const notes = [...loaded.notes, ...constantNotes(loaded, detector)];
    if (detector === 'pca' && options.detector === undefined) {
      notes.push(`with ${images.count} normal images principal components are used; from ${ENOUGH} on an autoencoder`);
    }
    const outcome = await runRows({
      detector,
      channels: images.pixels.length / images.count,
      kind: 'image',
      seed: options.seed,
      normal: images.pixels,
      asked: loaded.asked.images.pixels,
      alarmRate: options['alarm-rate'],
      signal: terminal.signal,
      onProgress: (stage, fraction) => terminal.progress(stage, fraction),
    });
    const { ranking } = outcome;
    if (ranking.threshold === undefined) {
      notes.push('no normal images were kept out, so nothing says which scores are alarms; 50 are needed');
    } else if (ranking.alarmRate > options['alarm-rate']) {
      notes.push(
        `${ranking.calibration.length} kept-out images cannot resolve an alarm rate of ${options['alarm-rate']}; alarms are those above all of them`,
      );
    }
    const detection: ImageDetection = { loaded, detector, outcome, notes };
    const files: [string, Content][] = [];
    for (const [i, path] of paths.entries()) {
      const content =
        requests[i].option === '--out' ? describeCsv(detection) : await describePage(detection, options.show);
      files.push([path, content]);
    }
    await checkOutputs(requests, rules);
    await writeOutputs(files, terminal.signal);
    const written = requests.map(({ path }) => path);
    if (options.json) await terminal.writeJson(describeJson(detection, written));
    else await terminal.write(describeText(detection, written, terminal));
  },
});

/** What a detector does not see because it never varied. */
function constantNotes({ normal, asked }: LoadedImages, detector: string): string[] {
  if (!rowDetectors[detector].blindToConstants) return [];
  const { pixels, count } = normal.images;
  const size = pixels.length / count;
  const varies = new Uint8Array(size);
  for (let i = size; i < pixels.length; i++) if (pixels[i] !== pixels[i % size]) varies[i % size] = 1;
  const constant = size - varies.reduce((sum, one) => sum + one, 0);
  if (constant === 0) return [];
  const other = new Set<number>();
  for (const [i, value] of asked.images.pixels.entries()) {
    if (varies[i % size] === 0 && value !== pixels[i % size]) other.add(Math.floor(i / size));
  }
  return [
    `${detector} does not look at ${constant} of ${size} values, which are the same in all normal images${other.size > 0 ? `, though ${other.size} ${other.size === 1 ? 'image differs' : 'images differ'} there` : ''}`,
  ];
}
