/** Which rows a robust projection leaves out: missing ones first, then the groups with the largest residuals. */
import type { RobustWorkspace } from './robust-workspace.ts';

/** Puts the missing rows of the window at the start of `excluded`. */
export function collectMissing(workspace: RobustWorkspace, flags: Uint8Array, at: number): void {
  const { rows, excluded } = workspace;
  let count = 0;
  for (let row = 0; row < rows; row++) if (flags[at + row] !== 0) excluded[count++] = row;
  workspace.count = count;
}

/**
 * Writes the rows of the `budget` groups to exclude after the missing ones: the last group if forced, then by falling
 * residual; of equal ones the later group is excluded first. When they are the groups chosen before, nothing is
 * written, so that the order of `excluded` stays that of the factor.
 * @param again whether this window was selected from before; else the guess from the last window starts the search.
 * @returns whether they differ from the selection before.
 *
 * The groups held before are ranked first: mostly they are the largest still, and the rest only has to be looked at.
 */
export function selectExcluded(
  workspace: RobustWorkspace,
  flags: Uint8Array,
  at: number,
  budget: number,
  predictive: boolean,
  again: boolean,
): boolean {
  const { rows, group, missing, sizes, weights, chosen } = workspace;
  measure(workspace, flags, at);
  const last = rows / group - 1;
  const forced = predictive && sizes[last] >= 0;
  const limit = forced ? budget - 1 : budget;
  const end = forced ? last : last + 1;
  const guesses = again ? workspace.held : shiftChosen(workspace);
  let filled = 0;
  for (let j = 0; j < guesses && filled < limit; j++) {
    const index = chosen[j];
    const size = sizes[index];
    if (index >= end || !(size >= 0)) continue;
    sizes[index] = -1;
    insert(weights, chosen, filled++, size, index);
  }
  let changed = !again;
  if (limit > 0) {
    let smallest = filled < limit ? 0 : weights[limit - 1];
    for (let i = end - 1; i >= 0; i--) {
      const size = sizes[i];
      if (!(size >= smallest)) continue;
      if (filled < limit) filled++;
      else if (size === smallest && i < chosen[limit - 1]) continue;
      changed = true;
      insert(weights, chosen, filled - 1, size, i);
      if (filled === limit) smallest = weights[limit - 1];
    }
  }
  workspace.held = filled;
  if (!changed) return false;
  workspace.count = missing;
  if (forced) exclude(workspace, flags, at, last);
  for (let j = 0; j < filled; j++) exclude(workspace, flags, at, chosen[j]);
  return true;
}

/** Guesses that the groups chosen in the last window are chosen again, one place earlier; returns how many there are. */
function shiftChosen({ chosen, held }: RobustWorkspace): number {
  let kept = 0;
  for (let j = 0; j < held; j++) if (chosen[j] > 0) chosen[kept++] = chosen[j] - 1;
  return kept;
}

/** Moves smaller weights, and equal ones of earlier groups, up from slot `j` and drops the new one into the gap. */
function insert(weights: Float64Array, chosen: Int32Array, slot: number, weight: number, index: number): void {
  let j = slot;
  for (; j > 0; j--) {
    const above = weights[j - 1];
    if (above > weight || (above === weight && chosen[j - 1] > index)) break;
    weights[j] = above;
    chosen[j] = chosen[j - 1];
  }
  weights[j] = weight;
  chosen[j] = index;
}

/** Size of every group's residual over its observed rows; negative where none is observed. */
function measure({ rows, group, missing, residuals, sizes }: RobustWorkspace, flags: Uint8Array, at: number): void {
  if (group === 1) {
    for (let row = 0; row < rows; row++) sizes[row] = Math.abs(residuals[row]);
    if (missing > 0) for (let row = 0; row < rows; row++) if (flags[at + row] !== 0) sizes[row] = -1;
    return;
  }
  for (let i = 0, row = 0; row < rows; i++) {
    let size = -1;
    for (let end = row + group; row < end; row++) {
      if (missing === 0 || flags[at + row] === 0) size = Math.max(size, 0) + residuals[row] * residuals[row];
    }
    sizes[i] = size;
  }
}

/** Appends the observed rows of a group. */
function exclude(workspace: RobustWorkspace, flags: Uint8Array, at: number, index: number): void {
  const { group, missing, excluded } = workspace;
  for (let row = index * group, end = row + group; row < end; row++) {
    if (missing === 0 || flags[at + row] === 0) excluded[workspace.count++] = row;
  }
}
