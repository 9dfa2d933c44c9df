import { pyFloat } from '../../construct.ts';
import type { CallContext, PyValue } from '../../values.ts';
import { floatPowerOf } from './float-power.ts';
import {
  bitwise,
  checkedInteger,
  floorDivide,
  integerPower,
  modulo,
  shiftLeft,
  shiftRight,
} from './integers.ts';

const floorFloat = (left: number, right: number): number => {
  const remainder = modulo(left, right);
  const quotient = (left - remainder) / right;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
};

/** `left % right` of floats, with the sign of `right` even when zero. */
const floatModulo = (left: number, right: number): number => {
  if (Number.isNaN(right)) return right;
  if (!Number.isFinite(right) && Number.isFinite(left)) {
    if (left === 0) return right < 0 ? -0 : 0;
    return left < 0 !== right < 0 ? right : left;
  }
  const remainder = left % right;
  if (remainder === 0) return right < 0 ? -0 : 0;
  return remainder < 0 !== right < 0 ? remainder + right : remainder;
};

const floatFloor = (left: number, right: number): number => {
  if (Number.isNaN(right)) return right;
  if (!Number.isFinite(right) && Number.isFinite(left)) {
    if (left !== 0) return left < 0 !== right < 0 ? -1 : 0;
    return Object.is(left / right, -0) ? -0 : 0;
  }
  if (!Number.isFinite(left)) return Number.NaN;
  const quotient = floorFloat(left, right);
  if (quotient !== 0) return quotient;
  const exact = left / right;
  return exact < 0 || Object.is(exact, -0) ? -0 : 0;
};

const floatPower = (context: CallContext, left: number, right: number): PyValue => {
  if (left === 0 && right < 0) {
    return context.raise('ZeroDivisionError', '0.0 cannot be raised to a negative power');
  }
  if (left < 0 && Number.isFinite(left) && Number.isFinite(right) && !Number.isInteger(right)) {
    return context.fault(
      'complex-number',
      'A negative number raised to a fraction gives a complex number, which kernels cannot use.',
    );
  }
  if (left === 1 || right === 0) return pyFloat(1);
  if (left === -1 && !Number.isFinite(right) && !Number.isNaN(right)) return pyFloat(1);
  const power = floatPowerOf(left, right);
  if (!Number.isFinite(power) && Number.isFinite(left) && Number.isFinite(right)) {
    return context.raise('OverflowError', "(34, 'Numerical result out of range')");
  }
  return pyFloat(power);
};

/** Arithmetic of two ints or bools by its symbol; undefined for `@`. */
export const integerOperation = (
  context: CallContext,
  operator: string,
  left: number,
  right: number,
): PyValue | undefined => {
  switch (operator) {
    case '+':
      return checkedInteger(context, left + right);
    case '-':
      return checkedInteger(context, left - right);
    case '*':
      return checkedInteger(context, left * right);
    case '/':
      if (right === 0) return context.raise('ZeroDivisionError', 'division by zero');
      return pyFloat(left / right);
    case '//':
      if (right === 0) return context.raise('ZeroDivisionError', 'integer division or modulo by zero');
      return floorDivide(left, right);
    case '%':
      if (right === 0) return context.raise('ZeroDivisionError', 'integer modulo by zero');
      return modulo(left, right);
    case '**':
      return right < 0 ? floatPower(context, left, right) : integerPower(context, left, right);
    case '<<':
      return shiftLeft(context, left, right);
    case '>>':
      return shiftRight(context, left, right);
    case '&':
    case '|':
    case '^':
      return bitwise(context, operator, left, right);
    default:
      return undefined;
  }
};

/** Arithmetic of numbers of which at least one is a float; undefined for operators floats lack. */
export const floatOperation = (
  context: CallContext,
  operator: string,
  left: number,
  right: number,
): PyValue | undefined => {
  switch (operator) {
    case '+':
      return pyFloat(left + right);
    case '-':
      return pyFloat(left - right);
    case '*':
      return pyFloat(left * right);
    case '/':
      if (right === 0) return context.raise('ZeroDivisionError', 'float division by zero');
      return pyFloat(left / right);
    case '//':
      if (right === 0) return context.raise('ZeroDivisionError', 'float floor division by zero');
      return pyFloat(floatFloor(left, right));
    case '%':
      if (right === 0) return context.raise('ZeroDivisionError', 'float modulo');
      return pyFloat(floatModulo(left, right));
    case '**':
      return floatPower(context, left, right);
    default:
      return undefined;
  }
};
