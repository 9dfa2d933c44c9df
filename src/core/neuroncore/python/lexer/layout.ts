import type { Lexer } from './lexer.ts';
import { codeAt, columnOf, emit, here, refuseLate, stepOverLineBreak } from './lexer.ts';

const TAB_STOP = 8;
/** How many blocks may stand inside each other. Source: CPython 3.11, `MAXINDENT`. */
const MOST_INDENTS = 100;

const SPACE = 32;
const TAB = 9;
const FORM_FEED = 12;
const BACKSLASH = 92;
const HASH = 35;

/** Whether a character code ends a line. */
export const isLineBreak = (code: number): boolean => code === 10 || code === 13;

/** Steps over a comment up to the end of its line. */
export const skipComment = (lexer: Lexer): void => {
  while (lexer.offset < lexer.text.length && !isLineBreak(codeAt(lexer, lexer.offset))) lexer.offset += 1;
};

/** Steps over a backslash that joins this line to the next; anything but a line break after it is refused. */
export const skipContinuation = (lexer: Lexer): void => {
  lexer.offset += 1;
  if (lexer.offset >= lexer.text.length)
    refuseLate(lexer, 'the file ends after a line continuation character', here(lexer));
  if (!isLineBreak(codeAt(lexer, lexer.offset)))
    refuseLate(lexer, 'unexpected character after line continuation character', here(lexer));
  stepOverLineBreak(lexer);
  if (lexer.offset >= lexer.text.length)
    refuseLate(lexer, 'the file ends after a line continuation character', {
      line: lexer.line - 1,
      column: 1,
    });
};

interface Indentation {
  readonly column: number;
  readonly tabless: number;
}

/** Measures the white space at the start of a line; what counts of a continued one is its first line. */
const measure = (lexer: Lexer): Indentation => {
  let column = 0;
  let tabless = 0;
  let first: Indentation | undefined;
  for (;;) {
    const code = codeAt(lexer, lexer.offset);
    if (code === SPACE) {
      column += 1;
      tabless += 1;
    } else if (code === TAB) {
      column = (Math.floor(column / TAB_STOP) + 1) * TAB_STOP;
      tabless += 1;
    } else if (code === FORM_FEED) {
      column = 0;
      tabless = 0;
    } else if (code === BACKSLASH) {
      if (first === undefined || first.column === 0) first = { column, tabless };
      skipContinuation(lexer);
      continue;
    } else break;
    lexer.offset += 1;
  }
  return first === undefined || first.column === 0 ? { column, tabless } : first;
};

const refuseTabs = (lexer: Lexer): never =>
  refuseLate(lexer, 'inconsistent use of tabs and spaces in indentation', here(lexer), 'TabError');

const indent = (lexer: Lexer, at: Indentation, open: Indentation): void => {
  if (lexer.indents.length >= MOST_INDENTS)
    refuseLate(lexer, 'too many levels of indentation', here(lexer), 'IndentationError');
  if (at.tabless <= open.tabless) refuseTabs(lexer);
  lexer.indents.push(at);
  emit(lexer, 'INDENT', lexer.offset, '');
};

const dedent = (lexer: Lexer, at: Indentation): void => {
  let open = lexer.indents.at(-1);
  while (open !== undefined && at.column < open.column) {
    lexer.indents.pop();
    emit(lexer, 'DEDENT', lexer.offset, '');
    open = lexer.indents.at(-1);
  }
  if (open === undefined || at.column !== open.column)
    refuseLate(
      lexer,
      'unindent does not match any outer indentation level',
      { line: lexer.line, column: columnOf(lexer, lexer.offset) },
      'IndentationError',
    );
  else if (at.tabless !== open.tabless) refuseTabs(lexer);
};

/**
 * Reads the start of a logical line: steps over its white space and gives `INDENT` or `DEDENT` tokens. A line with
 * nothing but a comment has no indentation. Source: Python 3.11 documentation, reference/lexical_analysis, "Indentation".
 */
export const readIndentation = (lexer: Lexer): void => {
  const at = measure(lexer);
  const code = codeAt(lexer, lexer.offset);
  if (lexer.offset >= lexer.text.length || code === HASH || isLineBreak(code)) return;
  const open = lexer.indents.at(-1);
  if (open === undefined) return;
  if (at.column > open.column) indent(lexer, at, open);
  else if (at.column < open.column) dedent(lexer, at);
  else if (at.tabless !== open.tabless) refuseTabs(lexer);
};

/** Closes the open blocks at the end of the file. */
export const closeBlocks = (lexer: Lexer): void => {
  while (lexer.indents.length > 1) {
    lexer.indents.pop();
    emit(lexer, 'DEDENT', lexer.offset, '');
  }
};
