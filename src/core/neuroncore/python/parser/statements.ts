import type { Statement } from '../ast.ts';
import type { TokenKind } from '../lexer/token.ts';
import { asyncStatement, forStatement, ifStatement, whileStatement } from './compound.ts';
import type { Cursor } from './cursor.ts';
import { refuseToken } from './cursor.ts';
import { classDefinition, decorated, functionDefinition } from './definitions.ts';
import { matchStatement, startsMatch } from './match.ts';
import { simpleStatements } from './simple.ts';
import { tryStatement } from './try.ts';
import { withStatement } from './with.ts';

const COMPOUND: ReadonlyMap<TokenKind, (cursor: Cursor) => Statement> = new Map<
  TokenKind,
  (cursor: Cursor) => Statement
>([
  ['if', ifStatement],
  ['while', whileStatement],
  ['for', (cursor) => forStatement(cursor, cursor.token)],
  ['try', tryStatement],
  ['with', (cursor) => withStatement(cursor, cursor.token)],
  ['def', (cursor) => functionDefinition(cursor, cursor.token, [])],
  ['class', (cursor) => classDefinition(cursor, [])],
  ['@', decorated],
  ['async', asyncStatement],
]);

/** Reads statements up to the end of the block or of the file, at least one. */
export const statements = (cursor: Cursor): Statement[] => {
  const found: Statement[] = [];
  for (;;) {
    const { kind } = cursor.token;
    if (kind === 'DEDENT' || kind === 'END') return found;
    if (kind === 'INDENT') refuseToken(cursor);
    const compound = COMPOUND.get(kind);
    if (compound !== undefined) found.push(compound(cursor));
    else if (startsMatch(cursor)) found.push(matchStatement(cursor));
    else for (const each of simpleStatements(cursor)) found.push(each);
  }
};
