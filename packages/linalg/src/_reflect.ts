/**
 * y <- y - tau v (v . y) for `count` vectors y: the Householder reflection that every factorisation here is made of.
 * Four vectors at a time share each load of v.
 * @param v the reflection vector stands at v[vStart .. vStart + length).
 * @param y vector c stands at y[yStart + c stride ...); must not overlap the vector v.
 */
export function reflectRows(
  v: Float64Array,
  vStart: number,
  length: number,
  tau: number,
  y: Float64Array,
  yStart: number,
  stride: number,
  count: number,
): void {
  let c = 0;
  for (; c + 3 < count; c += 4) {
    const y0 = yStart + c * stride;
    const y1 = y0 + stride;
    const y2 = y1 + stride;
    const y3 = y2 + stride;
    let d0 = 0;
    let d1 = 0;
    let d2 = 0;
    let d3 = 0;
    for (let j = 0; j < length; j++) {
      const entry = v[vStart + j];
      d0 += entry * y[y0 + j];
      d1 += entry * y[y1 + j];
      d2 += entry * y[y2 + j];
      d3 += entry * y[y3 + j];
    }
    d0 *= tau;
    d1 *= tau;
    d2 *= tau;
    d3 *= tau;
    for (let j = 0; j < length; j++) {
      const entry = v[vStart + j];
      y[y0 + j] -= entry * d0;
      y[y1 + j] -= entry * d1;
      y[y2 + j] -= entry * d2;
      y[y3 + j] -= entry * d3;
    }
  }
  for (; c < count; c++) {
    const row = yStart + c * stride;
    let dot = 0;
    for (let j = 0; j < length; j++) dot += v[vStart + j] * y[row + j];
    dot *= tau;
    for (let j = 0; j < length; j++) y[row + j] -= v[vStart + j] * dot;
  }
}
