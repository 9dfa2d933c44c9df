import type { Module } from './ast.ts';
import type { TokenStream } from './lexer/tokenize.ts';
import { tokenize } from './lexer/tokenize.ts';
import type { Cursor } from './parser/cursor.ts';
import { isUnexpectedLayout, refuseToken, startCursor } from './parser/cursor.ts';
import { statements } from './parser/statements.ts';
import { checkRules } from './rules.ts';
import type { SourceFile } from './source.ts';
import { PythonSyntaxError } from './syntax-error.ts';

export { describeSyntaxError, PythonSyntaxError } from './syntax-error.ts';

/**
 * Which of two errors CPython reports: that of the grammar, or that of reading the text, which may lie further on.
 * An unexpected indent wins over all; then broken literals and brackets; then a bracket left open in an earlier line.
 */
const chooseError = (error: PythonSyntaxError, stream: TokenStream, cursor: Cursor): PythonSyntaxError => {
  const { failure, unclosed } = stream;
  if (failure === null || isUnexpectedLayout(error)) return error;
  if (!failure.yields || cursor.token.kind === 'ERROR') return failure.error;
  return unclosed !== null && cursor.token.line > unclosed.line ? failure.error : error;
};

/**
 * Reads a Python 3.11 source text into its syntax tree, with the positions that CPython gives (PEP 701 is accepted
 * besides: formatted strings may hold their own quotes and backslashes in fields). Takes time and memory linear in the
 * text. Throws `PythonSyntaxError` where the text is not Python, or is nested too deeply to be evaluated.
 */
export const parse = (file: SourceFile): Module => {
  const stream = tokenize(file);
  const cursor = startCursor(file, stream.tokens);
  try {
    const body = statements(cursor);
    if (cursor.token.kind !== 'END') refuseToken(cursor);
    const module: Module = { type: 'Module', body };
    checkRules(module, file);
    return module;
  } catch (error) {
    if (!(error instanceof PythonSyntaxError)) throw error;
    throw chooseError(error, stream, cursor);
  }
};
