import { viewOf } from '../../isa/operands.ts';
import type { View } from '../../memory/view.ts';
import {
  copied,
  float,
  issueIsa,
  type Lower,
  newTile,
  result,
  resultDtype,
  tileArgument,
  tileOrNumber,
} from './lowering.ts';

/**
 * `nl.where`: y everywhere, then x where the condition is not zero. Both may be numbers.
 * Source: aws-neuron-sdk nki/api/nki/language, where; nki/api/nki/isa, tensor_copy_predicated.
 */
export const where: Lower = (lowering) => {
  const condition = tileArgument(lowering, 'condition');
  const x = tileOrNumber(lowering, 'x');
  const y = tileOrNumber(lowering, 'y');
  const like: View = typeof x === 'number' ? (typeof y === 'number' ? condition : y) : x;
  const dtype = resultDtype(lowering, like.dtype);
  const predicate = newTile(lowering, condition.shape, 'uint8');
  issueIsa(lowering, 'tensor_scalar', {
    dst: predicate,
    data: condition,
    op0: 'not_equal',
    operand0: float(0),
  });
  const dst = newTile(lowering, condition.shape, dtype);
  if (typeof y === 'number') issueIsa(lowering, 'memset', { dst, value: y });
  else issueIsa(lowering, 'tensor_copy', { dst, src: y, engine: 'vector' });
  const src = typeof x === 'number' ? float(x) : x.dtype === dtype ? x : copied(lowering, x, dtype);
  issueIsa(lowering, 'tensor_copy_predicated', { dst, src, predicate });
  return result(dst);
};

/** `nl.dropout`: zero with a probability. Source: aws-neuron-sdk nki/api/nki/language, dropout. */
export const dropout: Lower = (lowering) => {
  const x = tileArgument(lowering, 'x');
  const rate = viewOf(lowering.args['rate']) ?? tileOrNumber(lowering, 'rate');
  const dst = newTile(lowering, x.shape, x.dtype);
  issueIsa(lowering, 'dropout', { dst, data: x, prob: typeof rate === 'number' ? float(rate) : rate });
  const dtype = resultDtype(lowering, x.dtype);
  return result(dtype === x.dtype ? dst : copied(lowering, dst, dtype));
};
