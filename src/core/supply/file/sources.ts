import { nearest } from '../../catalog/nearest.ts';
import { faultAt, type Reading, type SupplySource } from './reading.ts';

/** What a company or the press has said, as the catalogue keeps it. */
export interface PublicStatement {
  readonly id: string;
  readonly source: string;
  readonly asOf: string;
  readonly standing: string;
}

const reaches = (root: unknown, path: readonly string[]): boolean => {
  let value = root;
  for (const key of path) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return false;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return true;
};

/** Where the file says its numbers come from. Throws InputError for a path the file does not have and an unknown statement. */
export const sourcesFrom = (
  reading: Reading,
  statements: ReadonlyMap<string, PublicStatement>,
): SupplySource[] =>
  Object.entries(reading.written.sources ?? {}).map(([path, origin]): SupplySource => {
    const place = ['sources', path];
    if (!reaches(reading.written, path.split('.')))
      throw faultAt(
        reading,
        place,
        `"${path}", which this file does not have`,
        'the path of something in this file, such as resources.packaging.capacity',
      );
    if ('source' in origin) return { path, kind: 'source', source: origin.source };
    if ('assumption' in origin) return { path, kind: 'assumption', reason: origin.assumption };
    const found = statements.get(origin.statement);
    if (found === undefined) {
      const close = nearest(origin.statement, statements.keys(), 4);
      throw faultAt(
        reading,
        [...place, 'statement'],
        `"${origin.statement}"`,
        `the id of a statement under catalog/market${close.length > 0 ? `; nearest: ${close.join(', ')}` : ''}`,
      );
    }
    const { source, asOf, standing } = found;
    return {
      path,
      kind: 'statement',
      statementId: found.id,
      source,
      asOf,
      standing,
      note: origin.note ?? null,
    };
  });
