/** Slow and obvious twins of the readers, for the tests. */

/** Columns of a table without quotes: split, trim, Number. */
export function naiveTable(text: string, delimiter: string, decimal: string): number[][] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) =>
      line.split(delimiter).map((cell) => {
        const trimmed = cell.trim();
        return trimmed === '' ? Number.NaN : Number(trimmed.replace(decimal, '.'));
      }),
    );
}

/** Elements of an array stored with the first axis fastest, in C order. */
export function naiveRowMajor(data: ArrayLike<number>, shape: readonly number[]): number[] {
  const out: number[] = [];
  const visit = (axis: number, offset: number, stride: number): void => {
    if (axis === shape.length) {
      out.push(data[offset]);
      return;
    }
    for (let i = 0; i < shape[axis]; i++) visit(axis + 1, offset + i * stride, stride * shape[axis]);
  };
  visit(0, 0, 1);
  return out;
}
