/** Which rows a fit leaves out: src/robust-projection-select.ts without missing rows and groups. */
import { at, chosen, excluded, rows, sizes, weights } from './layout';

/** Rows of the last window that were chosen as the largest: where the search in the next one starts. */
let held: i32 = 0;

/**
 * Writes the rows of the largest residuals to `excluded`. The rows held before are ranked first: mostly they are the
 * largest still, and the rest only has to be looked at.
 * @returns how many there are, or -1 when they are those left out before.
 */
export function choose(budget: i32, predictive: bool, again: bool): i32 {
  const end = predictive ? rows - 1 : rows;
  const most = predictive ? budget - 1 : budget;
  const guesses = min(held, most);
  const shift = again ? 0 : 1;
  let limit = 0;
  for (let j = 0; j < guesses; j++) {
    const row = load<i32>(chosen + (<usize>j << 2)) - shift;
    // What another window left there may be any row, or one twice.
    if (row >= 0 && row < end && load<f64>(at(sizes, row)) >= 0) insert(limit++, row);
  }
  for (let row = end - 1; row >= 0 && limit < most; row--) {
    if (load<f64>(at(sizes, row)) >= 0) insert(limit++, row);
  }
  let changed = !again;
  if (limit > 0) {
    const last = limit - 1;
    let smallest = load<f64>(at(weights, last));
    for (let row = end - 1; row >= 0; row--) {
      const size = load<f64>(at(sizes, row));
      if (!(size >= smallest)) continue;
      if (size == smallest && row < load<i32>(chosen + (<usize>last << 2))) continue;
      changed = true;
      insert(last, row);
      smallest = load<f64>(at(weights, last));
    }
  }
  held = limit;
  if (!changed) return -1;
  const forced = i32(predictive);
  if (predictive) store<i32>(excluded, rows - 1);
  memory.copy(excluded + (<usize>forced << 2), chosen, <usize>limit << 2);
  return forced + limit;
}

/**
 * Crosses out the size of a row and drops it into the place that it deserves up from `place`: behind larger ones, and
 * behind equal ones of later rows.
 */
function insert(place: i32, row: i32): void {
  const size = load<f64>(at(sizes, row));
  store<f64>(at(sizes, row), -1);
  let w = at(weights, place);
  let c = chosen + (<usize>place << 2);
  for (; w > weights; w -= 8, c -= 4) {
    const above = load<f64>(w - 8);
    const other = load<i32>(c - 4);
    if (above > size || (above == size && other > row)) break;
    store<f64>(w, above);
    store<i32>(c, other);
  }
  store<f64>(w, size);
  store<i32>(c, row);
}
