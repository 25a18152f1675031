/** Does one job: reads the series, learns, scores, evaluates. Runs in a worker; knows nothing of executors. */
import { rename, writeFile } from 'node:fs/promises';
import { memoryUsage } from 'node:process';
import { type Detector, isStreaming, type Series, type StreamingDetector } from '@tsad/core';
import { encodeNpy } from '@tsad/data';
import { findRhythm } from '../detect/window.ts';
import { advance } from '../detectors.ts';
import { type Contender, loadContenders } from './contenders.ts';
import type { Job, Measured } from './job.ts';
import { protocols } from './protocols/index.ts';
import type { EvaluationRecord, Protocol, Task } from './protocols/protocol.ts';
import { roleOf } from './protocols/protocol.ts';
import { readSeriesOf } from './source.ts';

let last: { key: string; series: Promise<Series> } | undefined;

/** Does a job. @throws whatever the detector, the data or the metrics have to complain about. */
export async function perform(job: Job): Promise<Measured> {
  const protocol = protocols[job.protocol];
  const contender = (await loadContenders(job.plugin))[job.detector];
  const task = protocol.prepare(await recentSeries(job), job.dataset.name);
  const detector = makeDetector(contender, task, job);
  const { scores, fit, score } = await scoreTask(detector, protocol, task);
  const { heapUsed, arrayBuffers } = memoryUsage();
  const began = performance.now();
  const { metrics, reasons } = split(protocol, protocol.evaluate(withoutGaps(scores), task));
  const seconds = { fit, score, metrics: elapsed(began) };
  if (job.scoresPath !== undefined) await saveScores(job.scoresPath, scores);
  return {
    metrics,
    ...(Object.keys(reasons).length > 0 ? { reasons } : {}),
    options: detector.options,
    seconds,
    megabytes: Math.round((heapUsed + arrayBuffers) / 1e6),
    scored: task.scored,
    period: task.period,
  };
}

/** The detector of a job, with settings by rule. */
export function makeDetector(
  contender: Contender,
  task: Task,
  { protocol, seed }: Pick<Job, 'protocol' | 'seed'>,
): Detector {
  const { train, test, channels, period } = task;
  const { window } = findRhythm(test, test.length / channels, period);
  return contender.create({ window, period, train: train.length / channels, protocol, seed, channels, values: test });
}

async function recentSeries({ dataset, series }: Job): Promise<Series> {
  const key = JSON.stringify([dataset, series]);
  if (last?.key !== key) last = { key, series: readSeriesOf(dataset, series) };
  return last.series;
}

async function scoreTask(
  detector: Detector,
  protocol: Protocol,
  { train, test, channels }: Task,
): Promise<{ scores: Float64Array; fit: number; score: number }> {
  const { capabilities } = detector;
  if (channels > 1 && !capabilities.multivariate) {
    throw new RangeError(`the detector takes one channel, the series has ${channels}`);
  }
  const part = protocol.fitOn(roleOf(capabilities));
  let began = performance.now();
  if (part !== 'nothing') await detector.fit(part === 'train' ? train : test);
  const fit = elapsed(began);
  began = performance.now();
  const online = roleOf(capabilities) === 'online' && channels === 1 && isStreaming(detector);
  const scores = online ? advance(detector as StreamingDetector, test).scores : await detector.score(test);
  if (scores.length !== test.length / channels) {
    throw new RangeError(`the detector gave ${scores.length} scores for ${test.length / channels} rows`);
  }
  return { scores, fit, score: elapsed(began) };
}

/** Scores that a detector does not give, as in its warm-up, count as the lowest. */
function withoutGaps(scores: Float64Array): Float64Array {
  let lowest = Infinity;
  for (const score of scores) if (score < lowest) lowest = score;
  if (lowest === Infinity)
    throw new RangeError('the detector gave no score at all; the series is shorter than its warm-up');
  return scores.map((score) => (Number.isNaN(score) ? lowest : score));
}

function split(
  protocol: Protocol,
  record: EvaluationRecord,
): { metrics: Measured['metrics']; reasons: Record<string, string> } {
  const metrics: Measured['metrics'] = {};
  const reasons: Record<string, string> = {};
  for (const name of protocol.metrics) {
    metrics[name] = typeof record[name] === 'number' ? record[name] : null;
    const reason = record[`${name} reason`];
    if (typeof reason === 'string') reasons[name] = reason;
  }
  return { metrics, reasons };
}

async function saveScores(path: string, scores: Float64Array): Promise<void> {
  await writeFile(`${path}.tmp`, encodeNpy(Float32Array.from(scores)));
  await rename(`${path}.tmp`, path);
}

function elapsed(began: number): number {
  return Number(((performance.now() - began) / 1000).toFixed(4));
}
