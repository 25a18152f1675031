/** Random cut trees over one common sample; what they are stands in `src/cut-memory.ts`. */
import { addTwin, findEqual, insert } from './insert';
import { LOW, MASS, PLANE, POINT, recordOf, takeFree, width } from './layout';
import { remove } from './remove';

export { bind } from './layout';

let sum: f64 = 0;

/** The sum over the trees of the displacements of the point that came last. */
export function displaced(): f64 {
  return sum;
}

/** Takes a point of the leaf `gone` out, unless that is -1, and the new point in; its leaf. */
export function exchange(gone: i32): i32 {
  return width == PLANE ? exchangeOf(gone, PLANE) : exchangeOf(gone, width);
}

// @ts-ignore: decorator
@inline
function exchangeOf(gone: i32, w: usize): i32 {
  if (gone >= 0) remove(gone, w);
  let leaf = findEqual(w);
  if (leaf >= 0) {
    const record = recordOf(leaf, w);
    store<i32>(record, load<i32>(record, MASS) + 1, MASS);
    sum = addTwin(leaf, w);
    return leaf;
  }
  leaf = takeFree(0);
  const record = recordOf(leaf, w);
  memory.copy(record + LOW, POINT, w);
  memory.copy(record + LOW + w, POINT, w);
  store<i32>(record, 1, MASS);
  sum = insert(leaf, w);
  return leaf;
}
