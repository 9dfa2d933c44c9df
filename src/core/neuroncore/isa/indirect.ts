import type { Operand } from '../machine/instruction.ts';
import { columnViews, directViews } from '../memory/resolve.ts';
import { isIndexTensor } from '../memory/select.ts';
import type { View } from '../memory/view.ts';
import { elementCount } from './operands.ts';

/**
 * A part of an indirect view that stands at a known address: its elements, in row-major order, are the elements
 * `first`, `first + step`, ... of the whole. `view` is null where the index leads out of the tensor.
 */
export interface DirectPart {
  readonly view: View | null;
  readonly first: number;
  readonly step: number;
  readonly count: number;
}

/** The view with the present value of its register, so that an instruction stays complete when the register moves on. */
export const withRegistersRead = (view: View): View => {
  const { indirection } = view;
  if (indirection?.kind !== 'scalar' || isIndexTensor(indirection.source)) return view;
  const { id, value } = indirection.source;
  return { ...view, indirection: { ...indirection, source: { id, value } } };
};

const NONE: readonly View[] = [];

/** The tensors that hold the indices of an indirect view: operands that its instruction reads as well. */
export const indexViews = (view: View): readonly View[] => {
  const { indirection } = view;
  if (indirection === null) return NONE;
  if (indirection.kind !== 'scalar') return [indirection.indices];
  return isIndexTensor(indirection.source) ? [indirection.source] : [];
};

/** Index tensors of all views as operands that the transfer reads too. */
export const indexOperands = (views: readonly View[]): Operand[] =>
  views.flatMap((view) => indexViews(view).map((indices) => ({ role: 'indices', view: indices })));

const columnParts = (view: View, groupPartitions: number): DirectPart[] => {
  const [partitions = 1] = view.shape;
  const columns = view.shape[view.shape.length - 1] as number;
  return columnViews(view, groupPartitions).flatMap((group, index) => {
    const start = index * groupPartitions;
    const count = Math.min(groupPartitions, partitions - start);
    return group.map((each, column) => ({
      view: each,
      first: start * columns + column,
      step: columns,
      count,
    }));
  });
};

/**
 * The parts of a view at the addresses that its indices or its register have now, each with its place in the whole; one
 * part for a direct view. For `columns` each group of `groupPartitions` partitions has indices of its own: 32 on the
 * Tensor engine, 16 elsewhere. Source: aws-neuron-sdk nki/deep-dives/nki-aps.rst, "Dynamic Access".
 */
export const directParts = (view: View, groupPartitions = 16): readonly DirectPart[] => {
  if (view.indirection?.kind === 'columns') return columnParts(view, groupPartitions);
  const views = directViews(view);
  const count = elementCount(view) / views.length;
  return views.map((each, index) => ({ view: each, first: index * count, step: 1, count }));
};
