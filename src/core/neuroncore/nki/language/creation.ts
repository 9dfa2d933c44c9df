import { elementCount, itemsOf, numberOf } from '../../isa/operands.ts';
import type { DType } from '../../memory/dtype.ts';
import { DTYPE_BYTES } from '../../memory/dtype.ts';
import { isOnChip } from '../../memory/storage.ts';
import type { Space, View } from '../../memory/view.ts';
import type { PyValue } from '../../python/values.ts';
import {
  bufferArgument,
  issueIsa,
  type Lower,
  type Lowering,
  nameOf,
  newTile,
  result,
  resultDtype,
  tileArgument,
} from './lowering.ts';

/** The `shape` of a call. Raises TypeError on everything but ints. */
export const shapeArgument = ({ args, context }: Lowering): number[] => {
  const given = args['shape'];
  const sizes = (itemsOf(given) ?? [given as PyValue]).map(numberOf);
  return sizes.map((size) => size ?? context.raise('TypeError', 'shape must be a tuple of ints'));
};

/** Bytes that a tile for filling HBM takes in each partition. */
const FILL_BYTES = 8192;

/** Calls `write` with parts of an HBM tensor, each with the tile whose elements it gets. */
export const writeThroughTile = (
  lowering: Lowering,
  target: View,
  fill: (tile: View) => void,
  refill: boolean,
): void => {
  const total = elementCount(target);
  const columns = Math.min(FILL_BYTES / DTYPE_BYTES[target.dtype], Math.ceil(total / 128));
  const rows = Math.min(128, Math.ceil(total / columns));
  const tile = newTile(lowering, [rows, columns], target.dtype);
  const flat = { ...target, strides: [1] };
  if (!refill) fill(tile);
  for (let start = 0; start < total; start += rows * columns) {
    const count = Math.min(rows * columns, total - start);
    const whole = Math.floor(count / columns);
    if (refill) fill(tile);
    if (whole > 0) {
      const part = { ...flat, shape: [whole * columns], offset: target.offset + start };
      issueIsa(lowering, 'dma_copy', { dst: part, src: { ...tile, shape: [whole, columns] } });
    }
    const rest = count - whole * columns;
    if (rest > 0) {
      const part = { ...flat, shape: [rest], offset: target.offset + start + whole * columns };
      issueIsa(lowering, 'dma_copy', { dst: part, src: { ...tile, shape: [1, rest] } });
    }
  }
};

/** A new tensor of one value: `memset` on chip, transfers from a filled tile in HBM. */
const filled = (
  lowering: Lowering,
  shape: readonly number[],
  dtype: DType,
  space: Space,
  value: PyValue,
): View => {
  const target = newTile(lowering, shape, dtype, space, nameOf(lowering));
  const fill = (tile: View): void => issueIsa(lowering, 'memset', { dst: tile, value });
  if (isOnChip(space)) fill(target);
  else writeThroughTile(lowering, target, fill, false);
  return target;
};

const dtypeArgument = (lowering: Lowering): DType =>
  lowering.args['dtype'] === undefined || lowering.args['dtype'] === null
    ? lowering.context.raise('TypeError', 'dtype must be an element type')
    : resultDtype(lowering, 'float32');

const constant =
  (value: number): Lower =>
  (lowering) => {
    const space = bufferArgument(lowering, 'sbuf');
    return result(filled(lowering, shapeArgument(lowering), dtypeArgument(lowering), space, value));
  };

const full: Lower = (lowering) => {
  const value = lowering.args['fill_value'];
  if (numberOf(value) === undefined) lowering.context.raise('TypeError', 'fill_value must be a number');
  const space = bufferArgument(lowering, 'sbuf');
  return result(filled(lowering, shapeArgument(lowering), dtypeArgument(lowering), space, value as PyValue));
};

const zerosLike: Lower = (lowering) => {
  const x = tileArgument(lowering, 'x');
  const space = bufferArgument(lowering, 'sbuf');
  return result(filled(lowering, x.shape, resultDtype(lowering, x.dtype), space, 0));
};

const emptyLike: Lower = (lowering) => {
  const x = tileArgument(lowering, 'x');
  const space = bufferArgument(lowering, x.storage.space);
  return result(newTile(lowering, x.shape, resultDtype(lowering, x.dtype), space, nameOf(lowering)));
};

/** New tensors of one value, or like another one. Source: aws-neuron-sdk nki/api/nki/language, zeros, full, zeros_like. */
export const CREATION: Readonly<Record<string, Lower>> = {
  empty_like: emptyLike,
  full,
  ones: constant(1),
  zeros: constant(0),
  zeros_like: zerosLike,
};
