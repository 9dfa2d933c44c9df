import type { Machine } from '../machine/machine.ts';
import type { BinaryKernel, ReduceKernel, UnaryKernel } from '../numeric/kernels.ts';
import type { Operator } from './operators.ts';
import { isUnary } from './operators.ts';

/** float32 in, float32 out (before the rounding that `Math.fround` adds). */
type Binary = (x: number, y: number) => number;

const truth = (value: boolean): number => (value ? 1 : 0);

const modulo: Binary = (x, y) => {
  const remainder = x % y;
  return remainder !== 0 && remainder < 0 !== y < 0 ? remainder + y : remainder;
};

/** Comparisons and logic give 1 or 0. */
const COMPUTED: Partial<Readonly<Record<Operator, Binary>>> = {
  add: (x, y) => x + y,
  subtract: (x, y) => x - y,
  multiply: (x, y) => x * y,
  divide: (x, y) => x / y,
  maximum: Math.max,
  minimum: Math.min,
  equal: (x, y) => truth(x === y),
  not_equal: (x, y) => truth(x !== y),
  greater_equal: (x, y) => truth(x >= y),
  greater: (x, y) => truth(x > y),
  less_equal: (x, y) => truth(x <= y),
  less: (x, y) => truth(x < y),
  logical_and: (x, y) => truth(x !== 0 && y !== 0),
  logical_or: (x, y) => truth(x !== 0 || y !== 0),
  logical_xor: (x, y) => truth((x !== 0) !== (y !== 0)),
  power: (x, y) => x ** y,
  // The operand itself, with its sign; y where both are as far from zero (nki/api/nki/language, `abs_max`, `abs_min`).
  abs_max: (x, y) => (Math.abs(x) > Math.abs(y) ? x : y),
  abs_min: (x, y) => (Math.abs(x) < Math.abs(y) ? x : y),
  mod: modulo,
  fmod: (x, y) => x % y,
  bypass: (x) => x,
};

const KERNELS: Partial<Readonly<Record<Operator, BinaryKernel>>> = {
  add: 'add',
  subtract: 'subtract',
  multiply: 'multiply',
  divide: 'divide',
  maximum: 'max',
  minimum: 'min',
  equal: 'equal',
  not_equal: 'notEqual',
  greater_equal: 'greaterEqual',
  greater: 'greater',
  less_equal: 'lessEqual',
  less: 'less',
};

const REDUCTIONS: Partial<Readonly<Record<Operator, ReduceKernel>>> = {
  add: 'add',
  average: 'add',
  multiply: 'multiply',
  maximum: 'max',
  minimum: 'min',
};

const UNARY_KERNELS: Partial<Readonly<Record<Operator, UnaryKernel>>> = {
  abs: 'abs',
  square: 'square',
  relu: 'relu',
  reciprocal: 'reciprocal',
};

const UNARY: Partial<Readonly<Record<Operator, (x: number) => number>>> = {
  rsqrt: (x) => 1 / Math.sqrt(x),
  logical_not: (x) => truth(x === 0),
};

const computationOf = (operator: Operator): Binary => {
  const compute = COMPUTED[operator];
  if (compute === undefined) throw new RangeError(`${operator} does not take two numbers`);
  return compute;
};

/**
 * The operator on two float32 values, rounded to float32.
 * @throws {RangeError} when the operator does not take two numbers
 */
export const scalarOperator = (operator: Operator): Binary => {
  const compute = computationOf(operator);
  return (x, y) => Math.fround(compute(x, y));
};

const HOLDS: Partial<Readonly<Record<Operator, (x: number, y: number) => boolean>>> = {
  equal: (x, y) => x === y,
  not_equal: (x, y) => x !== y,
  greater_equal: (x, y) => x >= y,
  greater: (x, y) => x > y,
  less_equal: (x, y) => x <= y,
  less: (x, y) => x < y,
};

/**
 * Whether a comparison of two numbers holds.
 * @throws {RangeError} when the operator does not compare
 */
