import { NOT_IMPLEMENTED, pyFloat } from '../../construct.ts';
import type { CallContext, PyValue } from '../../values.ts';
import { floatOperation, integerOperation } from './arithmetic.ts';
import { checkedInteger } from './integers.ts';
import { extendInPlace, sequenceOperation } from './sequence-operators.ts';
import { callSpecial, isSubclass, lookUpOwn, numberOf, typeName, unwrap } from './types.ts';

/** The special methods behind an operator: plain, reflected and in place. */
const METHODS: ReadonlyMap<string, readonly [string, string, string]> = new Map(
  [
    ['+', 'add'],
    ['-', 'sub'],
    ['*', 'mul'],
    ['@', 'matmul'],
    ['/', 'truediv'],
    ['//', 'floordiv'],
    ['%', 'mod'],
    ['**', 'pow'],
    ['<<', 'lshift'],
    ['>>', 'rshift'],
    ['&', 'and'],
    ['|', 'or'],
    ['^', 'xor'],
  ].map(([symbol = '', name]) => [symbol, [`__${name}__`, `__r${name}__`, `__i${name}__`] as const]),
);

const isObject = (value: PyValue): boolean =>
  typeof value === 'object' && value !== null && (value.kind === 'instance' || value.kind === 'class');

const known = (answer: PyValue | undefined): answer is PyValue =>
  answer !== undefined && answer !== NOT_IMPLEMENTED;

const bySpecialMethods = (
  context: CallContext,
  symbol: string,
  left: PyValue,
  right: PyValue,
): PyValue | undefined => {
  if (!isObject(left) && !isObject(right)) return undefined;
  const [plain, reflected] = METHODS.get(symbol) ?? ['', ''];
  const leftType = context.typeOf(left);
  const rightType = context.typeOf(right);
  const askRight = (): PyValue | undefined => callSpecial(context, right, reflected, [left]);
  const rightFirst =
    leftType !== rightType &&
    isSubclass(rightType, leftType) &&
    lookUpOwn(rightType, reflected) !== lookUpOwn(leftType, reflected);
  if (rightFirst) {
    const answer = askRight();
    if (known(answer)) return answer;
  }
  const answer = callSpecial(context, left, plain, [right]);
  if (known(answer)) return answer;
  if (rightFirst || leftType === rightType) return undefined;
  const other = askRight();
  return known(other) ? other : undefined;
};

const byHosts = (
  context: CallContext,
  symbol: string,
  left: PyValue,
  right: PyValue,
): PyValue | undefined => {
  if (typeof left === 'object' && left !== null && left.kind === 'host') {
    const answer = left.type.binary?.(left, symbol, right, false, context);
    if (answer !== undefined) return answer;
  }
  if (typeof right === 'object' && right !== null && right.kind === 'host') {
    return right.type.binary?.(right, symbol, left, true, context);
  }
  return undefined;
};

const byNumbers = (
  context: CallContext,
  symbol: string,
  left: PyValue,
  right: PyValue,
): PyValue | undefined => {
  const a = numberOf(left);
  const b = numberOf(right);
  if (a === undefined || b === undefined) return undefined;
  const x = unwrap(left);
  const y = unwrap(right);
  if (typeof x === 'object' || typeof y === 'object') return floatOperation(context, symbol, a, b);
  const answer = integerOperation(context, symbol, a, b);
  const logical = symbol === '&' || symbol === '|' || symbol === '^';
  return logical && typeof x === 'boolean' && typeof y === 'boolean' ? answer === 1 : answer;
};

const unsupported = (context: CallContext, symbol: string, left: PyValue, right: PyValue): never => {
  const shown = symbol === '**' ? '** or pow()' : symbol === '**=' ? '**=' : symbol;
  return context.raise(
    'TypeError',
    `unsupported operand type(s) for ${shown}: '${typeName(context, left)}' and '${typeName(context, right)}'`,
  );
};

/** `left symbol right` when some operand supports it. */
const operate = (context: CallContext, symbol: string, left: PyValue, right: PyValue): PyValue | undefined =>
  bySpecialMethods(context, symbol, left, right) ??
  byNumbers(context, symbol, left, right) ??
  byHosts(context, symbol, left, right) ??
  sequenceOperation(context, symbol, unwrap(left), unwrap(right));

/** `left symbol right` for an arithmetic operator. Source: Python 3.11 documentation, reference/datamodel "Emulating numeric types". */
export const binaryOperation = (
  context: CallContext,
  symbol: string,
  left: PyValue,
  right: PyValue,
): PyValue => {
  const answer = operate(context, symbol, left, right);
  return answer === undefined ? unsupported(context, symbol, left, right) : answer;
};

/** `left symbol= right`; gives what the target is set to. */
export const inPlaceOperation = (
  context: CallContext,
  symbol: string,
  left: PyValue,
  right: PyValue,
): PyValue => {
  if (typeof left === 'object' && left !== null) {
    if (left.kind === 'instance') {
      const answer = callSpecial(context, left, METHODS.get(symbol)?.[2] ?? '', [right]);
      if (known(answer)) return answer;
    } else if (left.kind === 'host') {
      const answer = left.type.binary?.(left, `${symbol}=`, right, false, context);
      if (answer !== undefined) return answer;
    } else if (extendInPlace(context, symbol, left, right)) return left;
  }
  const answer = operate(context, symbol, left, right);
  return answer === undefined ? unsupported(context, `${symbol}=`, left, right) : answer;
};

const UNARY_METHODS = { '-': '__neg__', '+': '__pos__', '~': '__invert__' } as const;

/** `-value`, `+value` or `~value`. */
export const unaryOperation = (context: CallContext, symbol: '-' | '+' | '~', value: PyValue): PyValue => {
  const own = isObject(value) ? callSpecial(context, value, UNARY_METHODS[symbol], []) : undefined;
  if (known(own)) return own;
  const number = numberOf(value);
  if (number !== undefined) {
    const isFloat = typeof unwrap(value) === 'object';
    if (isFloat && symbol !== '~') return pyFloat(symbol === '-' ? -number : number);
    if (!isFloat) {
      if (symbol === '+') return number;
      return checkedInteger(context, symbol === '-' ? -number : -number - 1);
    }
  }
  if (typeof value === 'object' && value !== null && value.kind === 'host') {
    const answer = value.type.unary?.(value, symbol, context);
    if (answer !== undefined) return answer;
  }
  return context.raise('TypeError', `bad operand type for unary ${symbol}: '${typeName(context, value)}'`);
};
