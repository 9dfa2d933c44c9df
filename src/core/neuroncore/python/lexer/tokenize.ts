import type { SourceFile } from '../source.ts';
import { PythonSyntaxError } from '../syntax-error.ts';
import { readFormattedString } from './formatted-strings.ts';
import { closeBlocks, isLineBreak, readIndentation, skipComment, skipContinuation } from './layout.ts';
import type { Bracket, Lexer } from './lexer.ts';
import { codeAt, columnOf, emit, refuse, startLexer, stepOverLineBreak } from './lexer.ts';
import { readNumber, startsNumber } from './numbers.ts';
import { readOperator } from './operators.ts';
import { readPlainString, stringPrefix } from './strings.ts';
import type { Token } from './token.ts';
import { isWordStart, readWord } from './words.ts';

/** The tokens of a file up to its end, or up to the place where reading failed (then the last one is `ERROR`). */
export interface TokenStream {
  readonly tokens: readonly Token[];
  readonly failure: {
    readonly error: PythonSyntaxError;
    /** Whether an error of the grammar at an earlier place is reported instead. */
    readonly yields: boolean;
  } | null;
  /** The innermost bracket still open where reading ended. */
  readonly unclosed: Bracket | null;
}

const readToken = (lexer: Lexer, nesting: number): void => {
  const prefix = stringPrefix(lexer);
  if (prefix >= 0) {
    if (/f/i.test(lexer.text.slice(lexer.offset, lexer.offset + prefix)))
      readFormattedString(lexer, prefix, nesting, readToken);
    else readPlainString(lexer, prefix);
  } else if (isWordStart(codeAt(lexer, lexer.offset))) readWord(lexer);
  else if (startsNumber(lexer)) readNumber(lexer);
  else readOperator(lexer);
};

const endLine = (lexer: Lexer): void => {
  if (lexer.tokens.length > 0 && lexer.tokens.at(-1)?.kind !== 'NEWLINE')
    emit(lexer, 'NEWLINE', lexer.offset, '');
};

/** A file ends where its last line does, not in the empty line after its last line break. */
const standAtLastLine = (lexer: Lexer): void => {
  if (lexer.line === 1 || lexer.offset !== lexer.lineStart) return;
  lexer.offset -= 1;
  if (lexer.text.startsWith('\r\n', lexer.offset - 1)) lexer.offset -= 1;
  lexer.line -= 1;
  const end = Math.max(
    lexer.text.lastIndexOf('\n', lexer.offset - 1),
    lexer.text.lastIndexOf('\r', lexer.offset - 1),
  );
  lexer.lineStart = end < 0 ? 0 : end + 1;
};

/** Reads tokens to the end of the file. */
const readAll = (lexer: Lexer): void => {
  let fresh = true;
  let filled = false;
  while (lexer.offset < lexer.text.length) {
    if (fresh) {
      fresh = false;
      filled = false;
      readIndentation(lexer);
      continue;
    }
    const code = codeAt(lexer, lexer.offset);
    if (code === 32 || code === 9 || code === 12) lexer.offset += 1;
    else if (code === 35) skipComment(lexer);
    else if (code === 92) skipContinuation(lexer);
    else if (!isLineBreak(code)) {
      filled = true;
      readToken(lexer, 0);
    } else {
      const joined = lexer.brackets.length > 0;
      if (!joined && filled) emit(lexer, 'NEWLINE', lexer.offset, '');
      if (!joined) fresh = true;
      stepOverLineBreak(lexer);
    }
  }
  if (lexer.brackets.length > 0) return;
  if (fresh) standAtLastLine(lexer);
  else if (filled) endLine(lexer);
  closeBlocks(lexer);
};

const refuseNull = (lexer: Lexer): void => {
  const offset = lexer.text.indexOf('\0');
  if (offset < 0) return;
  const before = lexer.text.slice(0, offset).split(/\r\n|\r|\n/);
  const last = before.at(-1);
  refuse(lexer, 'source code cannot contain null characters', {
    line: before.length,
    column: last === undefined ? 1 : last.length + 1,
  });
};

const refuseUnclosed = (lexer: Lexer): void => {
  const open = lexer.brackets.at(-1);
  if (open === undefined) return;
  lexer.yields = true;
  refuse(lexer, `'${open.kind === 'FIELD' ? '{' : open.kind}' was never closed`, open);
};

/**
 * Reads a file into tokens. Never throws: where the text cannot be read the stream ends with `ERROR` and says why.
 */
export const tokenize = (file: SourceFile): TokenStream => {
  const lexer = startLexer(file);
  let failure: TokenStream['failure'] = null;
  try {
    refuseNull(lexer);
    readAll(lexer);
    refuseUnclosed(lexer);
  } catch (error) {
    if (!(error instanceof PythonSyntaxError)) throw error;
    failure = { error, yields: lexer.yields };
  }
  lexer.offset = Math.min(lexer.offset, lexer.text.length);
  lexer.tokens.push({
    kind: failure === null ? 'END' : 'ERROR',
    text: '',
    start: lexer.offset,
    end: lexer.offset,
    line: lexer.line,
    column: columnOf(lexer, lexer.offset),
    endLine: lexer.line,
    endColumn: columnOf(lexer, lexer.offset),
    level: lexer.brackets.length,
  });
  const open = lexer.brackets.at(-1);
  return { tokens: lexer.tokens, failure, unclosed: open === undefined ? null : open };
};
