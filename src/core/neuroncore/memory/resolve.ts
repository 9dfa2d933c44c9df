import { checkBounds } from './access-pattern.ts';
import { at } from './at.ts';
import { indexValues, scalarValue } from './index-values.ts';
import { columnOffsets } from './runs.ts';
import type { View } from './view.ts';
import { ViewError } from './view-error.ts';

/** The view when it lies in its storage, else null. */
const within = (view: View): View | null => {
  try {
    checkBounds(view, 'a run-time address');
    return view;
  } catch (error) {
    if (error instanceof ViewError) return null;
    throw error;
  }
};

const shifted = (view: View, shape: readonly number[], elements: number): View | null =>
  Number.isInteger(elements) && view.offset + elements >= 0
    ? within({ ...view, shape, offset: view.offset + elements, indirection: null })
    : null;

/**
 * The view as direct views that together have its elements in row-major order, run-time indices read now: itself when
 * it is direct, one for a scalar index, one of a single row for each index of a vector. Null stands for an address
 * outside the storage or an index below 0, for `oob_mode` to judge: -1 marks rows to skip. Views that read columns through indices: see `columnViews`.
 */
export const directViews = (view: View): readonly (View | null)[] => {
  const { indirection } = view;
  if (indirection === null || indirection.kind === 'columns') return [view];
  if (indirection.kind === 'scalar') {
    return [shifted(view, view.shape, scalarValue(indirection.source) * indirection.stride)];
  }
  const rowShape = [1, ...view.shape.slice(1)];
  return [...indexValues(indirection.indices)]
    .slice(0, at(view.shape, 0))
    .map((index) => (index < 0 ? null : shifted(view, rowShape, index * indirection.stride)));
};

/**
 * A view that reads columns through indices as direct views of one column each: one list for each group of `group`
 * partitions, in the order of the columns; null for a column outside the storage.
 */
export const columnViews = (view: View, group: number): readonly (readonly (View | null)[])[] => {
  const { indirection } = view;
  if (indirection?.kind !== 'columns') return [];
  const partitions = at(view.shape, 0);
  const partitionStride = at(view.strides, 0);
  return columnOffsets(view, group).map((offsets, index) => {
    const first = index * group;
    const shape = [Math.min(group, partitions - first), 1];
    return [...offsets].map((column) =>
      column < 0 || column >= indirection.extent
        ? null
        : shifted(view, shape, first * partitionStride + column * indirection.stride),
    );
  });
};
