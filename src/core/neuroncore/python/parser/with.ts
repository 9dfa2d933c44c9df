import type { Statement, WithItem } from '../ast.ts';
import type { Token, TokenKind } from '../lexer/token.ts';
import { block } from './blocks.ts';
import type { Cursor } from './cursor.ts';
import { expect, isAt, peek, spanFrom, take, takeIf } from './cursor.ts';
import { expression } from './expressions.ts';
import { withTarget } from './targets.ts';

/** What a parenthesis after `with` holds directly, and what follows it. */
interface Enclosed {
  readonly names: boolean;
  /** It is empty, yields, generates, stars or names: then it can only be one value. */
  readonly oneValue: boolean;
  readonly next: TokenKind;
}

const ONE_VALUE: ReadonlySet<TokenKind> = new Set<TokenKind>(['yield', 'for', ':=']);

/** Looks ahead over the parenthesis at the cursor. */
const lookInside = (cursor: Cursor): Enclosed => {
  const open = cursor.token;
  let names = false;
  let oneValue = peek(cursor, 1).kind === ')';
  let ahead = 1;
  for (; peek(cursor, ahead).level >= open.level; ahead += 1) {
    const { kind, level } = peek(cursor, ahead);
    if (kind === 'ERROR') break;
    if (level > open.level) continue;
    if (kind === 'as') names = true;
    const before = peek(cursor, ahead - 1).kind;
    if (ONE_VALUE.has(kind) || (kind === '*' && (before === ',' || before === '('))) oneValue = true;
  }
  return { names, oneValue, next: peek(cursor, ahead + 1).kind };
};

/** Whether the parenthesis at the cursor encloses all the items rather than being part of the first one. */
const enclosesItems = (cursor: Cursor): boolean => {
  if (!isAt(cursor, '(')) return false;
  const { names, oneValue, next } = lookInside(cursor);
  return names || (next === ':' && !oneValue);
};

const item = (cursor: Cursor): WithItem => {
  const context_expr = expression(cursor);
  const optional_vars = takeIf(cursor, 'as') ? withTarget(cursor) : null;
  return { context_expr, optional_vars };
};

const enclosedItems = (cursor: Cursor): WithItem[] => {
  take(cursor);
  const items = [item(cursor)];
  while (takeIf(cursor, ',')) {
    if (isAt(cursor, ')')) break;
    items.push(item(cursor));
  }
  expect(cursor, ')');
  return items;
};

const items = (cursor: Cursor): WithItem[] => {
  if (enclosesItems(cursor)) return enclosedItems(cursor);
  const found = [item(cursor)];
  while (takeIf(cursor, ',')) found.push(item(cursor));
  return found;
};

/** Reads a `with` statement; `start` is `with`, or `async` before it. */
export const withStatement = (cursor: Cursor, start: Token): Statement => {
  const head = expect(cursor, 'with');
  const found = items(cursor);
  const body = block(cursor, "'with' statement", head);
  const type = start.kind === 'async' ? 'AsyncWith' : 'With';
  return { type, span: spanFrom(cursor, start), items: found, body };
};