export const comparisonOf = (operator: Operator): ((x: number, y: number) => boolean) => {
  const holds = HOLDS[operator];
  if (holds === undefined) throw new RangeError(`${operator} does not compare`);
  return holds;
};

/** out = x operator y, element by element (y operator x when reversed). `out` may be one of the inputs. */
export const applyBinary = (
  machine: Machine,
  operator: Operator,
  out: Float32Array,
  x: Float32Array,
  y: Float32Array,
  reversed = false,
): void => {
  const [left, right] = reversed ? [y, x] : [x, y];
  const kernel = KERNELS[operator];
  if (kernel !== undefined) {
    machine.numerics.binary(kernel, out, left, right);
    return;
  }
  // A float32 array rounds what is stored in it.
  const compute = computationOf(operator);
  for (let index = 0; index < out.length; index += 1) {
    out[index] = compute(left[index] as number, right[index] as number);
  }
};

/** out = operator(x), element by element. */
export const applyUnary = (
  machine: Machine,
  operator: Operator,
  out: Float32Array,
  x: Float32Array,
): void => {
  const kernel = UNARY_KERNELS[operator];
  if (kernel !== undefined) {
    machine.numerics.unary(kernel, out, x);
    return;
  }
  const compute = UNARY[operator];
  if (compute === undefined) throw new RangeError(`${operator} does not take one number`);
  for (let index = 0; index < out.length; index += 1) out[index] = compute(x[index] as number);
};

/**
 * out[r, c] = x[r, c] operator y[r], or y[r] operator x[r, c] when reversed; operators of one operand leave y aside.
 * Blocks are [rows, columns]; y holds one value for each row.
 */
export const applyByRow = (
  machine: Machine,
  operator: Operator,
  out: Float32Array,
  x: Float32Array,
  y: Float32Array,
  rows: number,
  reversed: boolean,
): void => {
  if (operator === 'bypass') out.set(x);
  else if (isUnary(operator)) applyUnary(machine, operator, out, x);
  else rowWise(machine, operator, out, x, y, rows, reversed);
};

const rowWise = (
  machine: Machine,
  operator: Operator,
  out: Float32Array,
  x: Float32Array,
  y: Float32Array,
  rows: number,
  reversed: boolean,
): void => {
  const columns = x.length / rows;
  const kernel = KERNELS[operator];
  if (kernel !== undefined) {
    machine.numerics.binaryByRow(kernel, out, x, y, rows, columns, reversed);
    return;
  }
  const compute = computationOf(operator);
  for (let row = 0; row < rows; row += 1) {
    const scalar = y[row] as number;
    for (let index = row * columns; index < (row + 1) * columns; index += 1) {
      const value = x[index] as number;
      out[index] = reversed ? compute(scalar, value) : compute(value, scalar);
    }
  }
};

/** What an accumulator starts from, so that the first element decides. */
export const identityOf = (operator: Operator): number => {
  if (operator === 'multiply' || operator === 'logical_and') return 1;
  if (operator === 'maximum') return Number.NEGATIVE_INFINITY;
  return operator === 'minimum' || operator === 'abs_min' ? Number.POSITIVE_INFINITY : 0;
};

/** out[r] = x[r, 0] operator x[r, 1] operator ... over a block [rows, columns], from the left. */
export const reduceRows = (
  machine: Machine,
  operator: Operator,
  out: Float32Array,
  x: Float32Array,
  rows: number,
): void => {
  const columns = x.length / rows;
  const kernel = REDUCTIONS[operator];
  if (kernel !== undefined) {
    machine.numerics.reduceRows(kernel, out, x, rows, columns);
    return;
  }
  const compute = scalarOperator(operator);
  for (let row = 0; row < rows; row += 1) {
    let reduced = x[row * columns] as number;
    for (let column = 1; column < columns; column += 1) {
      reduced = compute(reduced, x[row * columns + column] as number);
    }
    out[row] = reduced;
  }
};
