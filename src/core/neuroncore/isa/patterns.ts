import type { Operator } from './operators.ts';

/**
 * Patterns of `width` bits combined. Shifts are logical; a shift by the width or more leaves nothing (inferred: documents
 * state no result). Source: aws-neuron-sdk nki/api/nki.api.shared.rst, "Supported Math Operators".
 */
export const patternOperator = (operator: Operator, width: number): ((x: number, y: number) => number) => {
  const mask = width === 32 ? 0xffffffff : (1 << width) - 1;
  const compute = PATTERN_OPERATORS[operator];
  if (compute === undefined) throw new RangeError(`${operator} does not work on bits`);
  return (x, y) => (compute(x, y) & mask) >>> 0;
};

const PATTERN_OPERATORS: Partial<Readonly<Record<Operator, (x: number, y: number) => number>>> = {
  bitwise_and: (x, y) => x & y,
  bitwise_or: (x, y) => x | y,
  bitwise_xor: (x, y) => x ^ y,
  left_shift: (x, y) => (y >= 32 ? 0 : x << y),
  right_shift: (x, y) => (y >= 32 ? 0 : x >>> y),
  invert: (x) => ~x,
};
