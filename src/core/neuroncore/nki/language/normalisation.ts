import { numberOf } from '../../isa/operands.ts';
import { dtypeOfValue } from '../../memory/host/dtype.ts';
import type { View } from '../../memory/view.ts';
import type { Lowering } from './lowering.ts';
import {
  float,
  issueIsa,
  type Lower,
  newTile,
  reportUnsupported,
  result,
  resultDtype,
  tileArgument,
} from './lowering.ts';
import { axesArgument, multiplied, reducedTile, spread } from './reductions.ts';
import { activated } from './unary.ts';

const combine = (lowering: Lowering, operation: string, x: View, y: View, dtype = x.dtype): View => {
  const dst = newTile(lowering, x.shape, dtype);
  issueIsa(lowering, 'tensor_tensor', { dst, data1: x, data2: spread(y, x.shape), op: operation });
  return dst;
};

/**
 * `nl.softmax`: exp(x - max) over its sum, in float32; the maximum, the sum and its reciprocal on the Vector engine, the
 * exponential on the Scalar engine. Source: aws-neuron-sdk nki/api/nki/language, softmax.
 */
export const softmax: Lower = (lowering) => {
  const x = tileArgument(lowering, 'x');
  const axes = axesArgument(lowering, x.shape);
  const largest = reducedTile(lowering, 'maximum', x, axes);
  const shifted = newTile(lowering, x.shape, 'float32');
  issueIsa(lowering, 'tensor_tensor', {
    dst: shifted,
    data1: x,
    data2: spread(largest, x.shape),
    op: 'subtract',
  });
  const powers = activated(lowering, 'exp', shifted);
  const sum = reducedTile(lowering, 'add', powers, axes);
  const inverse = newTile(lowering, sum.shape, 'float32');
  issueIsa(lowering, 'reciprocal', { dst: inverse, data: sum });
  return result(combine(lowering, 'multiply', powers, inverse, resultDtype(lowering, x.dtype)));
};

/**
 * `nl.rms_norm`: x / sqrt(sum(x^2) / n + epsilon) * w, in float32 or `compute_dtype`. The weights have the shape of x.
 * Source: aws-neuron-sdk nki/api/nki/language, rms_norm.
 */
export const rmsNorm: Lower = (lowering) => {
  const { args, context } = lowering;
  const x = tileArgument(lowering, 'x');
  const weights = tileArgument(lowering, 'w');
  const count = numberOf(args['n']) ?? context.raise('TypeError', 'n must be a number');
  const epsilon = numberOf(args['epsilon']) ?? 1e-6;
  const compute = dtypeOfValue(args['compute_dtype']) ?? 'float32';
  const axes = axesArgument(lowering, x.shape);
  const spreads = weights.shape.every(
    (size, dimension) => size === x.shape[dimension] || (size === 1 && dimension > 0),
  );
  if (!spreads || weights.shape.length !== x.shape.length) {
    reportUnsupported(
      lowering,
      `nl.rms_norm takes weights of the shape of x; found (${weights.shape.join(', ')}) for (${x.shape.join(', ')}). Use nl.broadcast_to.`,
    );
  }
  const squares = activated(lowering, 'square', x, 'float32');
  const meanSquare = multiplied(lowering, reducedTile(lowering, 'add', squares, axes), 1 / count, 'float32');
  const padded = newTile(lowering, meanSquare.shape, 'float32');
  issueIsa(lowering, 'tensor_scalar', {
    dst: padded,
    data: meanSquare,
    op0: 'add',
    operand0: float(epsilon),
  });
  const factor = activated(lowering, 'rsqrt', padded);
  const normal = combine(lowering, 'multiply', x, factor, compute);
  return result(combine(lowering, 'multiply', normal, weights, resultDtype(lowering, x.dtype)));
};
