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

/** An IDX file, element by element, as its description says. */
export function encodeIdx(type: number, shape: readonly number[], data: ArrayLike<number>): Uint8Array {
  const size = { 8: 1, 9: 1, 11: 2, 12: 4, 13: 4, 14: 8 }[type]!;
  const view = new DataView(new ArrayBuffer(4 + 4 * shape.length + size * data.length));
  view.setUint8(2, type);
  view.setUint8(3, shape.length);
  for (const [axis, length] of shape.entries()) view.setUint32(4 + 4 * axis, length, false);
  for (let i = 0, at = 4 + 4 * shape.length; i < data.length; i++, at += size) {
    if (type === 8) view.setUint8(at, data[i]);
    else if (type === 9) view.setInt8(at, data[i]);
    else if (type === 11) view.setInt16(at, data[i], false);
    else if (type === 12) view.setInt32(at, data[i], false);
    else if (type === 13) view.setFloat32(at, data[i], false);
    else view.setFloat64(at, data[i], false);
  }
  return new Uint8Array(view.buffer);
}

/** A tape archive of regular files, field by field as POSIX ustar says, ended by two empty blocks. */
export function encodeTar(files: readonly (readonly [name: string, bytes: Uint8Array])[]): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (const [name, bytes] of files) {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write('0000644\0', 100);
    header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        ', 148);
    header.write('0', 156);
    header.write('ustar\0', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    blocks.push(header, bytes, new Uint8Array((512 - (bytes.length % 512)) % 512));
  }
  blocks.push(new Uint8Array(1024));
  return new Uint8Array(Buffer.concat(blocks));
}

/** Rows of (text, number, text): every text becomes 0s and a 1 among the sorted texts of its column. */
export function naiveOneHot(rows: readonly (readonly [string, number, string])[]): number[][] {
  const kinds = ([0, 2] as const).map((c) => [...new Set(rows.map((row) => row[c]))].sort());
  return rows.map(([u, n, v]) => [
    ...kinds[0].map((kind) => (kind === u ? 1 : 0)),
    n,
    ...kinds[1].map((kind) => (kind === v ? 1 : 0)),
  ]);
}
