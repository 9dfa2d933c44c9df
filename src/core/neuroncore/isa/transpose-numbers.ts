import type { Instruction } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import { DTYPE_BYTES } from '../memory/dtype.ts';
import type { View } from '../memory/view.ts';
import { readBits, readBlock, valuesOf, writeBits, writeBlock } from '../numeric/transfer.ts';
import { elementCount, freeCount, partitionCount } from './operands.ts';

/** out[c, r] = x[r, c] for any typed array. */
const transposed = <Block extends Float32Array | Uint32Array>(
  out: Block,
  x: Block,
  rows: number,
  columns: number,
): Block => {
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const value = x[row * columns + column];
      if (value !== undefined) out[column * rows + row] = value;
    }
  }
  return out;
};

/** Whether elements of `data` can be written to `dst` bit by bit: equal width, or fp8 into 16 bits with zeros above. */
const passesBits = (dst: View, data: View): boolean =>
  DTYPE_BYTES[dst.dtype] === DTYPE_BYTES[data.dtype] ||
  (DTYPE_BYTES[data.dtype] === 1 && DTYPE_BYTES[dst.dtype] === 2);

/**
 * dst[F, P] = data[P, F], bit by bit where the widths allow and by value where the result is wider. An fp8 element in a
 * 16-bit result has zeros above. Source: aws-neuron-sdk nki/guides/architecture/trainium2_arch.rst, "Built-in Transpose".
 */
export const transposeBits = (dst: View, data: View): void => {
  const rows = partitionCount(data);
  const columns = freeCount(data);
  if (passesBits(dst, data)) {
    const bits = new Uint32Array(elementCount(data));
    readBits(data, bits);
    writeBits(dst, transposed(new Uint32Array(bits.length), bits, rows, columns));
    return;
  }
  const values = new Float32Array(valuesOf(data));
  readBlock(data, values);
  writeBlock(dst, transposed(new Float32Array(values.length), values, rows, columns));
};

/** For each column of the moving operand the row of its only one; -1 where there is none; null unless all are 0 or 1 so. */
const selectedRows = (moving: View): Int32Array | null => {
  const rows = partitionCount(moving);
  const columns = freeCount(moving);
  const values = new Float32Array(rows * columns);
  readBlock(moving, values);
  const selected = new Int32Array(columns).fill(-1);
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    if (value === 0) continue;
    if (value !== 1 || selected[index % columns] !== -1) return null;
    selected[index % columns] = Math.floor(index / columns);
  }
  return selected;
};

/**
 * Transpose mode of TensorE (v3 and later): column n of the result is the row of `stationary` that the moving operand
 * selects with a one, moved without arithmetic, so that NaN and infinity stay where they are. Reports rule
 * `transpose-identity` when moving is no matrix of ones and zeros that selects.
 * Source: aws-neuron-sdk nki/guides/architecture/trainium2_arch.rst, "Built-in Transpose Support".
 */
export const transposeThroughArray = (
  instruction: Instruction,
  machine: Machine,
  dst: View,
  stationary: View,
  moving: View,
): void => {
  const selected = selectedRows(moving);
  if (selected === null) {
    machine.report({
      rule: 'transpose-identity',
      severity: 'error',
      message:
        'is_transpose=True takes an identity (or permutation) as moving; each column may hold a single 1.',
      site: instruction.site,
    });
    return;
  }
  const rows = freeCount(stationary);
  const columns = selected.length;
  if (!passesBits(dst, stationary)) {
    const values = new Float32Array(valuesOf(stationary));
    readBlock(stationary, values);
    writeBlock(dst, picked(new Float32Array(rows * columns), values, selected, rows));
    return;
  }
  const bits = new Uint32Array(elementCount(stationary));
  readBits(stationary, bits);
  writeBits(dst, picked(new Uint32Array(rows * columns), bits, selected, rows));
};

/** out[m, n] = x[selected[n], m], zero where nothing is selected. */
const picked = <Block extends Float32Array | Uint32Array>(
  out: Block,
  x: Block,
  selected: Int32Array,
  rows: number,
): Block => {
  const columns = selected.length;
  for (let column = 0; column < columns; column += 1) {
    const from = selected[column];
    if (from === undefined || from < 0) continue;
    for (let row = 0; row < rows; row += 1) {
      const value = x[from * rows + row];
      if (value !== undefined) out[row * columns + column] = value;
    }
  }
  return out;
};

/**
 * dst[F, P] = data[P, F] as v2 does it: data as stationary times an identity, so that one NaN or infinity makes NaN of
 * all else in its column of `data`. Source: aws-neuron-sdk nki/api/nki/isa, nc_transpose.
 */
export const transposeByIdentity = (machine: Machine, dst: View, data: View): void => {
  const { numerics } = machine;
  const mark = numerics.mark();
  const rows = partitionCount(data);
  const columns = freeCount(data);
  const values = numerics.block(rows * columns);
  readBlock(data, values);
  const identity = numerics.block(rows * rows).fill(0);
  for (let row = 0; row < rows; row += 1) identity[row * rows + row] = 1;
  const product = numerics.block(rows * columns);
  numerics.matmul(product, values, identity, rows, columns, rows, false);
  writeBlock(dst, product);
  numerics.release(mark);
};
