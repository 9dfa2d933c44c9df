import { failRule, itemsOf, numberOf } from '../../isa/operands.ts';
import type { DType } from '../../memory/dtype.ts';
import { product } from '../../memory/strides.ts';
import type { View } from '../../memory/view.ts';
import type { PyValue } from '../../python/values.ts';
import {
  float,
  issueIsa,
  type Lower,
  type Lowering,
  newTile,
  result,
  resultDtype,
  tileArgument,
} from './lowering.ts';

/**
 * The axes of a reduction, from 0, ascending. Raises TypeError on what is no int; ends the kernel (rule `reduce-axis`)
 * unless they are the last free dimensions.
 */
export const axesArgument = (
  { args, machine, context }: Lowering,
  shape: readonly number[],
): readonly number[] => {
  const given = args['axis'];
  const rank = shape.length;
  const axes = (itemsOf(given) ?? [given as PyValue])
    .map((axis) => numberOf(axis) ?? context.raise('TypeError', 'axis must be an int or a tuple of ints'))
    .map((axis) => (axis < 0 ? axis + rank : axis))
    .sort((a, b) => a - b);
  const trailing = axes.every((axis, index) => axis === rank - axes.length + index && axis > 0);
  if (trailing && axes.length > 0) return axes;
  const message = `axis is (${axes.join(', ')}) of a tile of shape (${shape.join(', ')}); it must name the last free dimensions.`;
  return failRule(machine, context, 'reduce-axis', message);
};

/** The shape of a reduced tile with dimensions of size 1 in place of the reduced ones. */
export const keptShape = (shape: readonly number[], axes: readonly number[]): number[] =>
  shape.map((size, dimension) => (axes.includes(dimension) ? 1 : size));

/** Without them; a tile on chip keeps two dimensions. */
const droppedShape = (shape: readonly number[], axes: readonly number[]): number[] => {
  const left = shape.filter((_, dimension) => !axes.includes(dimension));
  return left.length < 2 ? [...left, 1] : left;
};

/** A new tile with the reduction of another over its last dimensions, which stay as size 1. */
export const reducedTile = (
  lowering: Lowering,
  operation: string,
  data: View,
  axes: readonly number[],
  dtype: DType = 'float32',
): View => {
  const dst = newTile(lowering, keptShape(data.shape, axes), dtype);
  issueIsa(lowering, 'tensor_reduce', {
    dst,
    op: operation,
    data,
    axis: { kind: 'tuple', items: axes },
    keepdims: true,
  });
  return dst;
};

/** A tile times a number. */
export const multiplied = (lowering: Lowering, data: View, factor: number, dtype: DType): View => {
  const dst = newTile(lowering, data.shape, dtype);
  issueIsa(lowering, 'tensor_scalar', { dst, data, op0: 'multiply', operand0: float(factor) });
  return dst;
};

/** The same elements in another shape: dimensions of size 1 come and go. */
const withShape = (view: View, shape: readonly number[]): View => {
  const strides = shape.map((_, dimension) => product(shape.slice(dimension + 1)));
  return { ...view, shape, strides };
};

const finished = (lowering: Lowering, data: View, kept: View, axes: readonly number[]): PyValue => {
  const keeps = lowering.args['keepdims'] === true;
  return result(keeps ? kept : withShape(kept, droppedShape(data.shape, axes)));
};

const reduction =
  (operation: string): Lower =>
  (lowering) => {
    const x = tileArgument(lowering, 'x');
    const axes = axesArgument(lowering, x.shape);
    const dtype = resultDtype(lowering, x.dtype);
    return finished(lowering, x, reducedTile(lowering, operation, x, axes, dtype), axes);
  };

const elementsAlong = (shape: readonly number[], axes: readonly number[]): number =>
  product(axes.map((axis) => shape[axis] as number));

/** The mean in float32, its dimensions kept. */
const meanOf = (lowering: Lowering, x: View, axes: readonly number[], dtype: DType): View => {
  const sum = reducedTile(lowering, 'add', x, axes);
  return multiplied(lowering, sum, 1 / elementsAlong(x.shape, axes), dtype);
};

const mean: Lower = (lowering) => {
  const x = tileArgument(lowering, 'x');
  const axes = axesArgument(lowering, x.shape);
  return finished(lowering, x, meanOf(lowering, x, axes, resultDtype(lowering, x.dtype)), axes);
};

/** A view of a reduced tile with the shape of the tile it came from: one value for all elements along the axes. */
export const spread = (view: View, shape: readonly number[]): View => ({
  ...view,
  shape,
  strides: view.strides.map((stride, dimension) =>
    view.shape[dimension] === 1 && shape[dimension] !== 1 ? 0 : stride,
  ),
});

/** The mean of the squared distances from the mean; its dimensions stay, whatever `keepdims` says. */
const variance: Lower = (lowering) => {
  const x = tileArgument(lowering, 'x');
  const axes = axesArgument(lowering, x.shape);
  const centre = meanOf(lowering, x, axes, 'float32');
  const distance = newTile(lowering, x.shape, 'float32');
  issueIsa(lowering, 'tensor_tensor', {
    dst: distance,
    data1: x,
    data2: spread(centre, x.shape),
    op: 'subtract',
  });
  const squared = newTile(lowering, x.shape, 'float32');
  issueIsa(lowering, 'tensor_tensor', { dst: squared, data1: distance, data2: distance, op: 'multiply' });
  return result(meanOf(lowering, squared, axes, resultDtype(lowering, x.dtype)));
};

/** 1 where no element along the axes is zero: the least of what a comparison with zero gives. */
const all: Lower = (lowering) => {
  const x = tileArgument(lowering, 'x');
  const axes = axesArgument(lowering, x.shape);
  const truth = newTile(lowering, x.shape, 'float32');
  issueIsa(lowering, 'tensor_scalar', { dst: truth, data: x, op0: 'not_equal', operand0: float(0) });
  const kept = reducedTile(lowering, 'minimum', truth, axes, resultDtype(lowering, x.dtype));
  return finished(lowering, x, kept, axes);
};

/**
 * Reductions over the last free dimensions of a tile, float32 in between.
 * Source: aws-neuron-sdk nki/api/nki/language, sum, max, mean, var, all.
 */
export const REDUCTIONS: Readonly<Record<string, Lower>> = {
  all,
  max: reduction('maximum'),
  mean,
  min: reduction('minimum'),
  prod: reduction('multiply'),
  sum: reduction('add'),
  var: variance,
};
