import type { SourceFile } from '../source.ts';
import type { SyntaxErrorKind } from '../syntax-error.ts';
import { PythonSyntaxError } from '../syntax-error.ts';
import type { Token, TokenKind } from './token.ts';

/** An open bracket, or the open brace of a field of a formatted string. */
export interface Bracket {
  readonly kind: '(' | '[' | '{' | 'FIELD';
  readonly line: number;
  readonly column: number;
}

/** The state of reading one file into tokens. */
export interface Lexer {
  readonly file: SourceFile;
  readonly text: string;
  offset: number;
  line: number;
  /** The offset at which the current line starts. */
  lineStart: number;
  readonly tokens: Token[];
  readonly brackets: Bracket[];
  /** Columns of the open blocks, with tabs to the next multiple of eight and with tabs as one. */
  readonly indents: { readonly column: number; readonly tabless: number }[];
  /** Whether the error being raised gives way to an error of the grammar that comes before it. */
  yields: boolean;
}

/** A lexer at the start of a file, past a byte order mark. */
export const startLexer = (file: SourceFile): Lexer => {
  const first = file.text.startsWith('\uFEFF') ? 1 : 0;
  return {
    file,
    text: file.text,
    offset: first,
    line: 1,
    lineStart: first,
    tokens: [],
    brackets: [],
    indents: [{ column: 0, tabless: 0 }],
    yields: false,
  };
};

/** The column of an offset in the current line, from 1. */
export const columnOf = (lexer: Lexer, offset: number): number => offset - lexer.lineStart + 1;

/** The character code at an offset; NaN past the end. */
export const codeAt = (lexer: Lexer, offset: number): number => lexer.text.charCodeAt(offset);

/** Appends a token that lies in the current line, from `start` to the present offset. */
export const emit = (lexer: Lexer, kind: TokenKind, start: number, text: string): void => {
  lexer.tokens.push({
    kind,
    text,
    start,
    end: lexer.offset,
    line: lexer.line,
    column: start - lexer.lineStart + 1,
    endLine: lexer.line,
    endColumn: lexer.offset - lexer.lineStart + 1,
    level: lexer.brackets.length,
  });
};

/** Appends a token that began at a remembered place, perhaps in an earlier line. */
export const emitFrom = (
  lexer: Lexer,
  kind: TokenKind,
  from: { readonly start: number; readonly line: number; readonly column: number },
): void => {
  lexer.tokens.push({
    kind,
    text: lexer.text.slice(from.start, lexer.offset),
    start: from.start,
    end: lexer.offset,
    line: from.line,
    column: from.column,
    endLine: lexer.line,
    endColumn: columnOf(lexer, lexer.offset),
    level: lexer.brackets.length,
  });
};

/** The present place, to hand to `emitFrom`. */
export const here = (lexer: Lexer): { start: number; line: number; column: number } => ({
  start: lexer.offset,
  line: lexer.line,
  column: columnOf(lexer, lexer.offset),
});

/** Steps over a line break (`\n`, `\r` or `\r\n`) at the present offset. */
export const stepOverLineBreak = (lexer: Lexer): void => {
  const long = codeAt(lexer, lexer.offset) === 13 && codeAt(lexer, lexer.offset + 1) === 10;
  lexer.offset += long ? 2 : 1;
  lexer.line += 1;
  lexer.lineStart = lexer.offset;
};

/** Refuses the file at a place; the error stands even when the grammar refuses an earlier place. */
export const refuse = (
  lexer: Lexer,
  detail: string,
  place: { readonly line: number; readonly column: number },
  kind: SyntaxErrorKind = 'SyntaxError',
): never => {
  const { line, column } = place;
  throw new PythonSyntaxError(
    detail,
    { file: lexer.file, line, column, endLine: line, endColumn: column + 1 },
    kind,
  );
};

/** Refuses the file at a place, unless the grammar refuses an earlier one. */
export const refuseLate = (
  lexer: Lexer,
  detail: string,
  place: { readonly line: number; readonly column: number },
  kind: SyntaxErrorKind = 'SyntaxError',
): never => {
  lexer.yields = true;
  return refuse(lexer, detail, place, kind);
};
