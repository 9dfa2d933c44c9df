import type { BinaryOperator, BinOp, Compare, CompareOperator, Span, UnaryOp } from '../../ast.ts';
import { pyFloat } from '../../construct.ts';
import type { PyValue } from '../../values.ts';
import type { Evaluate, Frame, Interpreter } from '../frame.ts';
import { richEqual, richUnequal } from '../runtime/equality.ts';
import { floorDivide, integerFault, modulo } from '../runtime/integers.ts';
import { binaryOperation, unaryOperation } from '../runtime/operators.ts';
import { richOrder } from '../runtime/ordering.ts';
import { compileExpression } from './expressions.ts';
import type { Scope } from './scope.ts';

/** The symbol of each operator, as error messages and machine objects know it. */
export const SYMBOLS: Readonly<Record<BinaryOperator, string>> = {
  Add: '+',
  Sub: '-',
  Mult: '*',
  MatMult: '@',
  Div: '/',
  Mod: '%',
  Pow: '**',
  LShift: '<<',
  RShift: '>>',
  BitOr: '|',
  BitXor: '^',
  BitAnd: '&',
  FloorDiv: '//',
};

const LIMIT = Number.MAX_SAFE_INTEGER;

/** Applies an operator to two values; `span` is where it stands. */
export type Apply = (frame: Frame, left: PyValue, right: PyValue, span: Span) => PyValue;

const generally =
  (symbol: string): Apply =>
  (frame, left, right, span) => {
    frame.span = span;
    return binaryOperation(frame.machine, symbol, left, right);
  };

const overflow = (frame: Frame, span: Span): never => {
  frame.span = span;
  return integerFault(frame.machine);
};

/** The number of an int or float; undefined for anything else. */
export const plainNumber = (value: PyValue): number | undefined => {
  if (typeof value === 'number') return value;
  return typeof value === 'object' && value !== null && value.kind === 'float' ? value.value : undefined;
};

const add: Apply = (frame, left, right, span) => {
  if (typeof left === 'number' && typeof right === 'number') {
    const sum = left + right;
    return sum <= LIMIT && sum >= -LIMIT ? sum : overflow(frame, span);
  }
  const a = plainNumber(left);
  const b = plainNumber(right);
  if (a !== undefined && b !== undefined) return pyFloat(a + b);
  frame.span = span;
  return binaryOperation(frame.machine, '+', left, right);
};

const subtract: Apply = (frame, left, right, span) => {
  if (typeof left === 'number' && typeof right === 'number') {
    const difference = left - right;
    return difference <= LIMIT && difference >= -LIMIT ? difference : overflow(frame, span);
  }
  const a = plainNumber(left);
  const b = plainNumber(right);
  if (a !== undefined && b !== undefined) return pyFloat(a - b);
  frame.span = span;
  return binaryOperation(frame.machine, '-', left, right);
};

const multiply: Apply = (frame, left, right, span) => {
  if (typeof left === 'number' && typeof right === 'number') {
    const product = left * right + 0;
    return product <= LIMIT && product >= -LIMIT ? product : overflow(frame, span);
  }
  const a = plainNumber(left);
  const b = plainNumber(right);
  if (a !== undefined && b !== undefined) return pyFloat(a * b);
  frame.span = span;
  return binaryOperation(frame.machine, '*', left, right);
};

const divideDown: Apply = (frame, left, right, span) => {
  if (typeof left === 'number' && typeof right === 'number' && right !== 0) return floorDivide(left, right);
  frame.span = span;
  return binaryOperation(frame.machine, '//', left, right);
};

const remainder: Apply = (frame, left, right, span) => {
  if (typeof left === 'number' && typeof right === 'number' && right !== 0) return modulo(left, right);
  frame.span = span;
  return binaryOperation(frame.machine, '%', left, right);
};

const divide: Apply = (frame, left, right, span) => {
  const a = plainNumber(left);
  const b = plainNumber(right);
  if (a !== undefined && b !== undefined && b !== 0) return pyFloat(a / b);
  frame.span = span;
  return binaryOperation(frame.machine, '/', left, right);
};

const FAST: Partial<Record<BinaryOperator, Apply>> = {
  Add: add,
  Sub: subtract,
  Mult: multiply,
  Div: divide,
  FloorDiv: divideDown,
  Mod: remainder,
};

/** How to apply a binary operator: at once for ints where that is common. */
export const applyOperator = (operator: BinaryOperator): Apply =>
  FAST[operator] ?? generally(SYMBOLS[operator]);

