import { freeCount, partitionCount } from '../../isa/operands.ts';
import type { View } from '../../memory/view.ts';
import {
  type Argument,
  float,
  issueIsa,
  type Lower,
  type Lowering,
  newTile,
  reportUnsupported,
  result,
  resultDtype,
  tileOrNumber,
} from './lowering.ts';

const BITWISE: readonly string[] = ['bitwise_and', 'bitwise_or', 'bitwise_xor', 'left_shift', 'right_shift'];
/** The only ones for which a column for each partition is documented as an operand. */
const TAKES_COLUMN: readonly string[] = ['abs_max', 'abs_min'];

const isColumn = (view: View, like: View): boolean =>
  freeCount(view) === 1 && freeCount(like) > 1 && partitionCount(view) === partitionCount(like);

/** A number as the operand of `tensor_scalar`: an int for operators on bits, else a float. */
const immediate = (operation: string, value: number): Argument =>
  BITWISE.includes(operation) ? value : float(value);

const withScalar = (
  lowering: Lowering,
  operation: string,
  tile: View,
  operand: View | number,
  reversed: boolean,
): View => {
  const dst = newTile(lowering, tile.shape, resultDtype(lowering, tile.dtype));
  issueIsa(lowering, 'tensor_scalar', {
    dst,
    data: tile,
    op0: operation,
    operand0: typeof operand === 'number' ? immediate(operation, operand) : operand,
    reverse0: reversed,
  });
  return dst;
};

const withTile = (lowering: Lowering, operation: string, x: View, y: View): View => {
  if (x.shape.join() !== y.shape.join()) {
    reportUnsupported(
      lowering,
      `nl.${operation} takes tiles of the same shape; found (${x.shape.join(', ')}) and (${y.shape.join(', ')}). Use nl.broadcast_to.`,
    );
  }
  const dst = newTile(lowering, x.shape, resultDtype(lowering, x.dtype));
  issueIsa(lowering, 'tensor_tensor', { dst, data1: x, data2: y, op: operation });
  return dst;
};

/**
 * `x op y` element by element: `tensor_tensor` for two tiles of one shape, `tensor_scalar` for a tile and a number. The
 * result has the type of the first tile. Reports rule `language-unsupported`.
 * Source: aws-neuron-sdk nki/api/nki/language; release-notes/components/nki.rst, 0.4.0, "Known Issues".
 */
export const binary =
  (operation: string): Lower =>
  (lowering) => {
    const x = tileOrNumber(lowering, 'x');
    const y = tileOrNumber(lowering, 'y');
    if (typeof x === 'number') {
      if (typeof y === 'number') {
        return lowering.context.raise('TypeError', `nl.${operation} needs a tile as x or y`);
      }
      return result(withScalar(lowering, operation, y, x, true));
    }
    if (typeof y === 'number') {
      if (operation === 'power') {
        reportUnsupported(lowering, 'nl.power does not take a number as exponent; use a tile (nl.full).');
      }
      return result(withScalar(lowering, operation, x, y, false));
    }
    if (TAKES_COLUMN.includes(operation) && isColumn(y, x)) {
      return result(withScalar(lowering, operation, x, y, false));
    }
    return result(withTile(lowering, operation, x, y));
  };

/** The binary functions of `nki.language` that are one operator. */
export const BINARY_OPERATIONS: readonly string[] = [
  'add',
  'subtract',
  'multiply',
  'divide',
  'maximum',
  'minimum',
  'abs_max',
  'abs_min',
  'power',
  'fmod',
  'mod',
  'equal',
  'not_equal',
  'less',
  'less_equal',
  'greater',
  'greater_equal',
  'logical_and',
  'logical_or',
  'logical_xor',
  ...BITWISE,
];
