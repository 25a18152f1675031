/** Constant signals, and the mean taken off. */

/** Whether all values are the same; true for fewer than two. */
export function isConstant(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}

/** A copy with the mean taken off in two passes; exact zeros for a constant signal. */
export function centred(values: Float64Array): Float64Array {
  const n = values.length;
  const out = new Float64Array(n);
  if (isConstant(values)) return out;
  const origin = values[0];
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i] - origin;
  const mean = sum / n;
  let rest = 0;
  for (let i = 0; i < n; i++) rest += out[i] = values[i] - origin - mean;
  rest /= n;
  for (let i = 0; i < n; i++) out[i] -= rest;
  return out;
}
