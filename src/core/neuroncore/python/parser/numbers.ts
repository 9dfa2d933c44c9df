import type { ConstantValue } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import type { Cursor } from './cursor.ts';
import { refuseAt } from './cursor.ts';

/** Decimal integers longer than this are refused. Source: Python 3.11 documentation, library/stdtypes, "Integer string conversion length limitation". */
const MOST_DECIMAL_DIGITS = 4300;

/** The value of a number literal: integers exact, floats rounded to the nearest double as Python does. */
export const numberValue = (cursor: Cursor, token: Token): ConstantValue => {
  const text = token.text.includes('_') ? token.text.replaceAll('_', '') : token.text;
  if (/^0[xXoObB]/.test(text)) return { kind: 'int', value: BigInt(text.toLowerCase()) };
  if (/[jJ]$/.test(text)) return { kind: 'imaginary', value: Number(text.slice(0, -1)) };
  if (/[.eE]/.test(text)) return { kind: 'float', value: Number(text) };
  if (text.length > MOST_DECIMAL_DIGITS)
    refuseAt(
      cursor,
      token,
      `an integer literal has at most ${MOST_DECIMAL_DIGITS} decimal digits, this one ${text.length}; longer ones can be written in hexadecimal`,
    );
  return { kind: 'int', value: BigInt(text) };
};
