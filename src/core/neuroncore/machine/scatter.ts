import { at } from '../memory/at.ts';
import { indexValues } from '../memory/index-values.ts';
import { product } from '../memory/strides.ts';
import { readBits } from '../numeric/transfer.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Instruction, operandOf } from './instruction.ts';

/** Whether two rows of what is scattered are the same bits; rows that cannot be read here are taken to differ. */
const createSameRows = (
  instruction: Instruction,
  rows: number,
): ((one: number, other: number) => boolean) => {
  const src = operandOf(instruction, 'src');
  if (src === undefined || src.indirection !== null || src.shape[0] !== rows) return () => false;
  let bits: Uint32Array | null = null;
  return (one, other) => {
    if (bits === null) {
      bits = new Uint32Array(product(src.shape));
      readBits(src, bits);
    }
    const width = bits.length / rows;
    for (let index = 0; index < width; index += 1)
      if (at(bits, one * width + index) !== at(bits, other * width + index)) return false;
    return true;
  };
};

/** The first row of the tensor that two rows that differ go to; those outside it do not count, nor does its last row. */
const repeated = (
  indices: Float64Array,
  rows: number,
  isSame: (one: number, other: number) => boolean,
): number | null => {
  const known = new Map<number, number>();
  for (let row = 0; row < indices.length; row += 1) {
    const index = at(indices, row);
    // Padding goes to the last row by custom, where nothing reads it.
    if (!(index >= 0 && index < rows - 1)) continue;
    const before = known.get(index);
    if (before !== undefined && !isSame(before, row)) return index;
    known.set(index, row);
  }
  return null;
};

/**
 * Looks for scatters two rows of which differ and go to the same place (`scatter-duplicate`): transfers keep no order among rows,
 * so that either may stay. The last row of the tensor is left out, as kernels
 * send what is padding there. The indices must have been written. Source: aws-neuron-sdk nki/api/nki/isa, dma_compute
 * (unique_indices); nki/get-started/about/nki-dma-overview.rst.
 */
export const checkScatter = (instruction: Instruction, report: (diagnostic: Diagnostic) => void): void => {
  const { engine, outputs, site } = instruction;
  if (engine !== 'dma') return;
  for (const { role, view } of outputs) {
    if (view.indirection?.kind !== 'vector') continue;
    const { indices, extent } = view.indirection;
    const places = indexValues(indices).subarray(0, view.shape[0]);
    const row = repeated(places, extent, createSameRows(instruction, places.length));
    if (row === null) continue;
    report({
      rule: 'scatter-duplicate',
      severity: 'warning',
      message: `the indices of ${role} name row ${row} more than once; which of the rows stays there is not defined.`,
      site,
    });
  }
};
