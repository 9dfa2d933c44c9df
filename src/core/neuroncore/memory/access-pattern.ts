import { at } from './at.ts';
import { DTYPE_BYTES, type DType } from './dtype.ts';
import { checkScalarIndex, withVector } from './select.ts';
import { elementsPerRow, isOnChip } from './storage.ts';
import type { RegisterValue, View } from './view.ts';
import { refuse } from './view-error.ts';
import { dimensionOf, keepFirst, viewText } from './whole.ts';

/** `[stride, count]` of each dimension, outermost first. */
export type Pattern = readonly (readonly [stride: number, count: number])[];

/** The arguments of `.ap`; null where Python gave None or nothing. */
export interface PatternRequest {
  readonly pattern: Pattern;
  readonly offset: number | null;
  readonly scalarOffset: View | RegisterValue | null;
  readonly vectorOffset: View | null;
  readonly indirectDimension: number;
  readonly dtype: DType | null;
}

const patternText = (pattern: Pattern): string =>
  `[${pattern.map((pair) => `[${pair.join(', ')}]`).join(', ')}]`;

/** Strides and sizes of a view as `.ap` takes them. Source: aws-neuron-sdk nki/api/nki/language, `NkiTensor.get_pattern`. */
export const patternOf = (view: View): Pattern =>
  view.shape.map((count, dimension) => [at(view.strides, dimension), count]);

/** A count of elements of one type as elements of another. Throws ViewError when it is not whole. */
export const inElementsOf = (count: number, from: DType, to: DType, asked: string): number => {
  const scaled = (count * DTYPE_BYTES[from]) / DTYPE_BYTES[to];
  if (!Number.isInteger(scaled)) {
    refuse('view-layout', asked, `${count} elements of ${from}`, `a whole number of elements of ${to}`);
  }
  return scaled;
};

/**
 * Refuses a view that leaves its storage: beyond its rows, beyond the end of a row, or in other steps than one
 * partition after the other. Run-time indices count as 0. Source: aws-neuron-sdk nki/deep-dives/nki-aps.rst,
 * "Restriction on SBUF/PSUM Tensors".
 */
export const checkBounds = (view: View, asked: string): void => {
  const row = elementsPerRow(view.storage, view.dtype);
  const rows = view.storage.partitions;
  const onChip = isOnChip(view.storage.space);
  const vector = view.indirection?.kind === 'vector' ? 1 : 0;
  let reach = 0;
  for (let dimension = onChip || vector === 1 ? 1 : 0; dimension < view.shape.length; dimension += 1) {
    reach += at(view.strides, dimension) * (at(view.shape, dimension) - 1);
  }
  const first = onChip ? Math.floor(view.offset / row) : 0;
  const within = view.offset - first * row;
  const partitions = onChip ? at(view.shape, 0) : 1;
  if (onChip && partitions > 1 && at(view.strides, 0) !== row) {
    refuse(
      'view-partition',
      asked,
      `the partition dimension steps by ${at(view.strides, 0)} elements`,
      `its step is the ${row} elements of one partition`,
    );
  }
  if (view.offset < 0 || first + partitions > rows || within + reach >= row) {
    refuse(
      'view-bounds',
      asked,
      `it reaches partitions ${first} to ${first + partitions - 1} and elements ${within} to ${within + reach} of each`,
      `${view.storage.name || 'the storage'} has ${rows} partition${rows === 1 ? '' : 's'} of ${row} elements`,
    );
  }
};

const withIndirection = (view: View, base: View, request: PatternRequest, asked: string): View => {
  const { scalarOffset, vectorOffset } = request;
  if (scalarOffset === null && vectorOffset === null) return view;
  if (scalarOffset !== null && vectorOffset !== null) {
    refuse('view-indirect', asked, 'scalar_offset and vector_offset are both given', 'at most one of them');
  }
  const dimension = dimensionOf(base, request.indirectDimension, asked);
  const extent = at(base.shape, dimension);
  const stride = inElementsOf(at(base.strides, dimension), base.dtype, view.dtype, asked);
  if (vectorOffset !== null) {
    if (dimension !== 0)
      refuse('view-indirect', asked, `indirect_dim is ${dimension}`, 'with vector_offset it is 0');
    return withVector(view, vectorOffset, { stride, extent, asked });
  }
  if (scalarOffset === null) return view;
  checkScalarIndex(scalarOffset, asked);
  if (dimension === 0 && isOnChip(base.storage.space)) keepFirst(base, asked);
  return { ...view, indirection: { kind: 'scalar', dimension, source: scalarOffset, stride, extent } };
};

/**
 * `.ap(...)`: an explicit pattern over the storage, whatever the view it is called on; only an offset that is not given
 * is that view's, and `indirectDimension` counts in its shape. Throws ViewError on patterns that are not positive or
 * leave the storage, and on run-time indices that the hardware does not take.
 * Source: aws-neuron-sdk nki/deep-dives/nki-aps.rst; nki/api/nki/language, `NkiTensor.ap`.
 */
export const accessPattern = (base: View, request: PatternRequest): View => {
  const { pattern } = request;
  const asked = `ap(${patternText(pattern)}${request.offset === null ? '' : `, offset=${request.offset}`})`;
  const counts = pattern.map(([, count]) => count);
  const strides = pattern.map(([stride]) => stride);
  const positive = (value: number, least: number): boolean => Number.isSafeInteger(value) && value >= least;
  if (
    pattern.length === 0 ||
    !counts.every((count) => positive(count, 1)) ||
    !strides.every((stride) => positive(stride, 0)) ||
    (request.offset !== null && !positive(request.offset, 0))
  ) {
    refuse(
      'view-argument',
      asked,
      viewText(base),
      'at least one [stride >= 0, count >= 1], and an offset >= 0',
    );
  }
  const dtype = request.dtype ?? base.dtype;
  const offset = request.offset ?? inElementsOf(base.offset, base.dtype, dtype, asked);
  const direct: View = { storage: base.storage, dtype, shape: counts, strides, offset, indirection: null };
  const view = withIndirection(direct, base, request, asked);
  checkBounds(view, asked);
  return view;
};
