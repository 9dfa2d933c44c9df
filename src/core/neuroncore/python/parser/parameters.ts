import type { Argument, Arguments, Expression } from '../ast.ts';
import type { TokenKind } from '../lexer/token.ts';
import type { Cursor } from './cursor.ts';
import { expect, isAt, refuseAt, refuseToken, spanFrom, take, takeIf } from './cursor.ts';
import { expression, starred } from './expressions.ts';

/** A list of parameters being read. */
interface Reading {
  readonly close: TokenKind;
  posonlyargs: Argument[];
  args: Argument[];
  vararg: Argument | null;
  readonly kwonlyargs: Argument[];
  readonly kw_defaults: (Expression | null)[];
  readonly defaults: Expression[];
  /** Whether a star has been read: what follows can only be given by name. */
  named: boolean;
  slashed: boolean;
}

/** Reads a name with its annotation, which parameters of a lambda have none of. */
const parameter = (cursor: Cursor, reading: Reading, mayStar: boolean): Argument => {
  const start = expect(cursor, 'NAME');
  let annotation: Expression | null = null;
  if (reading.close === ')' && takeIf(cursor, ':'))
    annotation = mayStar && isAt(cursor, '*') ? starred(cursor) : expression(cursor);
  return { type: 'arg', span: spanFrom(cursor, start), arg: start.text, annotation };
};

const ordinary = (cursor: Cursor, reading: Reading): void => {
  const found = parameter(cursor, reading, false);
  const equals = cursor.token;
  const fallback = takeIf(cursor, '=') ? defaultValue(cursor, reading, equals) : null;
  if (reading.named) {
    reading.kwonlyargs.push(found);
    reading.kw_defaults.push(fallback);
    return;
  }
  reading.args.push(found);
  if (fallback !== null) reading.defaults.push(fallback);
  else if (reading.defaults.length > 0)
    refuseAt(cursor, found.span, 'a parameter without a default follows one with a default');
};

const defaultValue = (cursor: Cursor, reading: Reading, equals: Cursor['token']): Expression => {
  const { kind } = cursor.token;
  if (kind === ',' || kind === reading.close)
    refuseAt(cursor, equals, "a default value is missing after '='");
  return expression(cursor);
};

const slash = (cursor: Cursor, reading: Reading): void => {
  const token = take(cursor);
  if (reading.slashed) refuseAt(cursor, token, '/ may appear only once');
  if (reading.named) refuseAt(cursor, token, '/ must be ahead of *');
  if (reading.args.length === 0) refuseAt(cursor, token, 'at least one parameter must precede /');
  reading.slashed = true;
  reading.posonlyargs = reading.args;
  reading.args = [];
};

const star = (cursor: Cursor, reading: Reading): void => {
  const token = take(cursor);
  if (reading.named) refuseAt(cursor, token, '* may appear only once');
  reading.named = true;
  if (isAt(cursor, 'NAME')) {
    reading.vararg = parameter(cursor, reading, true);
    if (isAt(cursor, '='))
      refuseToken(cursor, 'a parameter for all positional arguments cannot have a default');
    return;
  }
  if (isAt(cursor, ',')) {
    const next = cursor.tokens[cursor.index + 1];
    if (next !== undefined && next.kind === 'NAME') return;
    if (next !== undefined && next.kind !== reading.close && next.kind !== '**') {
      take(cursor);
      refuseToken(cursor);
    }
  } else if (cursor.token.kind !== reading.close) refuseToken(cursor);
  refuseAt(cursor, token, 'named parameters must follow bare *');
};

const doubleStar = (cursor: Cursor, reading: Reading): Argument => {
  take(cursor);
  const found = parameter(cursor, reading, false);
  if (isAt(cursor, '=')) refuseToken(cursor, 'a parameter for all named arguments cannot have a default');
  if (takeIf(cursor, ',') && cursor.token.kind !== reading.close)
    refuseToken(cursor, 'no parameter can follow that for all named arguments');
  return found;
};

/** Reads parameters up to the closing token, which is left. */
export const parameters = (cursor: Cursor, close: ')' | ':'): Arguments => {
  const reading: Reading = {
    close,
    posonlyargs: [],
    args: [],
    vararg: null,
    kwonlyargs: [],
    kw_defaults: [],
    defaults: [],
    named: false,
    slashed: false,
  };
  let kwarg: Argument | null = null;
  while (!isAt(cursor, close)) {
    const { kind } = cursor.token;
    if (kind === '/') slash(cursor, reading);
    else if (kind === '*') star(cursor, reading);
    else if (kind === '**') kwarg = doubleStar(cursor, reading);
    else ordinary(cursor, reading);
    if (kwarg !== null || !takeIf(cursor, ',')) break;
  }
  if (!isAt(cursor, close)) refuseToken(cursor);
  const { posonlyargs, args, vararg, kwonlyargs, kw_defaults, defaults } = reading;
  return { posonlyargs, args, vararg, kwonlyargs, kw_defaults, kwarg, defaults };
};

/** Reads a lambda; `lambda` is the present token. */
export const lambda = (cursor: Cursor): Expression => {
  const start = take(cursor);
  const args = parameters(cursor, ':');
  take(cursor);
  const body = expression(cursor);
  return { type: 'Lambda', span: spanFrom(cursor, start), args, body };
};
