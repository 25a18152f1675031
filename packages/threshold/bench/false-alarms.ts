/** Prints the tables of the README: realised over wanted false-alarm rate on clean scores, and spikes caught. */
import {
  caught,
  drifting,
  falseAlarmRate,
  families,
  makeDspot,
  makeSeries,
  type Rate,
  variants,
  WARM_UP,
} from './study.ts';

const RATES = [1e-2, 1e-3, 1e-4];
const SERIES = 200;
const POINTS = 10_000;
const FIRST_SEED = 1;

function cell({ value, error }: Rate, rate: number): string {
  return `${(value / rate).toFixed(2)} ± ${((1.96 * error) / rate).toFixed(2)}`;
}

console.log(`Realised / wanted false-alarm rate: mean over ${SERIES} series of ${POINTS} points after a warm-up of`);
console.log(`1,000, with its 95 % interval; seeds ${FIRST_SEED} to ${FIRST_SEED + SERIES - 1}.\n`);
console.log(`| scores | threshold | ${RATES.map((rate) => rate.toExponential()).join(' | ')} |`);
console.log(`|---|---|${RATES.map(() => '---|').join('')}`);
for (const name of Object.keys(families)) {
  const series = makeSeries(name, SERIES, POINTS, FIRST_SEED);
  for (const [variant, make] of variants) {
    const cells = RATES.map((rate) =>
      cell(
        falseAlarmRate(series, () => make(rate)),
        rate,
      ),
    );
    console.log(`| ${name} | ${variant} | ${cells.join(' | ')} |`);
  }
  const moving = drifting(series);
  const cells = RATES.map((rate) =>
    cell(
      falseAlarmRate(moving, () => makeDspot(rate)),
      rate,
    ),
  );
  console.log(`| ${name}, drifting | Dspot | ${cells.join(' | ')} |`);
}

console.log('\nThe same for the first 1,000 points after the warm-up alone, 2,000 series.\n');
console.log(`| scores | threshold | ${RATES.map((rate) => rate.toExponential()).join(' | ')} |`);
console.log(`|---|---|${RATES.map(() => '---|').join('')}`);
for (const name of Object.keys(families)) {
  const series = makeSeries(name, 2000, 1000, FIRST_SEED);
  const cells = RATES.map((rate) =>
    cell(
      falseAlarmRate(series, () => variants[0][1](rate)),
      rate,
    ),
  );
  console.log(`| ${name} | Spot | ${cells.join(' | ')} |`);
}

console.log(
  '\nShare of spikes caught: Gaussian scores, 50 series, alarm rate 1e-3, spikes of 5 standard deviations.\n',
);
console.log('| spikes | from | alarmBudget 1 | alarmBudget 0 |\n|---|---|---|---|');
const clean = makeSeries('Gaussian', 50, POINTS, FIRST_SEED);
for (const [where, first] of [
  ['the end of the warm-up', WARM_UP],
  ['the first point', 0],
] as const) {
  for (const share of [0.001, 0.01, 0.05]) {
    const spikes = { share, height: 5, first };
    const hits = [1, 0].map((alarmBudget) => caught(clean, spikes, { alarmRate: 1e-3, alarmBudget }).toFixed(3));
    console.log(`| ${share * 100} % | ${where} | ${hits.join(' | ')} |`);
  }
}
