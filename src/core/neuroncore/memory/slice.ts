import { at } from './at.ts';
import { elementsPerRow, isOnChip } from './storage.ts';
import type { View } from './view.ts';
import { refuse } from './view-error.ts';
import { dimensionOf, keepColumns, keepFirst, viewText } from './whole.ts';

/** Elements `start`, `start + step`, ... before `end` of one dimension. */
export interface Range {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

const rangeText = ({ start, end, step }: Range): string =>
  step === 1 ? `${start}:${end}` : `${start}:${end}:${step}`;

const refuseRange = (view: View, dimension: number, range: Range): never =>
  refuse(
    range.end > at(view.shape, dimension) || range.start < 0 ? 'view-bounds' : 'view-argument',
    `elements ${rangeText(range)} of dimension ${dimension}`,
    viewText(view),
    `0 <= start < end <= ${at(view.shape, dimension)} and step >= 1; nothing is cut short as Python would, write min(end, ${at(view.shape, dimension)})`,
  );

/** The range counted along one dimension whose position is known to be right. Throws ViewError out of bounds. */
export const sliceAt = (view: View, dimension: number, range: Range): View => {
  const { start, end, step } = range;
  const size = at(view.shape, dimension);
  if (start === 0 && end === size && step === 1) return view;
  const whole = Number.isInteger(start) && Number.isInteger(end) && Number.isInteger(step);
  if (!whole || start < 0 || end > size || start >= end || step < 1) refuseRange(view, dimension, range);
  if (dimension === 0 && view.indirection?.kind === 'vector') keepFirst(view, `slice ${rangeText(range)}`);
  const stride = at(view.strides, dimension);
  const count = Math.ceil((end - start) / step);
  const shape = [...view.shape];
  shape[dimension] = count;
  const strides = [...view.strides];
  strides[dimension] = stride * step;
  if (dimension === 0 && step > 1 && count > 1 && isOnChip(view.storage.space)) {
    refuse(
      'view-partition',
      `elements ${rangeText(range)} of the partition dimension`,
      `every ${step}th partition of ${viewText(view)}`,
      `partitions are read one after the other (stride ${elementsPerRow(view.storage, view.dtype)})`,
    );
  }
  return { ...view, shape, strides, offset: view.offset + start * stride };
};

/**
 * A range of one dimension. Throws ViewError unless `0 <= start < end <= size` and `step >= 1`, on every second
 * partition, and on a dimension of indices. Source: aws-neuron-sdk nki/api/nki/language, `NkiTensor.slice`;
 * nki/deep-dives/nki-aps.rst, "Restriction on SBUF/PSUM Tensors".
 */
export const slice = (view: View, dimension: number, range: Range): View => {
  const asked = `slice ${rangeText(range)}`;
  keepColumns(view, asked);
  return sliceAt(view, dimensionOf(view, dimension, asked), range);
};
