import type { DType } from '../memory/dtype.ts';
import type { Operator } from './operators.ts';

/** Whether the type is an integer of 32 bits. */
export const isWordInteger = (dtype: DType): boolean => dtype === 'int32' || dtype === 'uint32';

const truth = (value: boolean): number => (value ? 1 : 0);

/** What results do not depend on the sign: the low 32 bits. */
const WRAPPING: Partial<Readonly<Record<Operator, (x: number, y: number) => number>>> = {
  add: (x, y) => x + y,
  subtract: (x, y) => x - y,
  multiply: Math.imul,
  equal: (x, y) => truth(x === y),
  not_equal: (x, y) => truth(x !== y),
  logical_and: (x, y) => truth(x !== 0 && y !== 0),
  logical_or: (x, y) => truth(x !== 0 || y !== 0),
  logical_xor: (x, y) => truth((x !== 0) !== (y !== 0)),
};

const ORDERED: Partial<Readonly<Record<Operator, (x: number, y: number) => number>>> = {
  maximum: Math.max,
  minimum: Math.min,
  greater: (x, y) => truth(x > y),
  greater_equal: (x, y) => truth(x >= y),
  less: (x, y) => truth(x < y),
  less_equal: (x, y) => truth(x <= y),
  // The operand itself, with its sign; y where both are as far from zero (nki/api/nki/language, `abs_max`, `abs_min`).
  abs_max: (x, y) => (Math.abs(x) > Math.abs(y) ? x : y),
  abs_min: (x, y) => (Math.abs(x) < Math.abs(y) ? x : y),
  divide: (x, y) => Math.trunc(x / y),
  mod: (x, y) => x - y * Math.floor(x / y),
  fmod: (x, y) => x % y,
};

/**
 * The operator on integers of 32 bits as GpSimd computes it, its result in the low 32 bits. Sums and products keep their
 * low bits when they overflow (inferred: the documents call the results exact and state nothing of overflow).
 * Source: aws-neuron-sdk nki/api/nki/isa, `tensor_tensor`, "int32/uint32 types".
 * @throws {RangeError} for operators on bits
 */
export const integerOperator = (
  operator: Operator,
  unsigned: boolean,
): ((x: number, y: number) => number) => {
  const wrapping = WRAPPING[operator];
  if (wrapping !== undefined) return (x, y) => wrapping(x, y) >>> 0;
  const ordered = ORDERED[operator];
  if (ordered === undefined) throw new RangeError(`${operator} does not work on integers`);
  return unsigned ? (x, y) => ordered(x >>> 0, y >>> 0) >>> 0 : (x, y) => ordered(x, y) >>> 0;
};
