/**
 * The robust fit of one window without missing rows and without groups: the operations of src/robust-projection-*.ts in
 * the same order, two numbers at a time, hence the same bits. Symbols as there.
 */
import { choose } from './choose';
import { factorise, solveKept } from './factor';
import { x } from './layout';
import { project, residual } from './products';

let count: i32 = 0;

/** Rows left out by the last fit. */
export function countOf(): i32 {
  return count;
}

/**
 * Fits the window at `x`.
 * @returns the concentration steps that changed the excluded rows.
 */
export function robustFit(budget: i32, predictive: bool, refine: i32): i32 {
  count = 0;
  project(x);
  let steps = 0;
  if (budget <= 0) return steps;
  for (let step = 0; step <= refine; step++) {
    residual();
    const chosen = choose(budget, predictive, step > 0);
    if (chosen < 0) return steps;
    steps = step;
    count = factorise(chosen);
    solveKept();
  }
  return steps;
}
