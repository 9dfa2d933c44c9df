import { compareVersions } from '../../isa/table.ts';
import type { View } from '../../memory/view.ts';
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

/** A new tile with `activation(op)` of another one. */
export const activated = (lowering: Lowering, operation: string, data: View, dtype = data.dtype): View => {
  const dst = newTile(lowering, data.shape, dtype);
  issueIsa(lowering, 'activation', { dst, op: operation, data, scale: float(1) });
  return dst;
};

const activation =
  (operation: string): Lower =>
  (lowering) => {
    const x = tileArgument(lowering, 'x');
    return result(activated(lowering, operation, x, resultDtype(lowering, x.dtype)));
  };

/** `nl.reciprocal`: the Vector engine's own instruction. */
const reciprocal: Lower = (lowering) => {
  const x = tileArgument(lowering, 'x');
  const dst = newTile(lowering, x.shape, resultDtype(lowering, x.dtype));
  issueIsa(lowering, 'reciprocal', { dst, data: x });
  return result(dst);
};

/** `nl.rsqrt`: on GpSimd since NKI 0.5, for its precision; an activation before. */
const rsqrt: Lower = (lowering) => {
  if (compareVersions(lowering.machine.version, [0, 5]) < 0) return activation('rsqrt')(lowering);
  const x = tileArgument(lowering, 'x');
  const dst = newTile(lowering, x.shape, resultDtype(lowering, x.dtype));
  issueIsa(lowering, 'tensor_scalar', { dst, data: x, op0: 'rsqrt', operand0: float(0), engine: 'gpsimd' });
  return result(dst);
};

const negative: Lower = (lowering) => {
  const x = tileArgument(lowering, 'x');
  const dst = newTile(lowering, x.shape, resultDtype(lowering, x.dtype));
  issueIsa(lowering, 'tensor_scalar', { dst, data: x, op0: 'multiply', operand0: float(-1) });
  return result(dst);
};

/** Exclusive or with ones in all bits: the operator on bits of two operands serves for the one of one. */
const invert: Lower = (lowering) => {
  const x = tileArgument(lowering, 'x');
  const dst = newTile(lowering, x.shape, resultDtype(lowering, x.dtype));
  issueIsa(lowering, 'tensor_scalar', { dst, data: x, op0: 'bitwise_xor', operand0: -1 });
  return result(dst);
};

/** Exclusive or with 1, for values that are 0 or 1. Source: aws-neuron-sdk nki/api/nki/language, logical_not. */
const logicalNot: Lower = (lowering) => {
  const x = tileArgument(lowering, 'x');
  const dst = newTile(lowering, x.shape, resultDtype(lowering, x.dtype));
  issueIsa(lowering, 'tensor_scalar', { dst, data: x, op0: 'logical_xor', operand0: float(1) });
  return result(dst);
};

/** Functions that are one activation of the Scalar engine. Source: aws-neuron-sdk nki/api/nki.api.shared.rst. */
const ACTIVATIONS: readonly string[] = [
  'abs',
  'arctan',
  'erf',
  'erf_dx',
  'exp',
  'gelu',
  'gelu_apprx_sigmoid',
  'gelu_apprx_sigmoid_dx',
  'gelu_apprx_tanh',
  'gelu_dx',
  'log',
  'mish',
  'relu',
  'sigmoid',
  'sign',
  'silu',
  'silu_dx',
  'softplus',
  'sqrt',
  'square',
  'tanh',
];

/** Functions of one tile, by name. */
export const UNARY: Readonly<Record<string, Lower>> = {
  ...Object.fromEntries(ACTIVATIONS.map((name) => [name, activation(name)])),
  invert,
  logical_not: logicalNot,
  negative,
  reciprocal,
  rsqrt,
};
