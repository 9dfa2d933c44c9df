import type { View } from '../../memory/view.ts';
import {
  copied,
  float,
  issueIsa,
  type Lower,
  type Lowering,
  newTile,
  result,
  resultDtype,
  tileArgument,
} from './lowering.ts';
import { activated } from './unary.ts';

/** A new float32 tile: x op y for two tiles of one shape. */
const combined = (lowering: Lowering, operation: string, x: View, y: View, dtype = x.dtype): View => {
  const dst = newTile(lowering, x.shape, dtype);
  issueIsa(lowering, 'tensor_tensor', { dst, data1: x, data2: y, op: operation });
  return dst;
};

/** x times a number, plus a number, in float32. */
const scaled = (lowering: Lowering, x: View, factor: number, summand: number): View => {
  const dst = newTile(lowering, x.shape, 'float32');
  issueIsa(lowering, 'tensor_scalar', {
    dst,
    data: x,
    op0: 'multiply',
    operand0: float(factor),
    op1: 'add',
    operand1: float(summand),
  });
  return dst;
};

/** The nearest whole numbers in float32, by way of int32: a cast rounds to nearest, ties to even, and saturates. */
const nearest = (lowering: Lowering, x: View): View =>
  copied(lowering, copied(lowering, x, 'int32'), 'float32');

/**
 * Whole numbers below (or above) x: the nearest ones, less (or plus) 1 where they lie on the wrong side. Exact where x
 * fits int32. No document says how the vendor lowers it.
 */
const rounded = (lowering: Lowering, x: View, side: 'greater' | 'less'): View => {
  const whole = nearest(lowering, x);
  const wrong = combined(lowering, side, whole, x, 'float32');
  return combined(lowering, side === 'greater' ? 'subtract' : 'add', whole, wrong);
};

const rounding =
  (side: 'greater' | 'less'): Lower =>
  (lowering) => {
    const x = tileArgument(lowering, 'x');
    const whole = rounded(lowering, copied(lowering, x, 'float32'), side);
    return result(copied(lowering, whole, resultDtype(lowering, x.dtype)));
  };

/** Towards zero: the whole numbers below the magnitude, with the sign of x. */
const truncate: Lower = (lowering) => {
  const x = tileArgument(lowering, 'x');
  const magnitude = activated(lowering, 'abs', x, 'float32');
  const whole = rounded(lowering, magnitude, 'greater');
  const sign = activated(lowering, 'sign', x, 'float32');
  return result(combined(lowering, 'multiply', whole, sign, resultDtype(lowering, x.dtype)));
};

const TURN = 2 * Math.PI;

/** Sine of x + phase in float32: whole turns are taken off first, since the activation holds from -pi to pi only. */
const sineOf = (lowering: Lowering, x: View, phase: number): View => {
  const moved = scaled(lowering, x, 1, phase);
  const turns = nearest(lowering, scaled(lowering, moved, 1 / TURN, 0));
  const within = newTile(lowering, x.shape, 'float32');
  issueIsa(lowering, 'scalar_tensor_tensor', {
    dst: within,
    data: turns,
    op0: 'multiply',
    operand0: float(-TURN),
    op1: 'add',
    operand1: moved,
  });
  const limited = newTile(lowering, x.shape, 'float32');
  issueIsa(lowering, 'tensor_scalar', {
    dst: limited,
    data: within,
    op0: 'minimum',
    operand0: float(Math.fround(Math.PI)),
    op1: 'maximum',
    operand1: float(-Math.fround(Math.PI)),
  });
  return activated(lowering, 'sin', limited, 'float32');
};

const sine =
  (phase: number): Lower =>
  (lowering) => {
    const x = tileArgument(lowering, 'x');
    return result(copied(lowering, sineOf(lowering, x, phase), resultDtype(lowering, x.dtype)));
  };

const tangent: Lower = (lowering) => {
  const x = tileArgument(lowering, 'x');
  const inverse = newTile(lowering, x.shape, 'float32');
  issueIsa(lowering, 'reciprocal', { dst: inverse, data: sineOf(lowering, x, Math.PI / 2) });
  const dtype = resultDtype(lowering, x.dtype);
  return result(combined(lowering, 'multiply', sineOf(lowering, x, 0), inverse, dtype));
};

/**
 * Functions that take several instructions: rounding to whole numbers, and trigonometry with its range reduced first.
 * Source: aws-neuron-sdk nki/api/nki/language; nki/api/nki.api.shared.rst, "Supported Activation Functions".
 */
export const ROUNDING: Readonly<Record<string, Lower>> = {
  ceil: rounding('less'),
  cos: sine(Math.PI / 2),
  floor: rounding('greater'),
  sin: sine(0),
  tan: tangent,
  trunc: truncate,
};
