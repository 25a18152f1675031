import { describe, expect, it } from 'vitest';
import { commands } from '../src/commands.ts';
import { runTsad } from './run-tsad.ts';

describe('help', () => {
  it('lists the commands', async () => {
    expect((await runTsad(['--help'])).stdout).toMatchInlineSnapshot(`
      "tsad: finds where a series misbehaves

      Usage: tsad COMMAND [arguments] [options]

      Commands:
        detect         finds anomalies in a file, calibrates an alarm threshold, writes scores and a report
        detect-images  finds images that are unlike normal ones, and shows where
        detect-table   finds rows of a table that are unlike the others, and by which columns
        stream         scores numbers as they arrive on stdin, one line of JSON out per value
        evaluate       scores a score: every metric of a protocol for scores against labels
        data           lists the known data sets, verifies the copies on this machine, or audits their series
        reproduce      computes a published table again, with intervals, from seeds
        bench          runs detectors over a data set under a named protocol; a stopped run goes on
        report         shows a stored benchmark: means with intervals, published values, every series
        compare        says which detectors stored benchmarks tell apart, with tests, sizes and a diagram
        demo           runs the detectors on built-in series and writes report.html

      \`tsad COMMAND --help\` says more about one of them; \`tsad --version\` prints the version.
      "
    `);
  });

  it('of detect says every option', async () => {
    expect((await runTsad(['detect', '--help'])).stdout).toMatchInlineSnapshot(`
      "tsad detect: finds anomalies in a file, calibrates an alarm threshold, writes scores and a report

      Usage: tsad detect FILE [options]

      Arguments:
        FILE  a CSV, UCR, TSB-AD, .npy or .npz file, plain or gzip

      Options:
        --column NAME      the value column (default: the first that varies)
        --delimiter NAME   between the cells: comma, semicolon, tab or pipe (default: found out)
        --decimal NAME     decimal mark: point or comma (default: found out)
        --detector NAME    one of discord, rpe, spe, energy, level, ar, sr, forest, coad, cance, iid (default: by the series)
        --window N         points per window (default: by the period)
        --period N         points per period (default: found in the training part)
        --train-end ROW    learn from the rows before this one (default: as the file says, or 30 %)
        --alarm-rate RATE  share of alarms among normal points (default 0.001)
        --out FILE         write the scores as CSV
        --report FILE      write an HTML report
        --force            replace existing files
        --no-plot          leave out the plot
        --json             print JSON

      Examples:
        tsad detect load.csv --report report.html
        tsad detect sensors.csv --column pressure --alarm-rate 1e-4 --out scores.csv
      "
    `);
  });

  it('of stream says every option', async () => {
    expect((await runTsad(['stream', '--help'])).stdout).toMatchInlineSnapshot(`
      "tsad stream: scores numbers as they arrive on stdin, one line of JSON out per value

      Usage: tsad stream [options]

      Options:
        --detector NAME       one of rpe, spe, energy, level, ar, sr, forest, iid (default rpe)
        --window N            points per window (default 50)
        --period N            points per period, if known: the history covers four
        --alarm-rate RATE     share of alarms among normal points (default 0.001)
        --calibration N       scores to calibrate on before the first alarm (default 1000)
        --field NAME          the field of the value where lines are JSON objects (default value)
        --timeout SECONDS     report when no line came for so long
        --state FILE          continue from this file if it exists; saved on exit and while running
        --save-every SECONDS  how often the state is saved while running (default 60)
        --alarms-only         write only the lines of alarms
        --json                allowed and without effect: the output is JSON in any case

      Examples:
        tail -f load.txt | tsad stream
        tsad stream --state load.state --timeout 60 < points.ndjson > scores.ndjson
      "
    `);
  });

  it('of evaluate says every option', async () => {
    expect((await runTsad(['help', 'evaluate'])).stdout).toMatchInlineSnapshot(`
      "tsad evaluate: scores a score: every metric of a protocol for scores against labels

      Usage: tsad evaluate SCORES [LABELS] [options]

      Arguments:
        SCORES  a file with one score per row, and perhaps the labels
        LABELS  a file with one 0/1 label per row

      Options:
        --protocol NAME      tsb-ad or coad: whose metrics (default tsb-ad)
        --score-column NAME  column of the scores (default: "score", or the only one)
        --label-column NAME  column of the labels (default: named like "label")
        --delimiter NAME     between the cells: comma, semicolon, tab or pipe (default: found out)
        --decimal NAME       decimal mark: point or comma (default: found out)
        --window N           tsb-ad: largest window of VUS, the period by custom (default 100)
        --period N           coad: the period of the series, for the hits among peaks
        --json               print JSON

      Examples:
        tsad evaluate scores.csv labels.csv
        tsad evaluate both.csv --score-column lof --protocol coad --json
      "
    `);
  });

  it('of data says every option', async () => {
    expect((await runTsad(['data', '-h'])).stdout).toMatchInlineSnapshot(`
      "tsad data: lists the known data sets, verifies the copies on this machine, or audits their series

      Usage: tsad data ACTION [NAME] [options]

      Arguments:
        ACTION  list, verify or audit
        NAME    a data set to verify, without one all that are here; or to audit, or a folder of CSV files

      Options:
        --data-dir DIR  folder of the data sets (default: TSAD_DATA, else the user cache)
        --json          print JSON

      Examples:
        tsad data list
        tsad data verify ucr --data-dir ~/series
        tsad data audit tsb-ad-u
      "
    `);
  });

  it('of reproduce says every option', async () => {
    expect((await runTsad(['reproduce', '--help'])).stdout).toMatchInlineSnapshot(`
      "tsad reproduce: computes a published table again, with intervals, from seeds

      Usage: tsad reproduce [TABLE] [options]

      Arguments:
        TABLE  name of a table; without one the list is printed

      Options:
        --seeds N       repetitions, seeds 0 to N - 1 (default: as the table says)
        --out DIR       folder of the stored measurements; a stopped run continues there (default results/reproduce)
        --fresh         forget the stored measurements and start over
        --data-dir DIR  folder of the data sets, for tables on real data
        --workers N     threads for wide networks (coad-official, coad-curve); the numbers do not change (default 0)
        --markdown      print the table in Markdown
        --json          print the table as JSON

      Examples:
        tsad reproduce
        tsad reproduce rpe-table-1 --seeds 20
      "
    `);
  });

  it('of bench says every option', async () => {
    expect((await runTsad(['bench', '--help'])).stdout).toMatchInlineSnapshot(`
      "tsad bench: runs detectors over a data set under a named protocol; a stopped run goes on

      Usage: tsad bench [DATASET] [options]

      Arguments:
        DATASET  ucr, tsb-ad-u, nab, synthetic, or a folder of CSV files; without one detectors and protocols are listed

      Options:
        --detectors A,B,...  names with commas; \`tsad bench\` lists them (default all)
        --protocol NAME      tsb-ad, coad, holdout (default tsb-ad)
        --out DIR            folder of the results (default results/bench/DATASET-PROTOCOL)
        --subset A,B,...     parts of tsb-ad-u, such as NAB,MGAB
        --list NAME          eva or tuning: a list of tsb-ad-u
        --paper-64           the 64 series of tsb-ad-u in the tables of CoAD
        --series A,B,...     series by the beginning of their names
        --limit N            at most so many series, in the order of their names
        --max-rows N         only series of at most so many rows
        --seeds N            seeds 0 to N - 1 of detectors that have one (default 1)
        --jobs N             threads (default: all cores)
        --shard i/n          only the i-th of n parts; all parts may share a folder
        --timeout SECONDS    a job that takes longer has failed (default 3600)
        --memory MB          JavaScript heap of one job (default 4096)
        --scores             keep the scores, so that a report can show them
        --no-resume          forget the stored results of the folder
        --retry              do failed jobs again
        --plugin FILE        a module whose default export is a table of more detectors
        --data-dir DIR       folder of the data sets (default: TSAD_DATA, else the user cache)
        --json               print a line of JSON per result, as without a terminal

      Examples:
        tsad bench ucr --detectors rpe,matrix-profile --protocol coad --limit 20
        tsad bench tsb-ad-u --paper-64 --jobs 4 --scores --out results/paper-64
      "
    `);
  });

  it('of report says every option', async () => {
    expect((await runTsad(['report', '--help'])).stdout).toMatchInlineSnapshot(`
      "tsad report: shows a stored benchmark: means with intervals, published values, every series

      Usage: tsad report DIR [options]

      Arguments:
        DIR  a folder that \`tsad bench\` wrote

      Options:
        --html FILE     write a page with every series; wants \`tsad bench --scores\`
        --force         replace an existing file
        --data-dir DIR  for --html: folder of the data sets, or of the CSV files (default: TSAD_DATA, else the user cache)
        --per-series    a row per series and detector instead of the means
        --markdown      print Markdown
        --csv           print CSV, unrounded
        --json          print JSON

      Examples:
        tsad report results/bench/ucr-coad --html ucr.html
        tsad report results/paper-64 --csv --per-series > series.csv
      "
    `);
  });

  it('of compare says every option', async () => {
    expect((await runTsad(['compare', '--help'])).stdout).toMatchInlineSnapshot(`
      "tsad compare: says which detectors stored benchmarks tell apart, with tests, sizes and a diagram

      Usage: tsad compare DIR... [options]

      Arguments:
        DIR...  folders that \`tsad bench\` wrote, of one data set and protocol

      Options:
        --metric NAME        by which metric (default: the first of the protocol)
        --detectors A,B,...  only these (default: all with results)
        --alpha LEVEL        level of the tests (default 0.05)
        --svg FILE           write the critical-difference diagram
        --force              replace an existing file
        --markdown           print Markdown
        --json               print JSON

      Examples:
        tsad compare results/bench/ucr-coad --svg ranks.svg
        tsad compare results/mine results/theirs --metric AUC-PR
      "
    `);
  });

  it('of demo says every option', async () => {
    expect((await runTsad(['demo', '--help'])).stdout).toMatchInlineSnapshot(`
      "tsad demo: runs the detectors on built-in series and writes report.html

      Usage: tsad demo [options]

      Options:
        --report FILE  where the report goes; an older report of tsad is replaced (default report.html)
        --force        replace any existing file
        --json         print JSON

      Examples:
        tsad demo
        tsad demo --report /tmp/look.html
      "
    `);
  });

  it.each(commands.map(({ name }) => name))('of %s fits a line of 132 characters and accepts --json', async (name) => {
    const { stdout } = await runTsad([name, '--help']);
    expect(stdout).toContain('--json');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(132);
  });
});