/** `left op right`. */
export const compileBinary = (node: BinOp, scope: Scope): Evaluate => {
  const left = compileExpression(node.left, scope);
  const right = compileExpression(node.right, scope);
  const { span } = node;
  switch (node.op) {
    case 'Add':
      return (frame) => add(frame, left(frame), right(frame), span);
    case 'Sub':
      return (frame) => subtract(frame, left(frame), right(frame), span);
    case 'Mult':
      return (frame) => multiply(frame, left(frame), right(frame), span);
    default: {
      const apply = applyOperator(node.op);
      return (frame) => apply(frame, left(frame), right(frame), span);
    }
  }
};

/** `not x`, `-x`, `+x`, `~x`. */
export const compileUnary = (node: UnaryOp, scope: Scope): Evaluate => {
  const operand = compileExpression(node.operand, scope);
  const { span } = node;
  if (node.op === 'Not') {
    const asked = node.operand.span;
    return (frame) => {
      const value = operand(frame);
      if (typeof value === 'boolean') return !value;
      frame.span = asked;
      return !frame.machine.truth(value);
    };
  }
  const symbol = node.op === 'USub' ? '-' : node.op === 'UAdd' ? '+' : '~';
  return (frame) => {
    const value = operand(frame);
    frame.span = span;
    return unaryOperation(frame.machine, symbol, value);
  };
};

type Test = (machine: Interpreter, left: PyValue, right: PyValue) => PyValue;

const isSame = (machine: Interpreter, left: PyValue, right: PyValue): boolean => {
  if (typeof left === 'object' && typeof right === 'object' && left !== null && right !== null)
    machine.onIdentity?.(left, right);
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  // Values without identity of their own: the same constant object each time in CPython.
  if (left.kind === 'ellipsis' || left.kind === 'notImplemented') return left.kind === right.kind;
  if (left.kind === 'tuple' && right.kind === 'tuple') return left.items.length + right.items.length === 0;
  return false;
};

const TESTS: Readonly<Record<CompareOperator, Test>> = {
  Eq: richEqual,
  NotEq: richUnequal,
  Lt: (machine, left, right) => richOrder(machine, '<', left, right),
  LtE: (machine, left, right) => richOrder(machine, '<=', left, right),
  Gt: (machine, left, right) => richOrder(machine, '>', left, right),
  GtE: (machine, left, right) => richOrder(machine, '>=', left, right),
  Is: (machine, left, right) => isSame(machine, left, right),
  IsNot: (machine, left, right) => !isSame(machine, left, right),
  In: (machine, left, right) => machine.contains(right, left),
  NotIn: (machine, left, right) => !machine.contains(right, left),
};

const compileSingle = (operator: CompareOperator, left: Evaluate, right: Evaluate, span: Span): Evaluate => {
  const test = TESTS[operator];
  if (operator === 'Lt') {
    return (frame) => {
      const a = left(frame);
      const b = right(frame);
      if (typeof a === 'number' && typeof b === 'number') return a < b;
      frame.span = span;
      return test(frame.machine, a, b);
    };
  }
  if (operator === 'Eq') {
    return (frame) => {
      const a = left(frame);
      const b = right(frame);
      if (typeof a === 'number' && typeof b === 'number') return a === b;
      frame.span = span;
      return richEqual(frame.machine, a, b);
    };
  }
  return (frame) => {
    const a = left(frame);
    const b = right(frame);
    frame.span = span;
    return test(frame.machine, a, b);
  };
};

/** `a < b`, `a < b < c`, `x is None`, `x in y`. */
export const compileCompare = (node: Compare, scope: Scope): Evaluate => {
  const first = compileExpression(node.left, scope);
  const others = node.comparators.map((each) => compileExpression(each, scope));
  const { span, ops } = node;
  const [only] = others;
  const [operator] = ops;
  if (others.length === 1 && only !== undefined && operator !== undefined) {
    return compileSingle(operator, first, only, span);
  }
  return (frame) => {
    let left = first(frame);
    let answer: PyValue = true;
    for (let index = 0; index < others.length; index += 1) {
      const next = others[index];
      const test = ops[index];
      if (next === undefined || test === undefined) break;
      const right = next(frame);
      frame.span = span;
      answer = TESTS[test](frame.machine, left, right);
      if (index < others.length - 1 && !frame.machine.truth(answer)) return answer;
      left = right;
    }
    return answer;
  };
};
