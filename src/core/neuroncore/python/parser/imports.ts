import type { Alias, Statement } from '../ast.ts';
import type { Cursor } from './cursor.ts';
import { expect, isAt, refuseToken, spanFrom, take, takeIf } from './cursor.ts';

const dottedName = (cursor: Cursor): string => {
  const parts = [expect(cursor, 'NAME').text];
  while (takeIf(cursor, '.')) parts.push(expect(cursor, 'NAME').text);
  return parts.join('.');
};

const alias = (cursor: Cursor, readName: (cursor: Cursor) => string): Alias => {
  const start = cursor.token;
  const name = readName(cursor);
  const asname = takeIf(cursor, 'as') ? expect(cursor, 'NAME').text : null;
  return { type: 'alias', span: spanFrom(cursor, start), name, asname };
};

/** Reads `import a.b as c, d`. */
export const importModules = (cursor: Cursor): Statement => {
  const start = take(cursor);
  const names = [alias(cursor, dottedName)];
  while (takeIf(cursor, ',')) names.push(alias(cursor, dottedName));
  return { type: 'Import', span: spanFrom(cursor, start), names };
};

const plainName = (cursor: Cursor): string => expect(cursor, 'NAME').text;

const importedNames = (cursor: Cursor): Alias[] => {
  const start = cursor.token;
  if (takeIf(cursor, '*')) return [{ type: 'alias', span: spanFrom(cursor, start), name: '*', asname: null }];
  const enclosed = takeIf(cursor, '(');
  const names = [alias(cursor, plainName)];
  while (takeIf(cursor, ',')) {
    if (enclosed && isAt(cursor, ')')) break;
    if (!enclosed && isAt(cursor, 'NEWLINE'))
      refuseToken(cursor, 'a trailing comma needs parentheses around the imported names');
    names.push(alias(cursor, plainName));
  }
  if (enclosed) expect(cursor, ')');
  return names;
};

/** Reads `from ..a.b import c as d`. */
export const importFrom = (cursor: Cursor): Statement => {
  const start = take(cursor);
  let level = 0;
  while (isAt(cursor, '.') || isAt(cursor, '...')) level += take(cursor).text.length;
  const module = level > 0 && isAt(cursor, 'import') ? null : dottedName(cursor);
  expect(cursor, 'import');
  const names = importedNames(cursor);
  return { type: 'ImportFrom', span: spanFrom(cursor, start), module, names, level };
};
