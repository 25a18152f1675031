/** The commands of `tsad`, loaded when they are called. A new command is one entry here and one file in `commands/`. */
import type { CommandEntry } from './command/main.ts';

/** In the order of the help. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'detect',
    summary: 'finds anomalies in a file, calibrates an alarm threshold, writes scores and a report',
    load: async () => (await import('./commands/detect.ts')).detect,
  },
  {
    name: 'detect-images',
    summary: 'finds images that are unlike normal ones, and shows where',
    load: async () => (await import('./commands/detect-images.ts')).detectImages,
  },
  {
    name: 'detect-table',
    summary: 'finds rows of a table that are unlike the others, and by which columns',
    load: async () => (await import('./commands/detect-table.ts')).detectTable,
  },
  {
    name: 'stream',
    summary: 'scores numbers as they arrive on stdin, one line of JSON out per value',
    load: async () => (await import('./commands/stream.ts')).stream,
  },
  {
    name: 'evaluate',
    summary: 'scores a score: every metric of a protocol for scores against labels',
    load: async () => (await import('./commands/evaluate.ts')).evaluate,
  },
  {
    name: 'data',
    summary: 'lists the known data sets, verifies the copies on this machine, or audits their series',
    load: async () => (await import('./commands/data.ts')).data,
  },
  {
    name: 'reproduce',
    summary: 'computes a published table again, with intervals, from seeds',
    load: async () => (await import('./commands/reproduce.ts')).reproduce,
  },
  {
    name: 'bench',
    summary: 'runs detectors over a data set under a named protocol; a stopped run goes on',
    load: async () => (await import('./commands/bench.ts')).bench,
  },
  {
    name: 'report',
    summary: 'shows a stored benchmark: means with intervals, published values, every series',
    load: async () => (await import('./commands/report.ts')).report,
  },
  {
    name: 'compare',
    summary: 'says which detectors stored benchmarks tell apart, with tests, sizes and a diagram',
    load: async () => (await import('./commands/compare.ts')).compare,
  },
  {
    name: 'demo',
    summary: 'runs the detectors on built-in series and writes report.html',
    load: async () => (await import('./commands/demo.ts')).demo,
  },
];
