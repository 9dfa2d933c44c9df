import type { Span } from '../ast.ts';
import type { Token, TokenKind } from '../lexer/token.ts';
import type { SourceFile } from '../source.ts';
import { PythonSyntaxError, siteIn } from '../syntax-error.ts';

/** How deep expressions and blocks may nest before a file is refused. */
export const MOST_DEPTH = 1000;

/** Where the parser stands in the tokens of a file. */
export interface Cursor {
  readonly file: SourceFile;
  readonly tokens: readonly Token[];
  index: number;
  /** The token to be read next. */
  token: Token;
  /** The last token read that is no layout. */
  last: Token;
  depth: number;
  /** Set while looking ahead for what a reader probably meant: then no further guesses are made. */
  guessing: boolean;
}

/** A cursor at the first of at least one token. */
export const startCursor = (file: SourceFile, tokens: readonly Token[]): Cursor => {
  const first = tokens[0];
  if (first === undefined) throw new RangeError('a token stream holds at least its end');
  return { file, tokens, index: 0, token: first, last: first, depth: 0, guessing: false };
};

/** The token `ahead` places after the present one; the last one when there are fewer. */
export const peek = (cursor: Cursor, ahead: number): Token => {
  const token = cursor.tokens[Math.min(cursor.index + ahead, cursor.tokens.length - 1)];
  return token === undefined ? cursor.token : token;
};

/** Whether a token of a kind comes next. */
export const isAt = (cursor: Cursor, kind: TokenKind): boolean => cursor.token.kind === kind;

/** Reads a layout token, which leaves the end of the last node where it is. */
export const skipLayout = (cursor: Cursor): void => {
  const next = cursor.tokens[cursor.index + 1];
  if (next === undefined) return;
  cursor.index += 1;
  cursor.token = next;
};

/** Reads the present token and gives it back. */
export const take = (cursor: Cursor): Token => {
  const token = cursor.token;
  cursor.last = token;
  skipLayout(cursor);
  return token;
};

/** Reads the present token when it is of a kind; says whether it was. */
export const takeIf = (cursor: Cursor, kind: TokenKind): boolean => {
  if (cursor.token.kind !== kind) return false;
  take(cursor);
  return true;
};

/** Refuses the file at a token or node. */
export const refuseAt = (
  cursor: Cursor,
  at: {
    readonly line: number;
    readonly column: number;
    readonly endLine: number;
    readonly endColumn: number;
  },
  detail: string,
): never => {
  throw new PythonSyntaxError(detail, siteIn(cursor.file, at, at));
};

const UNEXPECTED: ReadonlyMap<TokenKind, string> = new Map<TokenKind, string>([
  ['INDENT', 'unexpected indent'],
  ['DEDENT', 'unexpected unindent'],
]);

/** Whether an error says that the indentation changes where it may not. */
export const isUnexpectedLayout = (error: PythonSyntaxError): boolean =>
  error.detail === UNEXPECTED.get('INDENT') || error.detail === UNEXPECTED.get('DEDENT');

/** Refuses the file at the present token, which fits nowhere. */
export const refuseToken = (cursor: Cursor, detail?: string): never => {
  const { token } = cursor;
  if (detail !== undefined) return refuseAt(cursor, token, detail);
  const layout = UNEXPECTED.get(token.kind);
  if (layout === undefined) return refuseAt(cursor, token, 'invalid syntax');
  throw new PythonSyntaxError(layout, siteIn(cursor.file, token, token), 'IndentationError');
};

/** Reads a token that must come next. */
export const expect = (cursor: Cursor, kind: TokenKind, detail?: string): Token =>
  cursor.token.kind === kind ? take(cursor) : refuseToken(cursor, detail);

/** The place from the start of a token to the end of the last token read. */
export const spanFrom = (
  cursor: Cursor,
  start: { readonly line: number; readonly column: number },
): Span => ({
  line: start.line,
  column: start.column,
  endLine: cursor.last.endLine,
  endColumn: cursor.last.endColumn,
});

/** Enters one level of nesting; left again with `leave`. */
export const enter = (cursor: Cursor): void => {
  cursor.depth += 1;
  if (cursor.depth > MOST_DEPTH)
    refuseAt(
      cursor,
      cursor.token,
      `more than ${MOST_DEPTH} levels of expressions and blocks inside each other`,
    );
};

/** Leaves one level of nesting. */
export const leave = (cursor: Cursor): void => {
  cursor.depth -= 1;
};
