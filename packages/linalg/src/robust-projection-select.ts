/** Which rows a robust projection leaves out: missing ones first, then the groups with the largest residuals. */
import type { RobustWorkspace } from './robust-projection-kernel.ts';

/** Puts the missing rows of the window at the start of `excluded`. */
export function collectMissing(workspace: RobustWorkspace, flags: Uint8Array, at: number): void {
  const { rows, excluded } = workspace;
  let count = 0;
  for (let row = 0; row < rows; row++) if (flags[at + row] !== 0) excluded[count++] = row;
  workspace.count = count;
}

/**
 * Writes the rows of the `budget` groups to exclude after the missing ones: the last group if forced, then by falling
 * residual; of equal ones the later group is excluded first.
 * @returns whether they differ from the selection before.
 */
export function selectExcluded(
  workspace: RobustWorkspace,
  flags: Uint8Array,
  at: number,
  budget: number,
  predictive: boolean,
): boolean {
  const { rows, group, missing, sizes, weights, chosen } = workspace;
  measure(workspace, flags, at);
  const last = rows / group - 1;
  const forced = predictive && sizes[last] >= 0;
  const limit = forced ? budget - 1 : budget;
  const end = forced ? last : last + 1;
  let filled = 0;
  let i = 0;
  for (; i < end && filled < limit; i++) {
    if (sizes[i] >= 0) insert(weights, chosen, filled++, sizes[i], i);
  }
  if (limit > 0) {
    let smallest = weights[limit - 1];
    for (; i < end; i++) {
      const size = sizes[i];
      if (size < smallest) continue;
      insert(weights, chosen, limit - 1, size, i);
      smallest = weights[limit - 1];
    }
  }
  workspace.count = missing;
  const before = nextGeneration(workspace);
  let changed = forced && exclude(workspace, flags, at, last, before);
  for (let j = 0; j < filled; j++) changed = exclude(workspace, flags, at, chosen[j], before) || changed;
  return changed;
}

/** Moves smaller or equal weights up from slot `j` and drops the new one into the gap. */
function insert(weights: Float64Array, chosen: Int32Array, slot: number, weight: number, index: number): void {
  let j = slot;
  for (; j > 0 && weights[j - 1] <= weight; j--) {
    weights[j] = weights[j - 1];
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

/** Appends the observed rows of a group; returns whether the selection before did not hold it. */
function exclude(workspace: RobustWorkspace, flags: Uint8Array, at: number, index: number, before: number): boolean {
  const { group, missing, excluded, marks } = workspace;
  for (let row = index * group, end = row + group; row < end; row++) {
    if (missing === 0 || flags[at + row] === 0) excluded[workspace.count++] = row;
  }
  const mark = marks[index];
  marks[index] = before + 1;
  return mark !== before;
}

/** Starts a new selection; returns the number of the one before. */
function nextGeneration(workspace: RobustWorkspace): number {
  if (workspace.generation >= 0x3fffffff) {
    workspace.generation = 0;
    workspace.marks.fill(0);
  }
  return workspace.generation++;
}
