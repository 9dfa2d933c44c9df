import { indexValues } from '../memory/index-values.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Instruction } from './instruction.ts';

/** The first row that indices name twice; those outside the tensor do not count, nor does its last row. */
const repeated = (indices: Float64Array, rows: number): number | null => {
  const known = new Set<number>();
  for (const index of indices) {
    // Padding goes to the last row by custom, where nothing reads it.
    if (!(index >= 0 && index < rows - 1)) continue;
    if (known.has(index)) return index;
    known.add(index);
  }
  return null;
};

/**
 * Looks for scatters two rows of which go to the same place (`scatter-duplicate`): transfers keep no order among rows,
 * so that either may stay. The last row of the tensor is left out, as kernels
 * send what is padding there. The indices must have been written. Source: aws-neuron-sdk nki/api/nki/isa, dma_compute
 * (unique_indices); nki/get-started/about/nki-dma-overview.rst.
 */
export const checkScatter = (
  { engine, outputs, site }: Instruction,
  report: (diagnostic: Diagnostic) => void,
): void => {
  if (engine !== 'dma') return;
  for (const { role, view } of outputs) {
    if (view.indirection?.kind !== 'vector') continue;
    const { indices, extent } = view.indirection;
    const row = repeated(indexValues(indices).subarray(0, view.shape[0]), extent);
    if (row === null) continue;
    report({
      rule: 'scatter-duplicate',
      severity: 'warning',
      message: `the indices of ${role} name row ${row} more than once; which of the rows stays there is not defined.`,
      site,
    });
  }
};
